"""What a person at the screen feels: first headline, a step, opening an article, idle CPU and memory, in a real terminal.

`pytest -m bench -s tests/bench/bench_screen.py` prints medians of interleaved runs with 3,000 and 100,000 articles held,
beside a trivial three-pane Textual application, the floor of any such reader, and newsboat with 3,000, where it is on
PATH. Output is stamped as it is read and put on a screen only afterwards, so that parsing does not lengthen what is
measured.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import pyte
import pytest

from reader.library import (
    Batch,
    Library,
    PageRecord,
    Polled,
    absorb,
    article_id,
    keep_body,
    set_sources,
    source_key,
)
from reader.library.indexing import behind
from reader.model import Block, Body, Entry, Listing, Passage, Source
from tests.bench.bench_refresh import serving
from tests.bench.feed_server import HOSTS

pytestmark = pytest.mark.bench

COLUMNS, ROWS = 120, 40
SIZES = (3_000, 100_000)
STARTS, FULL = 7, 2
STEPS, OPENS = 50, 20
IDLE_SECONDS = 10
SETTLED = 0.08
URL = "http://127.0.0.1:9/"  # nothing is due, so nothing is asked
SECTIONS = ("경제산업", "오피니언", "교육", "국제")
CONFIG = f'[[source]]\nkind = "mediaon"\nname = "누리일보"\nurl = "{URL}"\nsections = {list(SECTIONS)}\n[weather]\nstations = []\n'
HEADLINE = re.compile(r"H\d{6}")
ANSWERS = ((b"\x1b[c", b"\x1b[?62;22c"), (b"\x1b[6n", b"\x1b[1;1R"), (b"\x1b[?2026$p", b"\x1b[?2026;2$y"))

FLOOR = """
from textual.app import App
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Footer, OptionList, Static

TEXT = "\\n\\n".join("한국은행이 기준금리를 동결했다고 밝혔다. " * 8 for _ in range(8))

class Floor(App):
    CSS = "#a {width: 18; border: none} #b {width: 1fr; border: none} #c {width: 1fr}"
    BINDINGS = [("j", "down", "down"), ("k", "up", "up"), ("q", "quit", "quit")]

    def compose(self):
        with Horizontal():
            yield OptionList(*(f"지면 {n}" for n in range(100)), id="a")
            yield OptionList(*(f"H{n:06d} 한국은행, 기준금리 동결" for n in range(100)), id="b")
            with VerticalScroll(id="c"):
                yield Static(TEXT, id="text", markup=False)
        yield Footer()

    def on_mount(self):
        self.query_one("#b").focus()

    def action_down(self):
        self.query_one("#b").action_cursor_down()

    def action_up(self):
        self.query_one("#b").action_cursor_up()

    def on_option_list_option_highlighted(self, event):
        if event.option_list.id == "b":
            self.query_one("#text", Static).update(f"{event.option_index}\\n\\n{TEXT}")

