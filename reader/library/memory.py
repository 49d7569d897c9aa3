"""Where the reader was: the open view, the cursor in each list, the place in each article; kept across starts."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from reader.model import View


def remember(conn: sqlite3.Connection, key: str, value: object) -> None:
    """Keep a small value (anything that JSON can hold) under a name."""
    text = json.dumps(value, ensure_ascii=False)
    conn.execute("INSERT OR REPLACE INTO memory VALUES (?, ?)", (key, text))


def recall(conn: sqlite3.Connection, key: str) -> Any:
    """Give what was kept under a name; None when nothing was."""
    row = conn.execute("SELECT value FROM memory WHERE key = ?", (key,)).fetchone()
    return json.loads(row[0]) if row else None


def remember_cursor(conn: sqlite3.Connection, view: View, name: str) -> None:
    """Keep which article the cursor stands on in a view's list, and that this view is the open one."""
    remember(conn, f"cursor:{view.key}", name)
    remember(conn, "view", [view.kind, view.name])


def cursor(conn: sqlite3.Connection, view: View) -> str:
    """Give the id of the article on which the cursor stood in this view's list; "" when it was never open."""
    return str(recall(conn, f"cursor:{view.key}") or "")


def last_view(conn: sqlite3.Connection) -> View | None:
    """Give the view that was open last; None before the first."""
    held = recall(conn, "view")
    return View(held[0], held[1]) if held else None


def remember_place(conn: sqlite3.Connection, name: str, block: int) -> None:
    """Keep which block of an article stood at the top; nothing for an article that is not held."""
    conn.execute("INSERT OR REPLACE INTO place SELECT id, ? FROM article WHERE name = ?", (block, name))


def place(conn: sqlite3.Connection, name: str) -> int:
    """Give the block at which an article was left; 0 at first."""
    row = conn.execute(
        "SELECT block FROM place JOIN article ON article.id = article WHERE name = ?", (name,)
    ).fetchone()
    return int(row[0]) if row else 0
