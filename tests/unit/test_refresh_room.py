"""How many sources are under way at a time, at a real desk in front of the replica."""

import asyncio
import threading
from datetime import datetime

from replica import Fault

from reader.config import Config, SourceSettings, WeatherSettings
from reader.newsroom.desk import open_desk
from reader.newsroom.polling import Manner
from reader.newsroom.refresh import refresh
from reader.paths import Paths
from reader.text.dates import KST

NOW = datetime(2026, 1, 15, 9, 54, tzinfo=KST)


async def test_a_slow_server_holds_up_no_source_behind_it(tmp_path, replica):
    sources = tuple(SourceSettings("feed", name, replica.feed_url(name)) for name in ("world", "atom"))
    config = Config(sources=sources, weather=WeatherSettings(stations=()))
    desk = open_desk(config, Paths.under(tmp_path / "reader"), now=lambda: NOW)
    answered = threading.Event()
    replica.fault("/feeds/world.xml", Fault.hold(answered))
    told: asyncio.Queue = asyncio.Queue()
    work = asyncio.create_task(
        refresh(desk, manner=Manner(urgency="person"), told=told.put_nowait, ahead=False, at_once=1)
    )
    try:
        assert (await asyncio.wait_for(told.get(), 10)).name == "atom"
        answered.set()
        assert {row.name for row in (await work).sources} == {"world", "atom"}
        assert (await told.get()).status == "updated"
    finally:
        answered.set()
        await asyncio.wait([work])
        await desk.close()
