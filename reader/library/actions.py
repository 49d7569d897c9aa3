"""What the reader does: marks, a section read, and taking back the last ten of them one by one.

Every action is one row in a log with its time, and the articles that it really changed with what stood there before;
so undo restores exactly those, also after a restart, and never what was changed again since.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

from reader.errors import UnknownName
from reader.library.articles import nearest
from reader.library.lists import Snapshot, ids
from reader.library.records import stamp
from reader.library.sync_actions import note
from reader.model import Change

UNDOABLE = 10

Verb = Change | Literal["section"]

# Each change: the column that it sets, and whether it sets or empties it.
_COLUMN: dict[Verb, tuple[str, bool]] = {
    "read": ("read_at", True),
    "unread": ("read_at", False),
    "saved": ("saved_at", True),
    "unsaved": ("saved_at", False),
    "hidden": ("hidden_at", True),
    "shown": ("hidden_at", False),
    "section": ("read_at", True),
}


class Marked(Struct, frozen=True):
    """What a mark really changed: those ids (for a section only how many), and its row in the log (0: none)."""

    verb: Verb
    ids: tuple[str, ...] = ()
    count: int = 0
    action: int = 0


class Undone(Struct, frozen=True):
    """What was taken back: the action's verb, the first article that it had changed, and how many there were."""

    verb: Verb
    id: str
    count: int


def mark(conn: sqlite3.Connection, names: Sequence[str], change: Change, now: datetime) -> Marked:
    """Mark articles by id; raises UnknownName, and changes nothing, when one is not held."""
    found = dict(
        conn.execute(
            "SELECT name, id FROM article WHERE name IN (SELECT value FROM json_each(?))", (json.dumps(list(names)),)
        )
    )
    for name in names:
        if name not in found:
            raise UnknownName("article", name, nearest(conn, name))
    action, changed = _do(conn, change, [found[name] for name in dict.fromkeys(names)], now)
    numbers = set(changed)
    return Marked(change, tuple(name for name in dict.fromkeys(names) if found[name] in numbers), len(changed), action)


def mark_opened(conn: sqlite3.Connection, name: str, now: datetime) -> Marked:
    """Note that an article was opened, which marks it read."""
    conn.execute("UPDATE article SET opened_at = ? WHERE name = ?", (stamp(now), name))
    return mark(conn, (name,), "read", now)


def mark_section_read(conn: sqlite3.Connection, taken: Snapshot, now: datetime) -> Marked:
    """Mark everything read that stands in this snapshot; what has not been let in stays unread. One action to undo."""
    action, changed = _do(conn, "section", ids(conn, taken), now, view=taken.view.key)
    return Marked("section", (), len(changed), action)


def undo(conn: sqlite3.Connection, now: datetime) -> Undone | None:
    """Take back the newest action that can be; None when there is none."""
    row = conn.execute("SELECT id, verb, count FROM action WHERE undoable = 1 ORDER BY id DESC LIMIT 1").fetchone()
    if row is None:
        return None
    action, verb, count = row
    column, sets = _COLUMN[verb]
    changed = conn.execute(
        f"UPDATE article SET {column} = deed.was FROM action_article AS deed"  # noqa: S608 - a column of our own table
        f" WHERE deed.action = ? AND deed.article = article.id AND ({column} IS NOT NULL) = ? RETURNING article.id",
        (action, sets),
    ).fetchall()
    note(conn, column, [row[0] for row in changed], now)
    conn.execute("UPDATE action SET undoable = 0, undone_at = ? WHERE id = ?", (stamp(now), action))
    first = conn.execute(
        "SELECT a.name FROM action_article d JOIN article a ON a.id = d.article WHERE d.action = ?"
        " ORDER BY a.sort_time DESC, a.rank DESC, a.id DESC LIMIT 1",
        (action,),
    ).fetchone()
    return Undone(verb, first[0] if first else "", count)


def _do(
    conn: sqlite3.Connection, verb: Verb, numbers: Sequence[int], now: datetime, view: str = ""
) -> tuple[int, list[int]]:
    """Change what is not so already, and log it; gives the log's row (0 when nothing changed) and what changed."""
    column, sets = _COLUMN[verb]
    rows = conn.execute(
        f"SELECT id, {column} FROM article WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own column
        f" AND ({column} IS NOT NULL) <> ?",
        (json.dumps(list(numbers)), sets),
    ).fetchall()
    if not rows:
        return 0, []
    action = conn.execute(
        "INSERT INTO action (at, verb, view, count, undoable) VALUES (?, ?, ?, ?, 1) RETURNING id",
        (stamp(now), verb, view, len(rows)),
    ).fetchone()[0]
    conn.executemany("INSERT INTO action_article VALUES (?, ?, ?)", [(action, number, was) for number, was in rows])
    value = stamp(now) if sets else None
    conn.executemany(f"UPDATE article SET {column} = ? WHERE id = ?", [(value, number) for number, _ in rows])  # noqa: S608 - likewise
    note(conn, column, [number for number, _ in rows], now)
    conn.execute(
        "UPDATE action SET undoable = 0 WHERE undoable = 1 AND id NOT IN"
        " (SELECT id FROM action WHERE undoable = 1 ORDER BY id DESC LIMIT ?)",
        (UNDOABLE,),
    )
    return action, [number for number, _ in rows]
