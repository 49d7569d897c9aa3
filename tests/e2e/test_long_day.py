"""A day of the paper in some minutes: two windows on one library, sixty feeds, the weather, random keys, random faults.

`NURI_DAY_MINUTES=12 pytest -n 0 -m long -s tests/e2e/test_long_day.py` prints an hour a line: resident MiB of
each window and of its worker, and descriptors. Afterwards both must have stayed level, left no task and logged no error.
"""

from __future__ import annotations

import os
import random
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import fast_window
import pytest
from replica import Fault, Item
from terminal import Terminal

pytestmark = pytest.mark.long

MINUTES = float(os.environ.get("NURI_DAY_MINUTES", "12"))
TIMES = 24 * 60 / MINUTES
FEEDS = 60
KEYS = (*"jjjjjkkknnpgGhlbmxuA.rRwz+-f1234567e/", "\t", " ", " ", "\r", "\r", "\x1b[6~", "\x1b[5~")
FAULTS = (
    lambda: Fault.status(503, retry_after=600), lambda: Fault.status(500), lambda: Fault.slow(0.5), lambda: Fault.cut(700),
    Fault.wrong_type, Fault.truncated_gzip, lambda: Fault.garbage(b"\x00\xff" * 90), Fault.hang,
)  # fmt: skip


def items(feed: int, count: int, moment: datetime) -> list[Item]:
    return [
        Item(
            f"{feed}번 신문의 소식 {number}, 한국은행 기준금리",
            f"/feeds/page/{feed}/{number}",
            f"{feed}-{number}",
            moment - timedelta(minutes=3 * (count - number)),
            content=f"<p>소식 {number}의 본문이다.</p>" * 20,
        )
        for number in range(max(0, count - 30), count)
    ]


class Window:
    """One window, the keys that are pressed in it, and what it takes from the machine."""

    def __init__(self, config: Path, folder: Path, begun: float, seed: int, size: tuple[int, int]) -> None:
        self._dice = random.Random(seed)
        program = [sys.executable, fast_window.__file__, str(config), str(folder), str(TIMES), str(begun)]
        self.terminal = Terminal(program, *size)

    def press(self) -> None:
        """Press some keys, and come back from wherever they led."""
        self.terminal.press(*(self._dice.choice(KEYS) for _ in range(6)), "\x1b")
        if self._dice.random() < 0.05:
            self.terminal.resize(self._dice.randrange(60, 200), self._dice.randrange(20, 60))

    def settle(self, limit: float = 3.0) -> None:
        """Read until nothing has been written for a while, so that keys never pile up."""
        end, written = time.monotonic() + limit, -1
        while written != len(self.terminal.written) and time.monotonic() < end:
            written = len(self.terminal.written)
            self.terminal._read(0.25)

    def runs(self) -> bool:
        """Whether it has not ended by itself."""
        return Path(f"/proc/{self.terminal.pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"

    def leave(self) -> int:
        """Go back to the list from wherever it is, and leave; gives the exit code."""
        for key in ("\x1b", "\x1b", "\x1b", "1", "q"):
            self.terminal.press(key)
            self.settle(20)  # an escape and a key that come together would be one key
        return self.terminal.wait_end()

    def taken(self) -> tuple[float, float, int]:
        """Give the resident MiB of the window and of what it started, and its descriptors."""
        own = Path(f"/proc/{self.terminal.pid}/fd")
        started = sum(map(resident, children(self.terminal.pid)))
        return resident(self.terminal.pid), started, len(list(own.iterdir()))


def children(pid: int) -> list[int]:
    found = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, file.read_text().split()):
            found += [child, *children(child)]
    return found


def resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/status").read_text().partition("VmRSS:")[2].split()[0]) / 1024
    except (OSError, IndexError):  # it has just ended
        return 0.0


class World:
    """What happens outside: articles, observations, faults."""

    def __init__(self, replica) -> None:
        self._replica = replica
        self._dice = random.Random(1)
        self._counts = [20] * FEEDS
        self._hour = -1
        for feed in range(FEEDS):
            replica.feeds.put(f"f{feed}", items(feed, 20, fast_window.START), title=f"신문 {feed}")

    def turn(self, moment: datetime) -> None:
        """Let something happen."""
        dice, replica = self._dice, self._replica
        for feed in dice.sample(range(FEEDS), 3):
            self._counts[feed] += dice.randrange(3)
            replica.feeds.put(f"f{feed}", items(feed, self._counts[feed], moment), title=f"신문 {feed}")
        if dice.random() < 0.2:
            replica.site.publish("경제산업", title=f"{moment:%H:%M}에 들어온 기사", published=moment)
        if dice.random() < 0.3:
            where = dice.choice(["/", "/news/*", "/XML/*", *(f"/feeds/f{dice.randrange(FEEDS)}.xml" for _ in range(6))])
            replica.fault(where, dice.choice(FAULTS)(), times=dice.randrange(1, 4))
        if dice.random() < 0.05:
            replica.restore()
        if moment.hour != self._hour:
            self._hour = moment.hour
            sky = {"서울": ("맑음", round(dice.uniform(-9, 9), 1))}
            replica.weather.observe(moment.replace(minute=0, second=0, microsecond=0), sky)


def configuration(replica) -> str:
    feeds = "".join(
        f'[[source]]\nkind = "feed"\nname = "신문 {n}"\nurl = "{replica.feed_url(f"f{n}")}"\nsection = "{section}"\n'
        f"full_text = {'true' if n % 10 == 0 else 'false'}\n"
        for n in range(FEEDS)
        for section in [("국제", "교육", "과학")[n % 3]]
    )
    return feeds + replica.config(more='stations = ["서울", "부산"]\n[fetch]\ntimeout_seconds = 2\n')


def test_a_day_leaves_memory_and_descriptors_level(tmp_path, replica, monkeypatch):
    monkeypatch.setenv("BROWSER", "true")
    config = tmp_path / "config.toml"
    config.write_text(configuration(replica), encoding="utf-8")
    world, begun = World(replica), time.monotonic()
    windows = [
        Window(config, tmp_path / "reader", begun, seed, size) for seed, size in enumerate([(120, 40), (80, 24)])
    ]
    hours: list[list[tuple[float, float, int]]] = []
    for window in windows:
        window.terminal.wait_for("국제", seconds=60)
    while (passed := (time.monotonic() - begun) * TIMES / 3600) < 24:
        world.turn(fast_window.START + timedelta(hours=passed))
        for window in windows:
            window.press()
            window.settle()
            assert window.runs(), window.terminal.text
        if passed >= len(hours) + 1:
            hours.append([window.taken() for window in windows])
            print(f"{len(hours):>3} h", *(f"{m:6.1f} + {c:5.1f} MiB, {d} fd" for m, c, d in hours[-1]), sep="   ")
    replica.restore()
    for window in windows:
        assert window.leave() == 0
        assert b"tasks left: 0" in window.terminal.written
    for place in range(len(windows)):
        for part in (0, 1):
            memory = [hour[place][part] for hour in hours]
            # painted lines, Textual's caches of regions and the like fill their bounds; a leak would go on
            assert max(memory[-6:]) < max(memory[1:7]) * 1.2, memory
        descriptors = [hour[place][2] for hour in hours]
        assert max(descriptors[-6:]) <= max(descriptors[:6]) + 8, descriptors
    log = tmp_path / "reader/state/nuri.log"  # made by the first line in it
    logged = log.read_text(encoding="utf-8") if log.exists() else ""
    assert "ERROR" not in logged
    assert "Traceback" not in logged
