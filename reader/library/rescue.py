"""Mend a damaged library: what can still be read goes into a new file, row by row, and the old one is set aside.

What the reader did comes first: articles with their marks, texts, the log, places. Validators do not come along, nor
what each page listed: the next refresh asks for everything afresh, which mends what is missing (Rule: a validator
lives only with what a 304 would validate).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from reader.library.schema import PAGE_SIZE, migrate

# Parents before children: a row whose parent was lost is refused by its foreign key and left behind.
_TABLES = (
    "section",
    "source",
    "menu",
    "shelf",
    "article",
    "carrier",
    "standing",
    "body",
    "trouble",
    "action",
    "action_article",
    "sync_item",
    "sync_action",
    "observation",
    "memory",
    "place",
)
_BESIDE = ("-wal", "-shm")  # what SQLite keeps beside a database
_LEFT_BEHIND = {"source": {"lead", "parent"}, "observation": {"page"}}  # they point at rows that come later, or not


def mend(file: Path, now: datetime) -> Path:
    """Put a new library with all that can be read in the place of a damaged one, and give the name of that.

    The new file is whole before anything moves: killed or failing on the way, the damaged one still stands where it
    stood. Raises OSError, sqlite3.Error.
    """
    mended = file.with_name(file.name + ".mending")
    remove(mended)
    try:
        os.close(os.open(mended, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(mended, isolation_level=None)) as conn:
            conn.execute(f"PRAGMA page_size = {PAGE_SIZE}")
            conn.execute("PRAGMA foreign_keys = 1")
            migrate(conn, str(mended))
            conn.execute("BEGIN IMMEDIATE")
            carry_over(file, conn)
            conn.execute("COMMIT")
        aside = set_aside(file, now, "damaged")
        mended.replace(file)
    except BaseException:
        remove(mended)
        raise
    return aside


def carry_over(damaged: Path, conn: sqlite3.Connection) -> int:
    """Copy every row of `damaged` that can be read into the new library and tell how many; counts follow by trigger."""
    with closing(sqlite3.connect(f"{damaged.as_uri()}?mode=ro", uri=True)) as old:
        old.text_factory = lambda data: data.decode("utf-8", "replace")
        carried = sum(_carry_table(old, conn, table) for table in _TABLES)
    conn.execute(
        "INSERT OR REPLACE INTO meta SELECT 'generation', coalesce(max(generation), 0) FROM"
        " (SELECT generation FROM article UNION ALL SELECT generation FROM standing)"
    )
    return carried


def set_aside(file: Path, now: datetime, why: str) -> Path:
    """Give a library a second name of its own beside the first, for another to take that in one step."""
    stem = f"{file.name}.{why}-{now:%Y%m%d-%H%M%S}"
    aside, count = file.with_name(stem), 1
    while aside.exists():
        count += 1
        aside = file.with_name(f"{stem}-{count}")
    os.link(file, aside)
    for ending in _BESIDE:
        with suppress(FileNotFoundError):
            file.with_name(file.name + ending).rename(aside.with_name(aside.name + ending))
    return aside


def remove(file: Path) -> None:
    """Delete a library that was only in the making, with all that SQLite keeps beside it."""
    for ending in ("", "-journal", *_BESIDE):
        file.with_name(file.name + ending).unlink(missing_ok=True)


def _carry_table(old: sqlite3.Connection, conn: sqlite3.Connection, table: str) -> int:
    columns = [name for name in _columns(old, table) if name in set(_columns(conn, table))]
    columns = [name for name in columns if name not in _LEFT_BEHIND.get(table, ())]
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