Floor().run()
"""


def build(home: Path, count: int) -> None:
    """Fill a library of `count` articles in four sections, the newest hundred of each with their text."""
    now = datetime.now(UTC)
    key = source_key(URL)
    library = Library.open(home / "data/nuri/library.db", now=lambda: now)
    library.write(set_sources, [Source(key, "누리일보", "mediaon", URL)], {key: SECTIONS}).result()
    entries = [_entry(number, now) for number in range(count)]
    pages = [Polled(PageRecord(URL, "front", "", checked=now, due=now + timedelta(days=1)), ())]
    for place, name in enumerate(SECTIONS):
        page = PageRecord(f"{URL}list{place}", "list", name, checked=now, due=now + timedelta(days=1))
        pages.append(Polled(page, (Listing(name, tuple(entries[place::4])),)))
    library.write(absorb, Batch(key, tuple(pages)), now).result()
    sentence = "한국은행 금융통화위원회는 15일 기준금리를 현재 수준에서 동결하기로 했다고 밝혔다. "
    body = Body(blocks=tuple(Block("paragraph", (Passage(sentence * 5),)) for _ in range(8)))
    for entry in entries[:400]:
        library.write(keep_body, article_id(key, entry.identity), body, now, 1)
    while library.read(behind):  # what is indexed behind would be measured as idle work
        time.sleep(0.1)
    library.close()
    (home / "config").mkdir()
    (home / "config/config.toml").write_text(CONFIG, encoding="utf-8")


def _entry(number: int, now: datetime) -> Entry:
    title = f"H{number:06d} 한국은행, 기준금리 연 2.50% 동결하기로 {number}번째"
    published = now - timedelta(minutes=7 * number)
    return Entry(str(number), f"{URL}?no={number}", title, summary=title * 3, published=published, rank=-number)


class Probe:
    """A program in a pseudo-terminal whose output is stamped as it comes."""

    def __init__(self, arguments: list[str], home: Path) -> None:
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._lines: dict[int, tuple[object, ...]] = {}
        self.written = 0
        self._chunks: list[tuple[float, bytes]] = []
        names = {"DATA": "data", "CONFIG": "none", "CACHE": "cache", "STATE": "state"}
        folders = {f"XDG_{name}_HOME": str(home / folder) for name, folder in names.items()}
        environment = os.environ | folders | {"TERM": "xterm-256color", "LC_ALL": "ko_KR.UTF-8"}
        environment["PYTHONPYCACHEPREFIX"] = str(home.parent / "bytecode")  # warm, as where it is installed
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self._begun = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.execve(arguments[0], arguments, environment)  # noqa: S606 - no shell is what is wanted

    def shown(self, wanted: re.Pattern[str], seconds: float = 60) -> float:
        """Give the milliseconds from the start until `wanted` stood on the screen."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            if self._read(0.005):
                continue
            for stamp, _ in self._parse():
                if any(map(wanted.search, self._screen.display)):
                    return (stamp - self._begun) * 1000
        raise AssertionError("\n".join(self._screen.display))

    def press(self, key: str) -> tuple[float, int]:
        """Press a key: milliseconds to the first change of the screen, and bytes written until it is quiet."""
        self.settle(0.02)
        self._parse()
        before, begun = self.written, time.perf_counter()
        os.write(self._fd, key.encode())
        self._read(1.0)
        self.settle(SETTLED)
        changed = [stamp for stamp, differs in self._parse() if differs]
        return (changed[0] - begun) * 1000 if changed else 1000.0, self.written - before

    def settle(self, seconds: float, limit: float = 3.0) -> None:
        """Read until nothing has come for `seconds`."""
        end = time.perf_counter() + limit
        while time.perf_counter() < end and self._read(seconds):
            pass

    @property
    def cpu(self) -> float:
        """The seconds of CPU that it has taken."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def memory(self) -> float:
        """The MiB that are resident."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def _read(self, seconds: float) -> bool:
        if not select.select([self._fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            return False
        self._chunks.append((time.perf_counter(), data))
        self.written += len(data)
        for asked, answer in ANSWERS:
            if asked in data:
                os.write(self._fd, answer)
        return bool(data)

    def _parse(self) -> list[tuple[float, bool]]:
        parsed = []
        for stamp, data in self._chunks:
            self._stream.feed(data)
            lines = {
                y: tuple(self._screen.buffer[y][x] for x in range(COLUMNS)) for y in self._screen.dirty if y < ROWS
            }
            self._screen.dirty.clear()
            parsed.append((stamp, any(self._lines.get(y) != line for y, line in lines.items())))
            self._lines |= lines
        self._chunks.clear()
        return parsed

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self.pid, signal.SIGTERM)  # heard as a way to leave; what does not hear it is ended
        end = time.perf_counter() + 3
        while not os.waitpid(self.pid, os.WNOHANG)[0]:
            self._read(0.02)
            if time.perf_counter() > end:
                os.kill(self.pid, signal.SIGKILL)
        os.close(self._fd)


@dataclass(frozen=True)
class Program:
    """One reader; `lobby` is what it shows before headlines, which come after Enter."""

    arguments: list[str]
    home: Path
    opens: bool = True
    lobby: re.Pattern[str] | None = None


def session(program: Program, *, full: bool) -> dict[str, list[float]]:
    """Run a program once: its first headline, and when `full` everything else as well."""
    found: dict[str, list[float]] = {}
    with Probe(program.arguments, program.home) as probe:
        first = probe.shown(program.lobby or HEADLINE)
        found["first headline ms"] = [first + probe.press("\r")[0] if program.lobby else first]
        found["CPU ms until then"] = [probe.cpu * 1000]
        if not full:
            return found
        probe.settle(0.5)
        before = probe.cpu
        time.sleep(IDLE_SECONDS)
        found["idle CPU s in 10 s"] = [probe.cpu - before]
        steps = [probe.press("j" if number % 50 < 25 else "k") for number in range(STEPS)]
        found["step ms"] = [first for first, _ in steps]
        found["step bytes"] = [size for _, size in steps]
        if program.opens:
            found["open ms"] = [_open(probe) for _ in range(OPENS)]
        found["resident MiB"] = [probe.memory]
    return found


def _open(probe: Probe) -> float:
    first, _ = probe.press("\r")
    probe.press("q")
    probe.press("j")
    return first


def newsboat(home: Path) -> Program:
    """Let newsboat fetch a hundred feeds of thirty articles."""
    home.mkdir()
    with serving(100, 0) as server:
        urls = (f"http://{HOSTS[feed]}:{server.port}/f/{feed}.xml\n" for feed in range(100))
        (home / "urls").write_text("".join(urls))
        arguments = ["newsboat", "-q", "-u", f"{home}/urls", "-c", f"{home}/cache.db"]
        subprocess.run([*arguments, "-x", "reload"], check=True)
    return Program([shutil.which("newsboat") or "", *arguments[1:]], home, lobby=re.compile(r"F\d{4}"))


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Path]]:
    made = {}
    for count in SIZES:
        made[count] = tmp_path_factory.mktemp(f"held-{count}")
        begun = time.perf_counter()
        build(made[count], count)
        print(f"\n{count} articles built in {time.perf_counter() - begun:.1f} s")
    return made


def test_the_screen_beside_the_floor(homes: dict[int, Path], tmp_path: Path) -> None:
    floor = tmp_path / "floor.py"
    floor.write_text(FLOOR)
    programs = {"floor": Program([sys.executable, str(floor)], tmp_path, opens=False)}
    nuri = str(Path(sys.executable).with_name("nuri"))
    for count, home in homes.items():
        programs[f"nuri {count}"] = Program([nuri, "--config", str(home / "config/config.toml")], home)
    if shutil.which("newsboat"):
        programs["newsboat"] = newsboat(tmp_path / "newsboat")
    found: dict[str, dict[str, list[float]]] = {name: {} for name in programs}
    for number in range(STARTS + FULL):
        for name, program in programs.items():
            for figure, values in session(program, full=number >= STARTS).items():
                found[name].setdefault(figure, []).extend(values)
    for name, figures in found.items():
        print(f"{name:>12}", "  ".join(f"{each}: {statistics.median(values):.2f}" for each, values in figures.items()))
