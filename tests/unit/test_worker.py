import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from reader.errors import ConfigError, Deleted, NuriError, ParseError, Problem, UnknownName
from reader.worker.jobs import Worker

CODE = """
import sys, time
from reader.worker.jobs import Worker
worker = Worker(seconds=float(sys.argv[1]))
pid = worker.submit("os:getpid", lost=OSError).result()
if sys.argv[2] == "busy":
    worker.submit("builtins:pow", 3, 10**9, lost=OSError)
print(pid, flush=True)
threading = __import__("threading")
threading.Event().wait()
"""


@pytest.fixture
def worker():
    made = Worker(seconds=20)
    yield made
    made.close()


def lost(cause):
    return ParseError(cause=cause)


def until(condition, seconds=20):
    """Wait for a condition that no event tells of."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        threading.Event().wait(0.01)


def alive(pid):
    """Tell whether a process runs; one that nobody reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_nothing_is_started_before_a_job_and_one_process_does_them_all(worker):
    assert (worker.pid, worker.running) == (0, False)
    pids = [worker.submit("os:getpid", lost=lost) for _ in range(20)]
    assert {pid.result(20) for pid in pids} == {worker.pid}
    assert worker.pid != os.getpid()


def test_what_a_job_raises_is_raised_here_and_the_process_goes_on(worker):
    with pytest.raises(ValueError, match="invalid literal"):
        worker.submit("builtins:int", "x", lost=lost).result(20)
    with pytest.raises(ImportError):
        worker.submit("no_such_module:x", lost=lost).result(20)
    pid = worker.pid
    assert worker.submit("os:getpid", lost=lost).result(20) == pid


def test_what_cannot_be_pickled_is_an_error_on_either_side(worker):
    with pytest.raises((TypeError, AttributeError, pickle.PicklingError)):
        worker.submit("builtins:str", lambda: None, lost=lost).result(20)
    with pytest.raises(TypeError, match="pickle"):
        worker.submit("threading:Lock", lost=lost).result(20)
    assert worker.submit("builtins:abs", -1, lost=lost).result(20) == 1


def test_a_job_past_its_time_is_lost_alone_also_in_c_code_and_those_behind_it_are_done():
    worker = Worker(seconds=0.5)
    try:
        stuck = worker.submit("builtins:pow", 3, 10**9, lost=lost)
        behind = [worker.submit("builtins:abs", -number, lost=lost) for number in range(3)]
        error = stuck.exception(20)
        assert isinstance(error, ParseError)
        assert error.cause == "ended by SIGALRM"
        assert [job.result(20) for job in behind] == [0, 1, 2]
    finally:
        worker.close()


def test_time_between_jobs_does_not_count():
    worker = Worker(seconds=0.4)
    try:
        pid = worker.submit("os:getpid", lost=lost).result(20)
        for _ in range(4):
            threading.Event().wait(0.15)
            assert worker.submit("os:getpid", lost=lost).result(20) == pid
    finally:
        worker.close()


def test_a_process_that_dies_at_work_costs_that_job(worker):
    dead = worker.submit("os:abort", lost=lost)
    next_one = worker.submit("builtins:abs", -1, lost=lost)
    assert dead.exception(20).cause == "ended by SIGABRT"
    assert next_one.result(20) == 1


def test_one_that_was_killed_while_idle_costs_no_job(worker):
    pid = worker.submit("os:getpid", lost=lost).result(20)
    os.kill(pid, signal.SIGKILL)
    until(lambda: not alive(pid))
    assert worker.submit("os:getpid", lost=lost).result(20) not in (pid, os.getpid())


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold a process to its address space")
def test_more_memory_than_allowed_is_refused():
    worker = Worker(memory=1 << 30)
    try:
        with pytest.raises(MemoryError):
            worker.submit("builtins:bytearray", 2 << 30, lost=lost).result(20)
        assert worker.submit("builtins:abs", -1, lost=lost).result(20) == 1
    finally:
        worker.close()


def test_megabytes_pass_both_ways(worker):
    data = os.urandom(12 << 20)
    assert worker.submit("builtins:bytes", data, lost=lost).result(20) == data


def test_megabytes_that_wait_for_each_other_block_nobody(worker):
    data = [os.urandom(3 << 20) for _ in range(4)]
    jobs = [worker.submit("builtins:bytes", each, lost=lost) for each in data]
    assert [job.result(20) for job in jobs] == data


