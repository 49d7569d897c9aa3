"""The items of a sync server and the articles that they are: which are held, what of them changed, and new ones.

What the reader did wins: a state is taken over only where the server has another than it had before, and never where
something waits to be sent. One article may be several items (a feed in two accounts, a story in two feeds): what
becomes of it is then noted for the others.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from reader.library.absorb import absorb, current_generation
from reader.library.feeds import keep_texts
from reader.library.identity import article_id
from reader.library.merge import Batch, Polled
from reader.library.pages import PageRecord
from reader.library.records import stamp
from reader.library.sources import shelved
from reader.library.sync_actions import agree
from reader.library.sync_feeds import feed_key, stranger
from reader.model import Listing

if TYPE_CHECKING:
    from reader.model import Body
    from reader.sync.model import Item, State, States

ASK_AGAIN = timedelta(days=7)  # for an item that the server named and did not give

_COLUMNS: dict[State, str] = {"read": "read_at", "starred": "saved_at"}


def compare(
    conn: sqlite3.Connection, server: str, names: Sequence[str], states: States, now: datetime
) -> tuple[tuple[str, ...], bool]:
    """Give those of these items, in their order, that are to be fetched, and whether any that is held left the lists.

    To be fetched is what is not held, but for what the server lately did not give, and what was pruned here.
    """
    number = _number(conn, server)
    conn.executemany(  # what was pruned here and is starred elsewhere since is wanted again
        "DELETE FROM sync_item WHERE server = ? AND item = ? AND article IS NULL AND absent IS NULL AND NOT starred",
        [(number, name) for name in states.starred],
    )
    gone = any(
        conn.execute(
            f"SELECT 1 FROM {_SUBSCRIBED} AND {known} AND i.item NOT IN (SELECT value FROM json_each(?2)) LIMIT 1",  # noqa: S608 - constants
            (number, json.dumps(list(told))),
        ).fetchone()
        for known, told in (("NOT i.read", states.unread), ("i.starred", states.starred))
    )
    rows = conn.execute(
        "SELECT n.value FROM json_each(?1) n LEFT JOIN sync_item i ON i.server = ?2 AND i.item = n.value"
        " WHERE i.item IS NULL OR (i.article IS NULL AND i.absent < ?3) ORDER BY n.key",
        (json.dumps(list(names)), number, stamp(now - ASK_AGAIN)),
    )
    return tuple(row[0] for row in rows), gone


def reconcile(conn: sqlite3.Connection, server: str, states: States, now: datetime) -> int:
    """Take over what the server changed since it was last asked; tells of how many articles a mark changed."""
    number = _number(conn, server)
    changed = [
        *_turn(conn, number, "read", states.unread, now, listed_means=False),
        *_turn(conn, number, "starred", states.starred, now, listed_means=True),
    ]
    agree(conn, changed, now)
    return len(set(changed))


def keep_items(
    conn: sqlite3.Connection,
    server: str,
    items: Sequence[Item],
    absent: Collection[str],
    now: datetime,
    *,
    texts: Sequence[tuple[str, Body]] = (),
    parser: int = 1,
) -> int:
    """Take in articles with their states, in one generation; `texts` are those to be kept, by item; counts what is new.

    An article that is held already, as another source may have brought it, keeps what the reader did, and the server
    will be told.
    """
    number = _number(conn, server)
    by_feed: dict[str, list[Item]] = {}
    for item in items:
        by_feed.setdefault(item.stream, []).append(item)
    before, new, into = current_generation(conn), 0, 0
    for stream, found in by_feed.items():
        stranger(conn, server, stream, found[0].origin or stream)
        absorbed = absorb(conn, _batch(conn, feed_key(server, stream), found, now, into), now)
        new += absorbed.new
        into = absorbed.generation if absorbed.generation > before else 0
    _link(conn, number, server, items, now)
    bodies = dict(texts)
    for stream, found in by_feed.items():
        held = [(item.id, bodies[item.id]) for item in found if item.id in bodies]
        keep_texts(conn, feed_key(server, stream), held, parser, now)
    rows = [(number, name, stamp(now)) for name in absent]
    conn.executemany("INSERT OR REPLACE INTO sync_item VALUES (?, ?, NULL, NULL, 1, 0, ?)", rows)
    return new


# Items of feeds that the server has no more are left as they were.
_SUBSCRIBED = (
    "sync_item i JOIN source f ON f.id = i.feed WHERE i.server = ?1 AND f.parent = i.server AND i.article IS NOT NULL"
)


def _number(conn: sqlite3.Connection, server: str) -> int:
    return int(conn.execute("SELECT id FROM source WHERE key = ?", (server,)).fetchone()[0])


def _turn(
    conn: sqlite3.Connection, server: int, state: State, told: Iterable[str], now: datetime, *, listed_means: bool
) -> list[int]:
    """Take over one state where the server has changed it; gives the articles that changed."""
    listed = json.dumps(list(told))
    column = _COLUMNS[state]
    changed = conn.execute(
        f"SELECT i.item, i.article, NOT i.{state}, NOT EXISTS (SELECT 1 FROM sync_action w WHERE w.server = ?1"  # noqa: S608 - our own columns
        f" AND w.item = i.item AND w.state = ?3) FROM {_SUBSCRIBED}"
        f" AND (i.{state} = ?4) <> (i.item IN (SELECT value FROM json_each(?2)))",
        (server, listed, state, listed_means),
    ).fetchall()
    conn.executemany(
        f"UPDATE sync_item SET {state} = ? WHERE server = ? AND item = ?",  # noqa: S608 - as above
        [(on, server, item) for item, _, on, _ in changed],
    )
    found: list[int] = []
    for _, article, on, free in changed:
        if free:
            row = conn.execute(
                f"UPDATE article SET {column} = ? WHERE id = ? AND ({column} IS NOT NULL) <> ? RETURNING id",  # noqa: S608 - as above
                (stamp(now) if on else None, article, on),
            ).fetchone()
            found += row or ()
    return found


def _batch(conn: sqlite3.Connection, key: str, items: Sequence[Item], now: datetime, into: int) -> Batch:
    entries = tuple(item.entry.entry for item in items)
    names = shelved(conn, key) or ("",)
    page = PageRecord(key, "sync", checked=now)
    return Batch(key, (Polled(page, tuple(Listing(name, entries) for name in names)),), into=into)


def _link(conn: sqlite3.Connection, server: int, key: str, items: Sequence[Item], now: datetime) -> None:
    """Note which articles these items are, and let both sides have all that either of them has marked."""
    linked: list[int] = []
    for item in items:
        name = article_id(feed_key(key, item.stream), item.id)
        row = conn.execute(
            "SELECT id FROM article WHERE name = ?1 UNION ALL SELECT article FROM carrier WHERE name = ?1", (name,)
        ).fetchone()
        linked.append(row[0])
        conn.execute(
            "INSERT OR REPLACE INTO sync_item SELECT ?, ?, id, ?, ?, ?, NULL FROM source WHERE key = ?",
            (server, item.id, row[0], item.read, item.starred, feed_key(key, item.stream)),
        )
        for state, column in _COLUMNS.items():
            if getattr(item, state):
                conn.execute(f"UPDATE article SET {column} = coalesce({column}, ?) WHERE id = ?", (stamp(now), row[0]))  # noqa: S608 - our own columns
    agree(conn, linked, now)
