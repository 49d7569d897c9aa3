"""The sources as they stand: how each answered, what it holds unread, when it is asked again; reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from reader.library import headlines, pages, shelves
from reader.text.telling import sentence

if TYPE_CHECKING:
    from reader.config import SourceSettings
    from reader.library import PageRecord
    from reader.newsroom.desk import Desk


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source: `answered` when any of its pages last did, `failing` since when one does not, and `error` why."""

    name: str
    kind: str
    url: str
    sections: tuple[str, ...]
    paused: bool
    total: int
    unread: int
    answered: datetime | None
    status: int | None
    failing: datetime | None
    error: str | None
    due: datetime | None


def roster(desk: Desk) -> tuple[SourceRow, ...]:
    """Give every configured source, in the configuration's order."""
    return tuple(
        _row(desk, settings, source.key) for source, settings in zip(desk.sources, desk.config.sources, strict=True)
    )


def _row(desk: Desk, settings: SourceSettings, key: str) -> SourceRow:
    polled = [record for record in desk.library.read(pages, key) if record.role != "more"]
    held = desk.library.read(headlines, desk.now(), source=settings.name)
    failing = next((record for record in polled if record.failures), None)
    return SourceRow(
        name=settings.name,
        kind=settings.kind,
        url=settings.url,
        sections=settings.sections or desk.library.read(shelves, key),
        paused=settings.paused,
        total=len(held),
        unread=sum(not headline.read for headline in held),
        answered=max((record.checked for record in polled if record.checked), default=None),
        status=_status(polled, failing),
        failing=failing.failed if failing else None,
        error=sentence(*failing.error) if failing and failing.error else None,
        due=None if settings.paused else min((record.due for record in polled if record.due), default=None),
    )


def _status(polled: Sequence[PageRecord], failing: PageRecord | None) -> int | None:
    record = failing or next(iter(polled), None)
    return record.status or None if record else None
