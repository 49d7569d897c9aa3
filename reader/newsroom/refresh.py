"""A refresh: every source, or those named, at once; the weather with them; then some texts ahead."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from msgspec.structs import replace

from reader.errors import UnknownName
from reader.library import source_key
from reader.library.claims import release_pages
from reader.model import RefreshReport, SourceReport
from reader.newsroom.feeds import refresh_feed
from reader.newsroom.mediaon import refresh_mediaon
from reader.newsroom.retention import let_go
from reader.newsroom.texts import fetch_ahead
from reader.newsroom.weather_round import refresh_weather

if TYPE_CHECKING:
    from reader.config import SourceSettings
    from reader.newsroom.desk import Desk
    from reader.newsroom.polling import Manner
    from reader.newsroom.sync_drive import Progress

WEATHER = "weather"
_SLOW = 0.25  # seconds after which a source makes room for another: its server is slow, not this machine


def chosen(desk: Desk, names: Sequence[str]) -> tuple[SourceSettings, ...]:
    """Give the sources of these names (none: all that are not paused); `weather` is no source; raises UnknownName."""
    sources = {source.name: source for source in desk.config.sources}
    for name in names:
        if name not in sources and name != WEATHER:
            raise UnknownName("source", name, tuple(difflib.get_close_matches(name, [*sources, WEATHER], 3, 0.3)))
    return tuple(source for source in sources.values() if (source.name in names if names else not source.paused))


async def refresh(
    desk: Desk,
    names: Sequence[str] = (),
    *,
    manner: Manner,
    told: Callable[[SourceReport], None] = lambda _: None,
    progress: Progress = lambda *_: None,
    ahead: bool = True,
    at_once: int = 0,
) -> RefreshReport:
    """Refresh the sources of these names (none: all, and the weather); `told` hears of each as it is done.

    `progress` hears how far a sync server has come. `at_once`: sources under way at one time (0: all); a window's loop
    has keys to hear between what they bring. One whose server is slow makes room for the next.

    Expected failures stand in the report. Raises UnknownName before anything is asked, and LibraryError.
    """
    sources = chosen(desk, names)
    room = asyncio.Semaphore(at_once or len(sources) or 1)

    async def one(source: SourceSettings) -> SourceReport:
        try:
            with desk.library.awaiting():
                await room.acquire()
                with ExitStack() as place:
                    place.callback(room.release)
                    place.callback(asyncio.get_running_loop().call_later(_SLOW, place.close).cancel)
                    report = await _refreshed(desk, source, manner, progress)
        except asyncio.CancelledError:  # what it claimed is free at once for the next window
            desk.library.write(release_pages, source_key(source.url), desk.holder)
            raise
        told(report)
        return report

    async def sky() -> SourceReport | None:
        report = await refresh_weather(desk, manner)
        if report:
            told(report)
        return report

    started = desk.now()
    manner = replace(manner, by_name=bool(names))
    work = [one(source) for source in sources]
    with_weather = not names or WEATHER in names
    reports = await asyncio.gather(*work, *([sky()] if with_weather else []))
    rows = tuple(report for report in reports if report)
    asked = any(row.status != "skipped" for row in rows)
    texts = await fetch_ahead(desk) if ahead and asked else None
    if asked:
        await let_go(desk)
    return RefreshReport(rows, texts.got if texts else 0, texts.left if texts else 0, started)


async def _refreshed(desk: Desk, source: SourceSettings, manner: Manner, progress: Progress) -> SourceReport:
    if source.kind == "greader":
        from reader.newsroom.sync import sync  # noqa: PLC0415 - only where there is such a server

        return (await sync(desk, source, manner, progress)).brief
    return await (refresh_feed if source.kind == "feed" else refresh_mediaon)(desk, source, manner)
