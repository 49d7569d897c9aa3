"""What is polled: one row an address, with its validators, its schedule and its failures.

An `owner` is a source's key, or `WEATHER`. Validators are written only together with what they validate (`absorb`,
`weather.keep_observations`); here they are read, and failures are noted without touching them (FRB 016).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from msgspec import Struct

from reader.library.claims import release
from reader.library.records import (
    Told,
    moment_or_none,
    seconds_or_none,
    span,
    stamp,
    stamp_or_none,
    told_from_text,
    told_to_text,
)
from reader.model import Freshness, Validators

# more: a further page of a list, asked for but not polled. sync: a whole server.
Role = Literal["front", "list", "feed", "more", "weather", "sync"]

WEATHER = "weather"
NO_VALIDATORS = Validators()


class PageRecord(Struct, frozen=True):
    """One polled address.

    `checked`: when it was last read or confirmed (None: never). `changed`: when it last had other content. `interval`:
    how often it is asked. `lifetime`: what the server promised, if it did. `section`: whose list this is ("": of none).
    `failures` counts those since it was last read, the first of them at `failed`, the latest because of `error`.
    `elapsed`: how long the last answer, or the waiting for it, took.
    """

    url: str
    role: Role
    section: str = ""
    validators: Validators = NO_VALIDATORS
    parser_version: int = 0
    checked: datetime | None = None
    changed: datetime | None = None
    due: datetime | None = None
    interval: timedelta = timedelta(hours=1)
    lifetime: timedelta | None = None
    status: int = 0
    next_url: str = ""
    failures: int = 0
    failed: datetime | None = None
    error: Told | None = None
    elapsed: timedelta = timedelta()

    def stale(self, now: datetime) -> bool:
        """Tell whether the last attempt failed, or the copy is past its lifetime (none given: twice the interval).

        A server that promises nothing (`no-cache`, `Expires` in the past) has given no lifetime: what it showed when it
        was last asked is not old a second later.
        """
        if self.checked is None or self.failures:
            return True
        given = self.lifetime if self.lifetime and self.lifetime > timedelta() else None
        return now - self.checked > (given or 2 * self.interval)


class PageState(NamedTuple):
    """A polled page by number, whose it is, which section it lists ("": none), and how fresh it is."""

    number: int
    owner: str
    section: str
    freshness: Freshness


_STATES = """
SELECT id, owner, section, checked, error,
       checked IS NULL OR failures > 0 OR ? - checked > CASE WHEN lifetime > 0 THEN lifetime ELSE 2 * interval END
  FROM page WHERE role <> 'more'