def test_a_process_has_its_next_job_before_it_has_answered(worker):
    first = worker.submit("time:sleep", 0.2, lost=lost)  # while it is waited for, the others come
    second = worker.submit("time:sleep", 0.5, lost=lost)
    behind = [worker.submit("time:monotonic", lost=lost) for _ in range(3)]
    until(lambda: first.done() and second.running() and len(worker._given) == 1)
    assert not second.done()
    moments = [job.result(20) for job in behind]
    assert moments == sorted(moments)


def test_one_that_dies_with_a_job_to_come_costs_only_what_it_was_at(worker):
    pid = worker.submit("os:getpid", lost=lost).result(20)
    worker.submit("time:sleep", 0.2, lost=lost)
    stuck = worker.submit("time:sleep", 60, lost=lost)
    next_one = worker.submit("os:getpid", lost=lost)
    until(lambda: stuck.running() and worker._given)
    os.kill(pid, signal.SIGKILL)
    assert stuck.exception(20).cause == "ended by SIGKILL"
    assert next_one.result(20) not in (pid, os.getpid())


def test_a_job_that_was_dropped_in_the_childs_hands_takes_nothing_with_it(worker):
    worker.submit("time:sleep", 0.2, lost=lost)
    second = worker.submit("time:sleep", 0.5, lost=lost)
    dropped = worker.submit("os:abort", lost=lost)
    until(lambda: second.running() and worker._given)
    assert dropped.cancel()
    assert second.result(20) is None
    assert worker.submit("builtins:abs", -1, lost=lost).result(20) == 1


def test_what_a_job_prints_is_no_answer(worker):
    assert worker.submit("builtins:print", "x" * 100_000, lost=lost).result(20) is None
    assert worker.submit("os:write", 1, b"x" * 100_000, lost=lost).result(20) == 100_000
    assert worker.submit("builtins:abs", -1, lost=lost).result(20) == 1


def test_an_idle_process_is_ended_and_the_next_job_gets_a_new_one():
    worker = Worker(idle=0.1)
    try:
        pid = worker.submit("os:getpid", lost=lost).result(20)
        until(lambda: not alive(pid))
        until(lambda: not worker.running)
        assert worker.submit("os:getpid", lost=lost).result(20) != pid
    finally:
        worker.close()


def test_closing_ends_the_process_at_once_whatever_it_does():
    worker = Worker()
    pid = worker.submit("os:getpid", lost=lost).result(20)
    stuck = worker.submit("time:sleep", 60, lost=lost)
    behind = worker.submit("builtins:abs", -1, lost=lost)
    until(stuck.running)
    worker.close()
    worker.close()
    assert stuck.done()
    assert behind.cancelled()
    assert not alive(pid)
    with pytest.raises(RuntimeError):
        worker.submit("os:getpid", lost=lost)


def test_a_job_that_nobody_waits_for_any_more_is_not_begun(worker):
    first = worker.submit("time:sleep", 0.2, lost=lost)
    dropped = worker.submit("os:abort", lost=lost)
    assert dropped.cancel()
    assert first.result(20) is None
    assert worker.submit("builtins:abs", -1, lost=lost).result(20) == 1


@pytest.mark.parametrize(("doing", "seconds"), [("idle", 60), ("busy", 1)])
def test_no_process_is_left_when_the_parent_is_killed(doing, seconds):
    parent = subprocess.Popen([sys.executable, "-c", CODE, str(seconds), doing], stdout=subprocess.PIPE)
    with parent:
        pid = int(parent.stdout.readline())
        assert alive(pid)
        parent.kill()
        parent.wait(20)
        until(lambda: not alive(pid))


def test_the_process_takes_nothing_from_the_current_folder(tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("raise SystemExit('taken')")
    monkeypatch.chdir(tmp_path)
    worker = Worker()
    try:
        assert worker.submit("json:loads", "1", lost=lost).result(20) == 1
    finally:
        worker.close()


@pytest.mark.parametrize(
    "error",
    [
        Deleted(host="a.kr", cause="why"),
        UnknownName("source", "x", ("y",)),
        ConfigError((Problem("f", 1, "k", {}),)),
        NuriError(),
    ],
)
def test_an_error_passes_between_processes_whole(error):
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - what this test has just written
    assert type(again) is type(error)
    assert vars(again) == vars(error)
    assert str(again) == str(error)
