"""Bringing a library's tables up to the newest version, each step in one transaction; the steps stand in `steps`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from reader.errors import LibraryTooNew
from reader.library.steps import APPLICATION, STEPS
from reader.text.address import canonical

__all__ = ["APPLICATION", "PAGE_SIZE", "STEPS", "migrate", "statements", "version"]

PAGE_SIZE = 8192  # several texts of 2 to 4 kB share a page; of 4,096 each would take its own


def statements(script: str) -> Iterator[str]:
    """Give the script's statements one by one; a trigger with its inner semicolons is one."""
    held = ""
    for line in script.splitlines(keepends=True):
        held += line
        if held.strip() and sqlite3.complete_statement(held):
            yield held
            held = ""


def version(conn: sqlite3.Connection) -> int:
    """Tell the version of the file's tables; 0: none yet."""
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def migrate(conn: sqlite3.Connection, file: str, steps: tuple[str, ...] = STEPS) -> None:
    """Bring the file up to the newest version, each step whole or not at all; raises LibraryTooNew, sqlite3.Error."""
    conn.create_function("canonical", 1, canonical, deterministic=True)
    while (found := version(conn)) != len(steps):
        if found > len(steps):
            raise LibraryTooNew(file=file)
        _step(conn, found, steps[found])


def _step(conn: sqlite3.Connection, found: int, script: str) -> None:
    conn.execute("BEGIN IMMEDIATE")
    try:
        if version(conn) == found:  # another process may have taken this step while we waited
            for statement in statements(script):
                conn.execute(statement)
            conn.execute(f"PRAGMA user_version = {found + 1}")
        conn.execute("COMMIT")
    finally:
        conn.rollback()
