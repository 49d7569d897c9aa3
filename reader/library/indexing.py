"""The search index kept up with the library, a few articles at a time behind what people wait for.

Triggers note in `unsearched` which articles the index does not know as they are; here they are worked off. Until then a
search reads those articles themselves. Nothing else writes `search` and `word`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from reader.library.grams import Document, document, inner_words

SLICE = 16  # articles at a time: 15 ms, so that a mark never waits longer for them

_INSERT = "INSERT INTO search (rowid, single, pair, word, initial) VALUES (?, ?, ?, ?, ?)"
_DELETE = "INSERT INTO search (search, rowid, single, pair, word, initial) VALUES ('delete', ?, ?, ?, ?, ?)"


def catch_up(conn: sqlite3.Connection, limit: int = SLICE) -> int:
    """Bring the index up to date with at most `limit` articles, those first that came first; tells how many it were."""
    stale = conn.execute("SELECT * FROM unsearched ORDER BY article LIMIT ?", (limit,)).fetchall()
    if not stale:
        return 0
    numbers = json.dumps([row[0] for row in stale])
    _take_out(conn, stale)
    fresh = conn.execute(
        "SELECT * FROM searchable WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article", (numbers,)
    )
    documents = [(row[0], document(*row[1:])) for row in fresh]
    conn.executemany(_INSERT, [(number, *columns) for number, columns in documents])
    _keep_words(conn, [columns for _, columns in documents])
    conn.execute("DELETE FROM unsearched WHERE article IN (SELECT value FROM json_each(?))", (numbers,))
    return len(stale)


def behind(conn: sqlite3.Connection) -> int:
    """Count the articles that the index does not know as they are."""
    return int(conn.execute("SELECT count(*) FROM unsearched").fetchone()[0])


def forget(conn: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Take articles out of the index that are about to be deleted; belongs into the same transaction."""
    listed = json.dumps(list(numbers))
    held = conn.execute(
        "SELECT article, coalesce(u.title, s.title), coalesce(u.subtitle, s.subtitle), coalesce(u.author, s.author),"
        " coalesce(u.text, s.text) FROM searchable s LEFT JOIN unsearched u USING (article)"
        " WHERE (u.article IS NULL OR u.title IS NOT NULL) AND article IN (SELECT value FROM json_each(?))",
        (listed,),
    ).fetchall()
    _take_out(conn, held)
    conn.execute("INSERT OR REPLACE INTO unsearched (article) SELECT value FROM json_each(?)", (listed,))


def _take_out(conn: sqlite3.Connection, held: Sequence[tuple[int, str | None, str, str, str]]) -> None:
    gone = [(number, *document(title, *rest)) for number, title, *rest in held if title is not None]
    conn.executemany(_DELETE, gone)


def _keep_words(conn: sqlite3.Connection, documents: Sequence[Document]) -> None:
    words = {word for columns in documents for word in inner_words(columns[2])}
    conn.executemany("INSERT OR IGNORE INTO word VALUES (?)", [(word,) for word in sorted(words)])
