"""Several processes, and processes that are killed: what was acknowledged stays, and no lock error reaches anyone."""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from reader.library import Library, check, headlines, mark, set_sources, undo

COUNT = 400

# A window of its own: marks article after article and says which are kept, while refreshes go on beside it.
WINDOW = """
import sys
from datetime import datetime, timedelta
from pathlib import Path
from reader.library import Batch, Library, PageRecord, Polled, absorb, mark
from reader.model import Entry, Listing

file, key, *names = sys.argv[1:]
library = Library.open(Path(file), now=lambda: datetime.now().astimezone())
print("open", flush=True)
for number, name in enumerate(names):
    now = datetime.now().astimezone()
    entries = tuple(Entry(f"{names[0]}-{number}-{i}", "https://x", f"새 기사 {i}", published=now) for i in range(5))
    page = PageRecord("https://x/" + names[0], "list", "국제", checked=now)
    refreshed = library.write(absorb, Batch(key, (Polled(page, (Listing("국제", entries),)),)), now)
    library.write(mark, [name], "read", now).result()
    print(name, flush=True)
    refreshed.result()
    print(f"+{names[0]}-{number}", flush=True)
print("done", flush=True)
library.close()
"""


def start(paper, names):
    return subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(paper.library.file), paper.key, *names],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.fixture
def filled(paper):
    paper.refresh(paper.section("국제", *(paper.entry(number, number) for number in range(COUNT))))
    return paper


def state(library, now):
    held = library.read(headlines, now)
    return {row.id for row in held if row.read}, {row.url for row in held}, len(held)


def test_killed_at_any_moment_everything_acknowledged_is_there(filled, library, file, clock):
    already = [filled.id(number) for number in range(0, COUNT, 2)]
    library.write(mark, already, "read", clock()).result()
    library.close()
    dice, acknowledged, kept_rounds = random.Random(2026), set(already), 0
    for turn in range(6):
        names = [filled.id(number) for number in range(1 + 50 * turn, 50 * turn + 50, 2)]
        child = start(filled, names)
        last = dice.randrange(1, 40)
        lines = [child.stdout.readline().strip() for _ in range(last)]
        child.send_signal(signal.SIGKILL)
        lines += child.stdout.read().split()
        child.communicate()
        assert lines[0] == "open"
        acknowledged |= {line for line in lines if line in names}
        kept_rounds += sum(line.startswith("+") for line in lines)
        with contextlib.closing(Library.open(file, now=clock)) as again:
            assert not again.damaged
            assert again.read(check) == ()
            read, _, count = state(again, clock() + timedelta(days=999))
            assert read >= acknowledged
            assert count >= COUNT + 5 * kept_rounds
    assert kept_rounds


def test_two_windows_and_a_third_write_at_once_and_lose_nothing(filled, library, clock):
    shares = [[filled.id(number) for number in range(first, 90, 3)] for first in range(3)]
    children = [start(filled, share) for share in shares[:2]]
    for child in children:
        assert child.stdout.readline() == "open\n"
    for name in shares[2]:
        library.write(mark, [name], "read", clock()).result()
    for child in children:
        told = child.stdout.read()  # not communicate(), which does not know what readline has read ahead
        assert told.endswith("done\n"), child.stderr.read()
        child.communicate(timeout=60)
    assert library.read(check) == ()
    read, _, count = state(library, clock())
    assert read == {name for share in shares for name in share}
    assert count == COUNT + 5 * 60


def test_each_window_sees_the_others_marks_at_once(filled, library, file, clock):
    with contextlib.closing(Library.open(file, now=clock)) as other:
        library.write(mark, [filled.id(1)], "read", clock()).result()
        assert filled.id(1) in state(other, clock())[0]
        assert other.write(undo, clock()).result().id == filled.id(1)
        assert state(library, clock())[0] == set()


def test_the_first_to_come_after_a_crash_looks_at_the_file_and_the_last_to_leave_says_that_all_is_well(
    filled, library, file, clock
):
    note = file.parent / "library.db.lock"
    with contextlib.closing(Library.open(file, now=clock)):
        assert note.read_bytes() == b"open "
    assert note.read_bytes() == b"open "  # one is still there
    library.close()
    assert note.read_bytes() == b"clean"
    child = start(filled, [filled.id(1)])
    assert child.stdout.readline() == "open\n"
    child.kill()
    child.communicate()
    assert note.read_bytes() == b"open "
    with contextlib.closing(Library.open(file, now=clock)) as again:
        assert again._presence.unclean
        again.write(set_sources, [filled.source], {}).result()
    with contextlib.closing(Library.open(file, now=clock)) as again:
        assert not again._presence.unclean


# Reads the database and closes it, as another window does: the last one to close takes the log away.
VISITOR = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as conn:
    conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
conn.close()
"""


def test_a_second_window_of_one_process_gives_up_no_lock_of_the_first(paper, clock):
    paper.refresh(paper.section("국제", paper.entry(1, 1)))
    log = paper.library.file.with_name("library.db-wal")
    before = log.stat().st_ino
    second = Library.open(paper.library.file, now=clock)
    subprocess.run([sys.executable, "-c", VISITOR, str(paper.library.file)], check=True)
    assert log.stat().st_ino == before
    second.close()
