"""Several windows on one library: who of them fetches which page, so that no page is fetched twice.

A claim is a lease: whoever is killed while fetching gives it up by the clock. Keeping what a page brought, or why it
could not be had, ends it (`pages`), in the same transaction; so whoever asks next sees the page as it is by then.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from reader.library.records import stamp, stamp_or_none

if TYPE_CHECKING:
    from reader.library.pages import PageRecord

T = TypeVar("T")

LEASE = timedelta(seconds=90)  # a request may take 20 s, and as much again for its retry and the parser


class Turn(Struct, frozen=True):
    """A claim that is held for longer than one request: on which page of which owner, and by whom."""

    owner: str
    url: str
    holder: str


class TurnLost(Exception):
    """The claim ran out before the work was done, and another took it, or may have."""


def claim_pages(
    conn: sqlite3.Connection,
    owner: str,
    held: Mapping[str, PageRecord | None],
    *,
    holder: str,
    now: datetime,
    lease: timedelta = LEASE,
) -> frozenset[str]:
    """Claim pages of an owner for a window (`holder`, any name of its own), and give those that are its to fetch now.

    `held` maps each address to what this window knows of it (None: nothing). Not given are pages that another window
    is fetching, and those that were read, or failed, since then: they are to be read from the library again.
    """
    free = (url for url, known in held.items() if _is_as_known(conn, owner, url, known))
    return frozenset(url for url in free if _take(conn, (owner, url, holder, stamp(now + lease), stamp(now))))


def in_turn(conn: sqlite3.Connection, turn: Turn, until: datetime, verb: Callable[[sqlite3.Connection], T]) -> T:
    """Do `verb` as long as the claim stands, and hold it until `until`; raises TurnLost where it ran out.

    Whoever slept through his lease must not write: another has had the page since.
    """
    held = conn.execute(
        "UPDATE claim SET until = ? WHERE owner = ? AND url = ? AND holder = ?",
        (stamp(until), turn.owner, turn.url, turn.holder),
    )
    if held.rowcount == 0:
        raise TurnLost(turn.url)
    return verb(conn)


def release_pages(conn: sqlite3.Connection, owner: str, holder: str) -> None:
    """Give up what this window still claims of an owner, as when its round was broken off."""
    conn.execute("DELETE FROM claim WHERE owner = ? AND holder = ?", (owner, holder))


def release(conn: sqlite3.Connection, owner: str, url: str) -> None:
    """End the claim on a page; belongs into the transaction that keeps what came of it."""
    conn.execute("DELETE FROM claim WHERE owner = ? AND url = ?", (owner, url))


def _is_as_known(conn: sqlite3.Connection, owner: str, url: str, known: PageRecord | None) -> bool:
    row = conn.execute("SELECT checked, failures FROM page WHERE owner = ? AND url = ?", (owner, url)).fetchone()
    told = (stamp_or_none(known.checked), known.failures) if known else (None, 0)
    return row is None or bool(row == told)


def _take(conn: sqlite3.Connection, claim: tuple[str, str, str, int, int]) -> bool:
    taken = conn.execute(
        "INSERT INTO claim VALUES (?, ?, ?, ?) ON CONFLICT (owner, url) DO UPDATE"
        " SET holder = excluded.holder, until = excluded.until WHERE holder = excluded.holder OR until <= ?",
        claim,
    )
    return taken.rowcount > 0
