"""Many rows by few statements.

SQLite keeps what would undo a statement that fires triggers: of ten rows at a time it costs what it costs of one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import chain

_TOGETHER = 10


def insert(conn: sqlite3.Connection, statement: str, rows: Sequence[Sequence[object]]) -> int:
    """Insert rows by `statement`, which ends with VALUES and the places of one row, and count those that were added."""
    tens = len(rows) // _TOGETHER * _TOGETHER
    added = 0
    if tens:
        place = statement[statement.rindex("VALUES") + len("VALUES") :]
        together = statement + f",{place}" * (_TOGETHER - 1)
        for start in range(0, tens, _TOGETHER):
            values = tuple(chain.from_iterable(rows[start : start + _TOGETHER]))
            added += conn.execute(together, values).rowcount
    return added + conn.executemany(statement, rows[tens:]).rowcount if tens < len(rows) else added
