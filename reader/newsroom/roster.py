"""The sources as they stand: how each answered, what it holds unread, when it is asked again; reads only.

Counting takes longer with every article, so a window calls this on a thread of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reader.library import Count, pages, shelves, source_key
from reader.library.sources import source_counts
from reader.model.roster import CatalogRow, SourceRow
from reader.newsroom import feed_moves, schedule
from reader.sources import catalog
from reader.text.telling import sentence

if TYPE_CHECKING:
    from reader.config import Config, SourceSettings
    from reader.library import PageRecord
    from reader.newsroom.desk import Desk


def roster(desk: Desk) -> tuple[SourceRow, ...]:
    """Give every configured source, in the configuration's order."""
    counted = desk.library.read(source_counts)
    return tuple(
        _row(desk, settings, source.key, counted.get(source.key, Count()))
        for source, settings in zip(desk.sources, desk.config.sources, strict=True)
    )


def catalogue(config: Config) -> tuple[CatalogRow, ...]:
    """Give the papers that can be added, marked where they are configured."""
    there = {source_key(source.url) for source in config.sources}
    return tuple(CatalogRow(offer, source_key(offer.url) in there, catalog.seen(offer)) for offer in catalog.offers())


def _row(desk: Desk, settings: SourceSettings, key: str, counted: Count) -> SourceRow:
    polled = [record for record in desk.library.read(pages, key) if record.role != "more"]
    failing = next((record for record in polled if record.failures), None)
    due = None if settings.paused else min((record.due for record in polled if record.due), default=None)
    return SourceRow(
        name=settings.name,
        kind=settings.kind,
        url=settings.url,
        sections=settings.sections or desk.library.read(shelves, key),
        paused=settings.paused,
        interval_minutes=settings.interval_minutes,
        full_text=settings.full_text,
        total=counted.total,
        unread=counted.unread,
        answered=max((record.checked for record in polled if record.checked), default=None),
        status=_status(polled, failing),
        seconds=max((record.elapsed.total_seconds() for record in polled), default=0.0),
        failing=failing.failed if failing else None,
        failures=failing.failures if failing else 0,
        error=sentence(*failing.error) if failing and failing.error else None,
        due=None if due == schedule.NEVER else due,
        gone=any(schedule.is_gone(record.due, record.status) for record in polled),
        moved_to=feed_moves.moved_to(desk, key),
    )


def _status(polled: Sequence[PageRecord], failing: PageRecord | None) -> int | None:
    record = failing or next(iter(polled), None)
    return record.status or None if record else None
