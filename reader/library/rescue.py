"""Put a damaged file aside and carry over what can still be read of it, row by row.

What the reader did comes first: articles with their marks, texts, the log, places. Validators do not come along, nor
what each page listed: the next refresh asks for everything afresh, which mends what is missing (Rule: a validator
lives only with what a 304 would validate).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

# Parents before children: a row whose parent was lost is refused by its foreign key and left behind.
_TABLES = (
    "section",
    "source",
    "menu",
    "shelf",
    "article",
    "standing",
    "body",
    "trouble",
    "action",
    "action_article",
    "observation",
    "memory",
    "place",
)
_LEFT_BEHIND = {"source": "lead", "observation": "page"}  # they point at rows that come later or not at all


def set_aside(file: Path, now: datetime) -> Path:
    """Give the damaged file, and what SQLite keeps beside it, a name of its own; returns that; raises OSError."""
    stem = f"{file.name}.damaged-{now:%Y%m%d-%H%M%S}"
    aside = file.with_name(stem)
    count = 1
    while aside.exists():
        count += 1
        aside = file.with_name(f"{stem}-{count}")
    for ending in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            file.with_name(file.name + ending).rename(aside.with_name(aside.name + ending))
    file.rename(aside)
    return aside


def carry_over(aside: Path, conn: sqlite3.Connection) -> int:
    """Copy every row that can be read from `aside` into the new library and tell how many; counts follow by trigger."""
    with closing(sqlite3.connect(f"{aside.as_uri()}?mode=ro", uri=True)) as old:
        old.text_factory = lambda data: data.decode("utf-8", "replace")
        carried = sum(_carry_table(old, conn, table) for table in _TABLES)
    conn.execute(
        "INSERT OR REPLACE INTO meta SELECT 'generation', coalesce(max(generation), 0) FROM"
        " (SELECT generation FROM article UNION ALL SELECT generation FROM standing)"
    )
    return carried


def _carry_table(old: sqlite3.Connection, conn: sqlite3.Connection, table: str) -> int:
    columns = [name for name in _columns(old, table) if name in set(_columns(conn, table))]
    columns = [name for name in columns if name != _LEFT_BEHIND.get(table)]
    if not columns:
        return 0
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    insert = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own schema
    carried = 0
    for row in _readable(old, table, names):
        with suppress(sqlite3.IntegrityError):  # a parent that was lost, or a value of another type than it had
            carried += conn.execute(insert, row).rowcount
    return carried


def _columns(conn: sqlite3.Connection, table: str) -> list[str]:
    try:
        return [row[1] for row in conn.execute(f"PRAGMA table_info({table})")]
    except sqlite3.DatabaseError:
        return []


def _readable(old: sqlite3.Connection, table: str, names: str) -> Iterator[tuple[object, ...]]:
    """Read from the front until the first broken page, then from the end back to the last."""
    select = f"SELECT {names} FROM {table} NOT INDEXED"  # noqa: S608 - names of our own schema
    try:
        yield from old.execute(select)
    except sqlite3.DatabaseError:
        with suppress(sqlite3.DatabaseError):  # the other edge of the damage, or a table without numbers to go back by
            yield from old.execute(f"{select} ORDER BY rowid DESC")
