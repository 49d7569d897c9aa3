"""A sync server behind the real screen: what waits is counted in the masthead, and sent some seconds later."""

from __future__ import annotations

import pytest
from sync.reading import START, Clock, config_of
from ui.desk import painted, wait_for

from reader.app import NuriApp
from reader.config import Names, parse
from reader.library.sync_actions import count_pending
from reader.newsroom import live, sending
from reader.newsroom.desk import open_desk
from reader.newsroom.polling import Manner
from reader.newsroom.refresh import refresh
from reader.newsroom.service import Newsroom
from reader.paths import Paths


@pytest.fixture(autouse=True)
def _short_sleeps(monkeypatch):
    monkeypatch.setattr(live, "_WATCH", 0.1)
    monkeypatch.setattr(sending, "QUIET", 0.3)


@pytest.fixture
async def window(tmp_path, replica, monkeypatch):
    """An open window on an account that has been fetched once: (app, pilot, desk)."""
    monkeypatch.setenv("READER_PASSWORD", replica.reader.password)
    replica.reader.fill(12, streams=3)
    config = parse(config_of(replica), "config.toml", Names())
    desk = open_desk(config, Paths.under(tmp_path / "reader"), now=Clock(START))
    await refresh(desk, manner=Manner(), ahead=False)
    newsroom = Newsroom(desk)
    app = NuriApp(newsroom, config, desk.now)
    async with app.run_test(size=(120, 40)) as pilot:
        yield app, pilot, desk
    await newsroom.close()


async def test_marks_wait_visibly_while_there_is_no_server_and_are_sent_once_there_is(window, replica):
    app, pilot, desk = window
    replica.stop()
    await pilot.press("m", "j", "m", "b")
    await wait_for(pilot, lambda: "보낼 일 3" in painted(app))
    await wait_for(pilot, lambda: desk.offline or desk.library.read(count_pending) == 3)
    replica.start()
    await pilot.press("j", "m")
    await wait_for(pilot, lambda: len(replica.reader.unread) == 9 and len(replica.reader.starred) == 1)
    await wait_for(pilot, lambda: "보낼 일" not in painted(app))


async def test_the_feeds_of_a_server_name_themselves_beside_their_headlines(window):
    app, pilot, _ = window
    await pilot.press("1")
    await wait_for(pilot, lambda: "09:00 · 소식 2" in painted(app))
    assert app.screen.headlines.state.many_sources


@pytest.mark.parametrize("width", [60, 80])
async def test_what_waits_outlives_the_hour_in_a_narrow_masthead(window, replica, width):
    app, pilot, _ = window
    replica.stop()
    await pilot.resize_terminal(width, 24)
    await pilot.press("m")
    await wait_for(pilot, lambda: "보낼 일 1" in painted(app).splitlines()[0])
