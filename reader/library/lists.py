"""Lists: what a view holds up to a generation, in an order that never changes under the reader.

A snapshot names the view, the newest generation let in, how many there are and the lead. Its rows come in windows or as
all their numbers at once (for jumps); headlines are read for numbers (`rows`), with today's marks. Who holds
the numbers holds the list: what is marked read later stays in an open "unread" list until a new snapshot is taken.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from reader.library.absorb import current_generation
from reader.library.heads import SELECT, PageStates, headline, rows
from reader.library.pages import states
from reader.library.sources import Count, counts
from reader.model import Freshness, Headline, View, ViewKind

# What each kind of view selects from, as rows of (id, sort_time, rank, generation); every one is served by an index.
_BASE: dict[ViewKind, str] = {
    "all": "SELECT id, sort_time, rank, generation FROM article WHERE listed = 1 AND hidden_at IS NULL",
    "unread": "SELECT id, sort_time, rank, generation FROM article"
    " WHERE listed = 1 AND hidden_at IS NULL AND read_at IS NULL",
    "saved": "SELECT id, sort_time, rank, generation FROM article WHERE saved_at IS NOT NULL AND hidden_at IS NULL",
    "section": "SELECT article AS id, sort_time, rank, generation FROM standing"
    " WHERE section = (SELECT id FROM section WHERE name = :name) AND listed = 1"
    " AND article NOT IN (SELECT id FROM article WHERE hidden_at IS NOT NULL)",
    "query": "SELECT id, sort_time, rank, generation FROM article WHERE id IN (SELECT value FROM json_each(:found))",
}
_CARRIED = (
    "(s.name = :source OR EXISTS (SELECT 1 FROM carrier k JOIN source o ON o.id = k.source"
    " WHERE k.article = a.id AND o.name = :source))"
)
_ORDER = "ORDER BY sort_time DESC, rank DESC, id DESC"
_UNREAD_STEP = 512  # rows asked at once on the way to the next unread one


class Snapshot(Struct, frozen=True):
    """One list at one moment; `lead` is the row that stands first (0: none), `found` all rows of a query in order."""

    view: View
    generation: int = 0
    total: int = 0
    lead: int = 0
    found: tuple[int, ...] = ()


class Opening(Struct, frozen=True):
    """What a list needs for its first paint, all of one moment: the snapshot, its first rows and their headlines."""

    snapshot: Snapshot
    ids: array[int]
    rows: tuple[Headline, ...]


def opening(
    conn: sqlite3.Connection, view: View, now: datetime, limit: int = 200, found: Sequence[int] | None = None
) -> Opening:
    """Take a snapshot of the view and read its first window, in one question.

    `found`: these rows and no others, in this order, which a search has given.
    """
    if found is None:
        taken = snapshot(conn, view, now=now)
    else:
        taken = Snapshot(view, current_generation(conn), len(found), found=tuple(found))
    numbers = window(conn, taken, limit=limit)
    return Opening(taken, numbers, rows(conn, numbers, now))


def snapshot(
    conn: sqlite3.Connection, view: View, generation: int | None = None, now: datetime | None = None
) -> Snapshot:
    """Take a snapshot of the view as of `generation` (None: the newest, which lets everything in).

    A view by a query needs `now`, from which it counts its days.
    """
    newest = current_generation(conn)
    as_of = newest if generation is None else generation
    if view.kind == "query":
        query = f"SELECT id FROM ({_BASE['query']}) WHERE generation <= :generation {_ORDER}"  # noqa: S608 - constants
        found = tuple(row[0] for row in conn.execute(query, _named(conn, view, as_of, now)))
        return Snapshot(view, as_of, len(found), found=found)
    total = counts(conn).get(view, Count()).total if as_of >= newest else _count(conn, view, as_of)
    return Snapshot(view, as_of, total, _lead(conn, as_of) if view.kind == "all" else 0)


def window(conn: sqlite3.Connection, taken: Snapshot, *, after: int = 0, limit: int = 200) -> array[int]:
    """Give the numbers of the next `limit` rows after row `after` (0: from the first); the same cost at any depth."""
    if taken.view.kind == "query":
        start = taken.found.index(after) + 1 if after else 0
        return array("q", taken.found[start : start + limit])
    if after in (0, taken.lead):
        first = array("q", [taken.lead] if taken.lead and not after else [])
        return (first + _numbers(conn, taken, _ORDER, limit=limit))[:limit]
    below = "AND (sort_time, rank, id) < (SELECT sort_time, rank, id FROM article WHERE id = :after)"
    return _numbers(conn, taken, f"{below} {_ORDER}", after=after, limit=limit)


def ids(conn: sqlite3.Connection, taken: Snapshot) -> array[int]:
    """Give the numbers of all rows of the snapshot, in order; the lead first and only once."""
    if taken.view.kind == "query":
        return array("q", taken.found)
    lead = array("q", [taken.lead] if taken.lead else [])
    return lead + _numbers(conn, taken, _ORDER, limit=-1)


def waiting(conn: sqlite3.Connection, view: View, generation: int, now: datetime | None = None) -> int:
    """Count what has come into the view since `generation` and is not let in yet; what is saved never waits."""
    if view.kind == "saved" or (view.kind == "query" and generation >= current_generation(conn)):
        return 0
    base = _BASE[view.kind].replace("FROM article WHERE", "FROM article INDEXED BY article_news WHERE")
    query = f"SELECT count(*) FROM ({base} AND generation > :generation)"  # noqa: S608 - constants
    return int(conn.execute(query, _named(conn, view, generation, now)).fetchone()[0])


def next_unread(conn: sqlite3.Connection, numbers: Sequence[int], start: int, step: int = 1) -> int:
    """Find the next unread row of a list from index `start` on (itself included), down or up; -1 when there is none."""
    indices = range(start, len(numbers)) if step > 0 else range(start, -1, -1)
    for begin in range(0, len(indices), _UNREAD_STEP):
        asked = indices[begin : begin + _UNREAD_STEP]
        found = unread_among(conn, [numbers[index] for index in asked])
        for index in asked:
            if numbers[index] in found:
                return index
    return -1


def unread_among(conn: sqlite3.Connection, numbers: Sequence[int]) -> frozenset[int]:
    """Give those of the rows that are unread now."""
    found = conn.execute(
        "SELECT id FROM article WHERE read_at IS NULL AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(numbers)),),
    )
    return frozenset(row[0] for row in found)


def numbers_of(conn: sqlite3.Connection, names: Sequence[str]) -> array[int]:
    """Give the rows of these article ids, in order; 0 for one that is not held."""
    found = dict(
        conn.execute(
            "SELECT name, id FROM article WHERE name IN (SELECT value FROM json_each(?))", (json.dumps(list(names)),)
        )
    )
    return array("q", [found.get(name, 0) for name in names])


def freshness(conn: sqlite3.Connection, view: View, now: datetime) -> Freshness:
    """Tell how fresh a list is: stale when any page that feeds it is, with the age of the oldest stale copy.

    A section is fed by the pages that name it; every other list by all pages of the configured sources.
    """
    active = {row[0] for row in conn.execute("SELECT key FROM source WHERE active = 1")}
    polled = [page for page in states(conn, now) if page.owner in active]
    if view.kind == "section":
        polled = [page for page in polled if page.section == view.name] or polled
    found = [page.freshness for page in polled]
    stale = [one for one in found if one.stale]
    times = [one.fetched for one in stale or found if one.fetched]
    error = next((one.error for one in stale if one.error), "")
    return Freshness((min if stale else max)(times, default=None), bool(stale), error)


def headlines(
    conn: sqlite3.Connection,
    now: datetime,
    *,
    section: str = "",
    source: str = "",
    query: str = "",
    unread: bool = False,
    saved: bool = False,
    limit: int | None = None,
) -> tuple[Headline, ...]:
    """Give the newest headlines of everything, one section, source (by configured name) or query, as flags say."""
    if section:
        view = View("section", section, query)
    else:
        view = View("query" if query else "saved" if saved else "unread" if unread else "all", query=query)
    wanted = (
        ("a.id IN (SELECT value FROM json_each(:found))", bool(query and section)),
        ("a.read_at IS NULL", unread),
        ("a.saved_at IS NOT NULL", saved),
        (_CARRIED, bool(source)),
    )
    where = " AND ".join(["1", *(condition for condition, asked in wanted if asked)])
    select = f"{SELECT} JOIN ({_BASE[view.kind]}) v ON v.id = a.id WHERE {where}"
    order = "ORDER BY v.sort_time DESC, v.rank DESC, v.id DESC LIMIT :limit"
    states = PageStates.at(conn, now)
    values = _named(conn, view, now=now) | {"source": source, "limit": -1 if limit is None else limit}
    found = conn.execute(f"{select} {order}", values)
    return tuple(headline(row, states) for row in found)


def _numbers(conn: sqlite3.Connection, taken: Snapshot, tail: str, *, after: int = 0, limit: int) -> array[int]:
    query = f"SELECT id FROM ({_BASE[taken.view.kind]}) WHERE generation <= :generation AND id <> :lead {tail}"  # noqa: S608 - constants of this module
    values = _named(conn, taken.view, taken.generation) | {"lead": taken.lead, "after": after, "limit": limit}
    return array("q", [row[0] for row in conn.execute(f"{query} LIMIT :limit", values)])


def _named(
    conn: sqlite3.Connection, view: View, generation: int = 0, now: datetime | None = None
) -> dict[str, str | int]:
    found = json.dumps(_found(conn, view, now)) if view.query else ""
    return {"name": view.name, "generation": generation, "found": found}


def _found(conn: sqlite3.Connection, view: View, now: datetime | None) -> list[int]:
    from reader.library.searching import matching  # noqa: PLC0415 - nothing of search is loaded before it is asked for

    if now is None:
        raise ValueError(view.query)
    return matching(conn, view.query, now)


def _count(conn: sqlite3.Connection, view: View, generation: int) -> int:
    query = f"SELECT count(*) FROM ({_BASE[view.kind]}) WHERE generation <= :generation"  # noqa: S608 - constants
    return int(conn.execute(query, _named(conn, view, generation)).fetchone()[0])


def _lead(conn: sqlite3.Connection, generation: int) -> int:
    """Give the lead of the first configured source that has one on the shelves."""
    row = conn.execute(
        "SELECT a.id FROM source s JOIN article a ON a.id = s.lead WHERE s.active = 1 AND a.listed = 1"
        " AND a.hidden_at IS NULL AND a.generation <= ? ORDER BY s.place LIMIT 1",
        (generation,),
    ).fetchone()
    return int(row[0]) if row else 0