"""
_COLUMNS = (
    "url, role, section, etag, last_modified, parser, checked, changed, due, interval, lifetime, status, next_url,"
    " failures, failed, error, elapsed"
)
_RENEWED = ", ".join(f"{column} = excluded.{column}" for column in _COLUMNS.split(", "))
_SELECT = f"SELECT id, owner, {_COLUMNS} FROM page"  # noqa: S608 - a constant of this module


def pages(conn: sqlite3.Connection, owner: str) -> tuple[PageRecord, ...]:
    """Give every page of the owner, in the order in which they were first read."""
    return tuple(_record(row) for row in conn.execute(f"{_SELECT} WHERE owner = ? ORDER BY id", (owner,)))


def page(conn: sqlite3.Connection, owner: str, url: str) -> PageRecord | None:
    """Give one page of the owner, if it is known."""
    row = conn.execute(f"{_SELECT} WHERE owner = ? AND url = ?", (owner, url)).fetchone()
    return _record(row) if row else None


def page_numbered(conn: sqlite3.Connection, number: int | None) -> PageRecord | None:
    """Give the page of this number, if it is known."""
    row = conn.execute(f"{_SELECT} WHERE id = ?", (number,)).fetchone()
    return _record(row) if row else None


def states(conn: sqlite3.Connection, now: datetime) -> list[PageState]:
    """Tell how fresh every polled page is; further pages of lists are left out. It costs 3 µs a page.

    The statement says of staleness what `PageRecord.stale` says.
    """
    found = conn.execute(_STATES, (now.timestamp(),))
    return [
        PageState(number, owner, section, Freshness(moment_or_none(checked), bool(stale), _key_of(error)))
        for number, owner, section, checked, error, stale in found
    ]


def validators(conn: sqlite3.Connection, owner: str, url: str, parser_version: int) -> Validators:
    """Give what to send so that a 304 can be answered: nothing where another parser made what is held."""
    held = page(conn, owner, url)
    return held.validators if held and held.parser_version == parser_version else NO_VALIDATORS


def record_failure(
    conn: sqlite3.Connection,
    owner: str,
    url: str,
    *,
    role: Role,
    error: Told,
    now: datetime,
    due: datetime | None = None,
    status: int = 0,
    section: str = "",
    elapsed: timedelta = timedelta(),
) -> None:
    """Note that renewing this page failed; what is held of it, validators included, stays as it is."""
    release(conn, owner, url)
    conn.execute(
        "INSERT INTO page (owner, url, role, section, etag, last_modified, parser, due, interval, status, next_url,"
        " failures, failed, error, elapsed) VALUES (?, ?, ?, ?, '', '', 0, ?, 3600, ?, '', 1, ?, ?, ?)"
        " ON CONFLICT (owner, url) DO UPDATE SET due = coalesce(excluded.due, due), status = excluded.status,"
        " failures = failures + 1, failed = coalesce(failed, excluded.failed), error = excluded.error,"
        " elapsed = excluded.elapsed",
        (
            owner,
            url,
            role,
            section,
            stamp_or_none(due),
            status,
            stamp(now),
            told_to_text(error),
            _milliseconds(elapsed),
        ),
    )


def keep_page(conn: sqlite3.Connection, owner: str, record: PageRecord, *, unchanged: bool = False) -> int:
    """Write a page that was read (or, `unchanged`, confirmed by a 304), and give its number.

    Belongs into the transaction that writes what the page said. A confirmation keeps what it does not bring: when the
    content changed, where the list goes on, and validators if it carries none.
    """
    release(conn, owner, record.url)
    held = page(conn, owner, record.url) if unchanged else None
    checked = stamp_or_none(record.checked)
    etag, last_modified = record.validators.etag, record.validators.last_modified
    changed, next_url, parser = checked, record.next_url, record.parser_version
    if held:
        changed, next_url = stamp_or_none(held.changed), record.next_url or held.next_url
        parser = held.parser_version
        if not record.validators:
            etag, last_modified = held.validators.etag, held.validators.last_modified
    values = (record.url, record.role, record.section, etag, last_modified, parser, checked, changed)
    schedule = (stamp_or_none(record.due), seconds_or_none(record.interval), seconds_or_none(record.lifetime))
    row = conn.execute(
        f"INSERT INTO page (owner, {_COLUMNS}) VALUES (?, {'?, ' * 13}0, NULL, '', ?)"  # noqa: S608 - constants
        f" ON CONFLICT (owner, url) DO UPDATE SET {_RENEWED} RETURNING id",
        (owner, *values, *schedule, record.status, next_url, _milliseconds(record.elapsed)),
    ).fetchone()
    return int(row[0])


def forget_pages(conn: sqlite3.Connection, owner: str, kept: Sequence[str]) -> int:
    """Drop the owner's pages that are polled no more (all but those `kept`); tells how many. Articles stay."""
    gone = [record for record in pages(conn, owner) if record.url not in set(kept)]
    for record in gone:
        confirm_dropped(conn, owner, record.url)
        conn.execute("DELETE FROM page WHERE owner = ? AND url = ?", (owner, record.url))
    return len(gone)


def confirm_dropped(conn: sqlite3.Connection, owner: str, url: str) -> None:
    """Let the articles that this page listed remember when it was last checked; it will list them no more."""
    conn.execute(
        "UPDATE article SET confirmed = max(confirmed, page.checked) FROM page JOIN listing ON listing.page = page.id"
        " WHERE article.id = listing.article AND page.owner = ? AND page.url = ? AND page.checked IS NOT NULL",
        (owner, url),
    )
    conn.execute("DELETE FROM listing WHERE page = (SELECT id FROM page WHERE owner = ? AND url = ?)", (owner, url))


def _record(row: tuple[Any, ...]) -> PageRecord:
    _, _, url, role, section, etag, last_modified, parser, checked, changed, due, interval, lifetime, *rest = row
    status, next_url, failures, failed, error, elapsed = rest
    return PageRecord(
        url=url,
        role=role,
        section=section,
        validators=Validators(etag, last_modified),
        parser_version=parser,
        checked=moment_or_none(checked),
        changed=moment_or_none(changed),
        due=moment_or_none(due),
        interval=timedelta(seconds=interval),
        lifetime=span(lifetime),
        status=status,
        next_url=next_url,
        failures=failures,
        failed=moment_or_none(failed),
        error=told_from_text(error),
        elapsed=timedelta(milliseconds=elapsed),
    )


def _key_of(error: str) -> str:
    told = told_from_text(error)
    return told[0] if told else ""


def _milliseconds(span: timedelta) -> int:
    return int(span / timedelta(milliseconds=1))
