"""What searching costs on the screen at 100,000 articles: from a key to its echo, and from the pause to the first hits.

    pytest -n 0 -m bench -s tests/bench/bench_search.py

builds the library (a minute or two), types a dozen queries with a fluent typist's pauses, so that keys fall into running
searches, and prints the figures in milliseconds: as the reader waits, and the processor's time, which another program's
load does not change.
"""

from __future__ import annotations

import asyncio
import statistics
import time

import pytest
from textual import events

from reader.app import NuriApp
from reader.config import Names, parse
from reader.newsroom.desk import open_desk
from reader.newsroom.service import Newsroom
from reader.paths import Paths
from reader.ui.search import SearchScreen
from tests.bench.make_library import NOW, build

pytestmark = pytest.mark.bench

QUERIES = (
    *("금리", "기준금리", "한국은행", "반도체 -금리", "인공지능", "대한민국 환율", "선거", "ㅎㄱㅇㅎ"),
    *("지면:국제 금리", "is:unread", "the", "government"),
)
CONFIG = """
[[source]]
kind = "mediaon"
name = "누리일보"
url = "https://www.nuriilbo.com/"
sections = ["경제산업", "오피니언", "교육", "국제"]
paused = true
[weather]
stations = []
"""
_TICK = 0.0005  # a loop that never sleeps would hold up the thread that searches


async def until(true):
    while not true():  # noqa: ASYNC110 - a screen tells nobody that it is painted
        await asyncio.sleep(_TICK)


class Watch:
    """Times one kind of thing."""

    def __init__(self, name: str) -> None:
        self._name, self.waited, self._worked = name, [], []

    def start(self) -> None:
        self._begun, self._busy = time.perf_counter(), time.process_time()

    def stop(self) -> None:
        self.waited.append((time.perf_counter() - self._begun) * 1000)
        self._worked.append((time.process_time() - self._busy) * 1000)

    def tell(self) -> None:
        waited, worked = sorted(self.waited), sorted(self._worked)
        figures = f"median {statistics.median(waited):6.1f}  p95 {waited[len(waited) * 19 // 20]:6.1f}"
        print(f"\n{self._name:30} {figures}  of it worked {statistics.median(worked):6.1f}  n={len(waited)}", end="")


async def typed(app, screen, query, echo):
    """Type `query` with a fluent typist's pauses."""
    for place, letter in enumerate(query):
        wanted = query[: place + 1]
        echo.start()
        app.post_message(events.Key("space" if letter == " " else letter, letter))
        await until(lambda wanted=wanted: screen.line.value == wanted and not screen._dirty_widgets)
        echo.stop()
        await asyncio.sleep(0.12 if place % 2 else 0.06)
    await until(lambda: screen.hits.state.text == query)


async def searched(screen, found):
    """Search once more for what stands there, from the moment at which the pause is over."""
    before = screen.hits.state
    found.start()
    screen.find_now()
    await until(lambda: screen.hits.state is not before)
    found.stop()


async def test_typing_is_echoed_at_once_and_found_soon(tmp_path):
    paths = Paths.under(tmp_path)
    build(paths.library, 100_000).close()
    desk = open_desk(parse(CONFIG, "", Names()), paths, now=lambda: NOW)
    newsroom = Newsroom(desk)
    app = NuriApp(newsroom, desk.config, desk.now)
    opened, echo, found = Watch("the search screen"), Watch("a key to its echo"), Watch("the pause to the hits")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.5)
        for query in QUERIES * 2:
            opened.start()
            await pilot.press("slash")
            await until(lambda: isinstance(app.screen, SearchScreen) and app.screen.focused)
            opened.stop()
            screen = app.screen
            await typed(app, screen, query, echo)
            await searched(screen, found)
            await pilot.press("escape")
            await pilot.pause(0.1)
    await newsroom.close()
    for watch in (opened, echo, found):
        watch.tell()
    assert statistics.median(echo.waited) < 15
    assert statistics.median(found.waited) < 60
