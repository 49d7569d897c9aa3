"""How long `nuri refresh` takes for 100 and 1,000 feeds, beside newsboat and sfeed where they are installed.

`pytest -n 0 -m bench -s tests/bench/bench_refresh.py` prints the tables of tests/bench/README.md; `-k 100` or `-k ms`
chooses among them. The programs take turns. newsboat keeps no ETag of a feed's first answer, so it refreshes twice
before what is called unchanged. CPU is that of the whole process tree; memory is the most that the tree held at once.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bench.feed_server import ENTRIES, HOSTS, NEW, changed

pytestmark = pytest.mark.bench

NURI = str(Path(sys.executable).with_name("nuri"))
PHASES = ("cold", "unchanged", "5 % changed")
SFEED = """sfeedpath="{home}/feeds"
maxjobs=64
fetch() {{
  curl -f -s -m 15 --compressed --etag-save "{home}/etags/$1" --etag-compare "{home}/etags/$1" "$2" 2>/dev/null
}}
feeds() {{
{feeds}
}}
"""


@dataclass(frozen=True)
class Program:
    """One reader: how it is given its feeds, how it refreshes them, how often before nothing is new to it."""

    name: str
    needs: str
    prepare: Callable[[Path, list[str]], None]
    command: Callable[[Path], list[str]]
    before_unchanged: int = 0


def _nuri(home: Path, feeds: list[str]) -> None:
    told = [
        f'[[source]]\nkind = "feed"\nname = "F{number}"\nurl = "{url}"\nsection = "국제"\nfull_text = false\n'
        for number, url in enumerate(feeds)
    ]
    (home / "config.toml").write_text("".join(told) + "[weather]\nstations = []\n", encoding="utf-8")


def _newsboat(home: Path, feeds: list[str]) -> None:
    (home / "urls").write_text("".join(f"{url}\n" for url in feeds))
    (home / "config").write_text("reload-threads 32\n")


def _sfeed(home: Path, feeds: list[str]) -> None:
    (home / "etags").mkdir()
    told = "".join(f'feed "F{number}" "{url}"\n' for number, url in enumerate(feeds))
    (home / "sfeedrc").write_text(SFEED.format(home=home, feeds=told))


PROGRAMS = (
    Program("nuri", NURI, _nuri, lambda home: [NURI, "--config", f"{home}/config.toml", "refresh"]),
    Program(
        "newsboat, 32 threads",
        "newsboat",
        _newsboat,
        lambda home: [
            *("newsboat", "-q", "-u", f"{home}/urls", "-c", f"{home}/cache.db", "-C", f"{home}/config"),
            *("-x", "reload"),
        ],
        before_unchanged=1,
    ),
    Program("sfeed, 64 jobs", "sfeed_update", _sfeed, lambda home: ["sfeed_update", f"{home}/sfeedrc"]),
)


class Server:
    """The feeds' server as a process; `turn` changes their revision."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self._process = process
        self.port = port

    def turn(self, revision: int) -> None:
        self._process.stdin.write(f"{revision}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline().strip() == str(revision)


@contextmanager
def serving(feeds: int, milliseconds: int) -> Iterator[Server]:
    program = Path(__file__).with_name("feed_server.py")
    arguments = [sys.executable, str(program), str(feeds), str(milliseconds)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Server(process, int(process.stdout.readline()))
        finally:
            process.kill()


@dataclass(frozen=True)
class Run:
    """One refresh: seconds by the clock and of CPU, MiB at the most."""

    wall: float
    cpu: float
    memory: float


def measured(arguments: list[str], home: Path) -> Run:
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("DATA", "CONFIG", "CACHE", "STATE")}
    environment = os.environ | folders | {"HOME": str(home), "LC_ALL": "C.UTF-8", "NO_PROXY": "*"}
    begun = time.perf_counter()
    process = subprocess.Popen(
        arguments, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak, done = [0.0], threading.Event()
    sampler = threading.Thread(target=_sample, args=(process.pid, peak, done))
    sampler.start()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    done.set()
    sampler.join()
    assert process.returncode == 0, arguments
    return Run(wall, used.ru_utime + used.ru_stime, peak[0])


def _sample(pid: int, peak: list[float], done: threading.Event) -> None:
    while not done.wait(0.05):
        peak[0] = max(peak[0], sum(map(_resident, _tree(pid))))


def _tree(pid: int) -> list[int]:
    found, left = [], [pid]
    while left:
        found.append(left.pop())
        try:
            for told in Path(f"/proc/{found[-1]}/task").glob("*/children"):
                left.extend(map(int, told.read_text().split()))
        except OSError:
            continue  # it ended meanwhile
    return found


def _resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
    except OSError:
        return 0.0


def held_by_nuri(home: Path) -> int:
    conn = sqlite3.connect(home / "data/nuri/library.db")
    try:
        return int(conn.execute("SELECT count(*) FROM article").fetchone()[0])
    finally:
        conn.close()


def one_round(program: Program, server: Server, feeds: int, home: Path) -> dict[str, Run]:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    program.prepare(home, [f"http://{HOSTS[n % len(HOSTS)]}:{server.port}/f/{n}.xml" for n in range(feeds)])
    found = {}
    for phase in PHASES:
        server.turn(2 if phase == PHASES[2] else 1)
        for _ in range(program.before_unchanged if phase == PHASES[1] else 0):
            measured(program.command(home), home)
        found[phase] = measured(program.command(home), home)
        if program.name == "nuri":
            new = NEW * sum(map(changed, range(feeds))) if phase == PHASES[2] else 0
            assert held_by_nuri(home) == feeds * ENTRIES + new
    return found


@pytest.mark.parametrize(
    ("feeds", "milliseconds", "rounds"),
    [(100, 0, 3), (100, 100, 3), (1000, 0, 1), (1000, 100, 1)],
    ids=["100-0ms", "100-100ms", "1000-0ms", "1000-100ms"],
)
def test_a_refresh_beside_its_peers(feeds: int, milliseconds: int, rounds: int, tmp_path: Path) -> None:
    programs = [program for program in PROGRAMS if shutil.which(program.needs)]
    found: dict[str, dict[str, list[Run]]] = {each.name: {phase: [] for phase in PHASES} for each in programs}
    with serving(feeds, milliseconds) as server:
        for _ in range(rounds):
            for program in programs:
                for phase, run in one_round(program, server, feeds, tmp_path / "home").items():
                    found[program.name][phase].append(run)
    print(f"\n\n{feeds} feeds, {milliseconds} ms an answer, medians of {rounds}: seconds (of CPU; MiB)\n")
    print("| |", " | ".join(PHASES), "|\n| --- |", " | ".join("---" for _ in PHASES), "|")
    for name, phases in found.items():
        print(f"| {name} |", " | ".join(map(_told, phases.values())), "|")
    if len(programs) > 1:
        print("| **nuri ÷ the best other** |", " | ".join(_ratio(found, phase) for phase in PHASES), "|")


def _told(runs: list[Run]) -> str:
    cpu = statistics.median(run.cpu for run in runs)
    return f"{_wall(runs):.2f} ({cpu:.2f}; {max(run.memory for run in runs):.0f})"


def _wall(runs: list[Run]) -> float:
    return statistics.median(run.wall for run in runs)


def _ratio(found: dict[str, dict[str, list[Run]]], phase: str) -> str:
    own, *others = (_wall(phases[phase]) for phases in found.values())
    return f"{own / min(others):.2f}"
