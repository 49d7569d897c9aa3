"""Retention: which articles may go, by age and by number in their sections, and letting them go a few at a time.

Never what is saved, what a configured source lists now, or a lead; and nothing at all unless the reader says so. An
article counts in each of its sections, and may go when it is beyond the number in all of them; those of no section
count by source. Age is counted from when Nuri first saw it, so that an old article that came yesterday stays.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from reader.library.records import moment_or_none, stamp

AT_ONCE = 200  # articles in one transaction: 0.2 s, so that a mark never waits longer

_FREE = (
    "a.saved_at IS NULL AND a.id NOT IN (SELECT lead FROM source WHERE lead IS NOT NULL) AND NOT EXISTS"
    " (SELECT 1 FROM listing l JOIN page p ON p.id = l.page JOIN source s ON s.key = p.owner"
    " WHERE l.article = a.id AND s.active = 1) AND NOT EXISTS (SELECT 1 FROM sync_item i JOIN source s"
    " ON s.id = i.server WHERE i.article = a.id AND s.active = 1 AND NOT i.read)"
)
_OLD = f"SELECT a.id FROM article a WHERE a.first_seen < :before AND {_FREE}"  # noqa: S608 - constants
_STILL_FREE = f"SELECT a.id FROM article a WHERE a.id IN (SELECT value FROM json_each(?)) AND {_FREE}"  # noqa: S608 - constants
_BEYOND = f"""
WITH placed AS (
    SELECT article, row_number() OVER (PARTITION BY section ORDER BY sort_time DESC, rank DESC, article DESC) AS place
      FROM standing
    UNION ALL
    SELECT id, row_number() OVER (PARTITION BY source ORDER BY sort_time DESC, rank DESC, id DESC)
      FROM article WHERE id NOT IN (SELECT article FROM standing)
)
SELECT a.id FROM placed JOIN article a ON a.id = placed.article WHERE {_FREE} GROUP BY a.id HAVING min(place) > :keep
"""  # noqa: S608 - constants


class Prunable(Struct, frozen=True):
    """What would go: the rows, the oldest first, how many of them hold a text, and when they were first seen."""

    numbers: tuple[int, ...] = ()
    texts: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None


def prunable(conn: sqlite3.Connection, keep_days: int, keep_count: int, now: datetime) -> Prunable:
    """Tell what may go: seen first over `keep_days` ago, or beyond the newest `keep_count` of a section; 0: no end."""
    chosen: set[int] = set()
    if keep_days:
        before = stamp(now - timedelta(days=keep_days))
        chosen |= {row[0] for row in conn.execute(_OLD, {"before": before})}
    if keep_count:
        chosen |= {row[0] for row in conn.execute(_BEYOND, {"keep": keep_count})}
    numbers = tuple(sorted(chosen))
    texts, oldest, newest = conn.execute(
        "SELECT count(b.id), min(a.first_seen), max(a.first_seen) FROM article a LEFT JOIN body b ON b.article = a.id"
        " WHERE a.id IN (SELECT value FROM json_each(?))",
        (json.dumps(numbers),),
    ).fetchone()
    return Prunable(numbers, texts, moment_or_none(oldest), moment_or_none(newest))


def prune(conn: sqlite3.Connection, numbers: Sequence[int]) -> int:
    """Delete those of these articles that may still go, with their texts; tells how many. At most `AT_ONCE` in one go.

    What the reader did to them goes with them; an action of which nothing is left can no more be taken back.
    """
    from reader.library.indexing import forget  # noqa: PLC0415 - 7 ms of every refresh, after which seldom anything goes

    listed = json.dumps(list(numbers[:AT_ONCE]))
    gone = [row[0] for row in conn.execute(_STILL_FREE, (listed,))]
    forget(conn, gone)
    conn.executemany("DELETE FROM article WHERE id = ?", [(number,) for number in gone])
    conn.execute(
        "UPDATE action SET count = (SELECT count(*) FROM action_article d WHERE d.action = action.id)"
        " WHERE undoable = 1"
    )
    conn.execute("UPDATE action SET undoable = 0 WHERE undoable = 1 AND count = 0")
    return len(gone)
