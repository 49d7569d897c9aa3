"""The feeds of a sync server as sources of their own, and what becomes of all of it when the server is removed.

A feed keeps the server's name for it, and stands in its folders (or in the one section that the configuration names)
as long as the server has it; when it is gone there, it is unlisted here and its articles stay.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from reader.library.identity import article_id
from reader.library.sources import set_children, set_menu
from reader.model import Section

if TYPE_CHECKING:
    from reader.sync.model import Subscription


def feed_key(server: str, stream: str) -> str:
    """Name a feed of the server of this key; the same as long as the server calls it so."""
    return article_id(server, stream)


def set_feeds(conn: sqlite3.Connection, server: str, feeds: Sequence[Subscription]) -> bool:
    """Make these the feeds of a server, with its folders as its sections; tells whether anything was other than before.

    A feed without a folder stands in a section that has the server's own configured name.
    """
    number, name = conn.execute("SELECT id, name FROM source WHERE key = ?", (server,)).fetchone()
    folders = {feed.stream: feed.folders or (name,) for feed in feeds}
    changed = [_set_feed(conn, server, number, feed, folders[feed.stream]) for feed in feeds]
    gone = _unlist(conn, number, {feed_key(server, feed.stream) for feed in feeds})
    named = dict.fromkeys(folder for each in folders.values() for folder in each)
    moved = set_menu(conn, server, [Section(each, "", "") for each in named])
    if gone or moved or any(changed):
        set_children(conn, number)
        return True
    return False


def streams(conn: sqlite3.Connection, server: str) -> frozenset[str]:
    """Give the server's own names for the feeds that it had when it last told them."""
    rows = conn.execute(
        "SELECT m.number FROM menu m JOIN source f ON f.id = m.source JOIN source s ON s.id = f.parent WHERE s.key = ?",
        (server,),
    )
    return frozenset(row[0] for row in rows)


def feed_names(conn: sqlite3.Connection) -> Mapping[str, str]:
    """Give the key of the server of every feed that has one, by the feed's name."""
    return dict(
        conn.execute(
            "SELECT f.name, s.key FROM source f JOIN source s ON s.id = f.parent WHERE f.active = 1 ORDER BY f.id"
        )
    )


def stranger(conn: sqlite3.Connection, server: str, stream: str, name: str) -> None:
    """Register a feed that the server has not (any more), for a bookmark of it: it is listed nowhere."""
    conn.execute(
        "INSERT OR IGNORE INTO source (key, name, kind, url, place, active, every)"
        " SELECT ?, ?, 'feed', '', place, 0, 0 FROM source WHERE key = ?",
        (feed_key(server, stream), name, server),
    )


def articles_of(conn: sqlite3.Connection, server: str) -> tuple[int, ...]:
    """Give the rows of all articles that came from a server alone and are no bookmarks."""
    rows = conn.execute(
        "SELECT DISTINCT a.id FROM sync_item i JOIN article a ON a.id = i.article AND a.source = i.feed"
        " WHERE i.server = (SELECT id FROM source WHERE key = ?1) AND a.saved_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM carrier c JOIN source o ON o.id = c.source"
        " WHERE c.article = a.id AND o.parent IS NOT i.server)",
        (server,),
    )
    return tuple(row[0] for row in rows)


def forget_server(conn: sqlite3.Connection, server: str) -> int:
    """Drop what a server is still to be told, telling how much that was, and which items it has; articles stay."""
    (number,) = conn.execute("SELECT id FROM source WHERE key = ?", (server,)).fetchone() or (0,)
    dropped = conn.execute("DELETE FROM sync_action WHERE server = ?", (number,)).rowcount
    conn.execute("DELETE FROM sync_item WHERE server = ?", (number,))
    conn.execute("DELETE FROM memory WHERE key = ?", (f"sync:{server}",))
    return dropped


def _set_feed(conn: sqlite3.Connection, server: str, parent: int, feed: Subscription, folders: Iterable[str]) -> bool:
    key = feed_key(server, feed.stream)
    told = (feed.title or feed.url or feed.stream, feed.url, parent)
    held = conn.execute("SELECT name, url, parent FROM source WHERE key = ?", (key,)).fetchone()
    if held != told:
        conn.execute(
            "INSERT INTO source (key, name, url, parent, kind, place, active, every)"
            " VALUES (?, ?, ?, ?, 'feed', 0, 1, 0)"
            " ON CONFLICT (key) DO UPDATE SET name = excluded.name, url = excluded.url, parent = excluded.parent",
            (key, *told),
        )
    moved = set_menu(conn, key, [Section(folder, feed.stream, feed.url) for folder in folders])
    return held != told or moved


def _unlist(conn: sqlite3.Connection, parent: int, kept: set[str]) -> bool:
    """Let go of the feeds that the server has no more."""
    held = {row[0] for row in conn.execute("SELECT key FROM source WHERE parent = ?", (parent,))}
    gone = [(key,) for key in held - kept]
    conn.executemany("UPDATE source SET parent = NULL, active = 0 WHERE key = ?", gone)
    return bool(gone)
