"""How the library is: what it holds, how large it is, and whether everything in it agrees."""

from __future__ import annotations

import sqlite3

from msgspec import Struct

from reader.library.schema import version

_COUNTS = "(SELECT count(*) FROM article), (SELECT count(*) FROM body), (SELECT count(*) FROM action)"
_RECOUNT = """
WITH shown AS (SELECT id, listed, read_at IS NULL AS unread, saved_at IS NOT NULL AS saved FROM article
                WHERE hidden_at IS NULL)
SELECT 0, count(*), coalesce(sum(unread), 0) FROM shown WHERE listed = 1
UNION ALL SELECT -1, count(*), coalesce(sum(unread), 0) FROM shown WHERE saved
UNION ALL SELECT c.id, count(s.id), coalesce(sum(s.unread), 0) FROM section c
    LEFT JOIN standing t ON t.section = c.id AND t.listed = 1 LEFT JOIN shown s ON s.id = t.article GROUP BY c.id
"""


class Info(Struct, frozen=True):
    """What the library holds; `size` in bytes, of the database file; `version` of its tables."""

    articles: int
    texts: int
    actions: int
    unread: int
    saved: int
    generation: int
    size: int
    version: int


def info(conn: sqlite3.Connection) -> Info:
    """Tell what the library holds."""
    articles, texts, actions = conn.execute(f"SELECT {_COUNTS}").fetchone()
    unread = conn.execute("SELECT unread FROM tally WHERE section = 0").fetchone()[0]
    saved = conn.execute("SELECT total FROM tally WHERE section = -1").fetchone()[0]
    generation = conn.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()[0]
    size = conn.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()[0]
    return Info(articles, texts, actions, unread, saved, generation, size, version(conn))


def check(conn: sqlite3.Connection, *, thorough: bool = True) -> tuple[str, ...]:
    """Look for what is broken (pages, references, counts), in SQLite's words; empty when all is well."""
    name = "integrity_check" if thorough else "quick_check"
    found = [row[0] for row in conn.execute(f"PRAGMA {name}") if row[0] != "ok"]
    found += [f"foreign key: {row[0]} {row[1]} -> {row[2]}" for row in conn.execute("PRAGMA foreign_key_check")]
    wrong = _counted(conn, "SELECT section, total, unread FROM tally") ^ _counted(conn, _RECOUNT)
    return (*found, *(f"count: {row}" for row in sorted(wrong)))


def _counted(conn: sqlite3.Connection, query: str) -> set[tuple[int, int, int]]:
    return set(conn.execute(query))
