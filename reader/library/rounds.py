"""One refresh of one source, kept whole: what its menu says, what its pages listed, and which of them failed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from reader.library.absorb import Absorbed, absorb
from reader.library.pages import Role, forget_pages, record_failure
from reader.library.sources import set_menu

if TYPE_CHECKING:
    from reader.library.merge import Batch
    from reader.library.records import Told
    from reader.model import Section


class Failure(Struct, frozen=True):
    """A page that could not be renewed, why, when it is tried again, and how long it took to find out."""

    url: str
    role: Role
    error: Told
    due: datetime
    status: int = 0
    section: str = ""
    elapsed: timedelta = timedelta()


class Round(Struct, frozen=True):
    """What one refresh of one source brought. `polled`: every address that is polled from now on (empty: as before)."""

    batch: Batch
    menu: tuple[Section, ...] = ()
    failures: tuple[Failure, ...] = ()
    polled: Sequence[str] = ()


def keep_round(conn: sqlite3.Connection, done: Round, now: datetime) -> Absorbed:
    """Keep a round; belongs into one `Library.write`, so that validators never outrun what they validate."""
    set_menu(conn, done.batch.source, done.menu)
    absorbed = absorb(conn, done.batch, now)
    for failure in done.failures:
        record_failure(
            conn,
            done.batch.source,
            failure.url,
            role=failure.role,
            error=failure.error,
            now=now,
            due=failure.due,
            status=failure.status,
            section=failure.section,
            elapsed=failure.elapsed,
        )
    if done.polled:
        forget_pages(conn, done.batch.source, done.polled)
    return absorbed
