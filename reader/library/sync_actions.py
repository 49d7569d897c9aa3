"""What the reader did to items of sync servers and those have not acknowledged: noted, sent in order, struck out.

One row for each state of an item, the latest wish alone, under a new number each time: so an answer to an older one
never strikes out a newer, and an undo after it was sent is one more thing to send. Nothing is taken back before it is
sent either, for a request whose answer was lost may have been obeyed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from reader.library.records import stamp

if TYPE_CHECKING:
    from reader.sync.model import Pending, State

_STATES: dict[str, State] = {"read_at": "read", "saved_at": "starred"}
_SERVER = "(SELECT id FROM source WHERE key = ?)"


def note(conn: sqlite3.Connection, column: str, numbers: Sequence[int], now: datetime) -> None:
    """Note for the servers what these articles' `column` says now; belongs into the transaction that changed it."""
    if column not in _STATES:
        return  # hiding is the reader's own affair, and no server knows of it
    conn.execute(
        "INSERT OR REPLACE INTO sync_action (server, item, state, wanted, at)"  # noqa: S608 - a column of our own table
        f" SELECT i.server, i.item, ?, a.{column} IS NOT NULL, ? FROM sync_item i JOIN article a ON a.id = i.article"
        " WHERE a.id IN (SELECT value FROM json_each(?))",
        (_STATES[column], stamp(now), json.dumps(list(numbers))),
    )


def agree(conn: sqlite3.Connection, numbers: Sequence[int], now: datetime) -> None:
    """Note what servers know otherwise than these articles stand here, but for what waits already."""
    for column, state in _STATES.items():
        conn.execute(
            "INSERT OR IGNORE INTO sync_action (server, item, state, wanted, at)"  # noqa: S608 - as above
            f" SELECT i.server, i.item, ?, a.{column} IS NOT NULL, ? FROM sync_item i"
            " JOIN article a ON a.id = i.article"
            f" WHERE a.id IN (SELECT value FROM json_each(?)) AND i.{state} <> (a.{column} IS NOT NULL)",
            (state, stamp(now), json.dumps(list(numbers))),
        )


def pending(conn: sqlite3.Connection, server: str) -> tuple[Pending, ...]:
    """Give what a server, by its key, is still to be told, in the order in which it was done."""
    rows = conn.execute(
        f"SELECT id, item, state, wanted FROM sync_action WHERE server = {_SERVER} ORDER BY id",  # noqa: S608 - a constant
        (server,),
    )
    from reader.sync.model import Pending  # noqa: PLC0415 - marks are noted without a word of the protocol

    return tuple(Pending(number, item, state, bool(wanted)) for number, item, state, wanted in rows)


def count_pending(conn: sqlite3.Connection, server: str = "") -> int:
    """Count what one server, or all that are configured, are still to be told."""
    row = conn.execute(
        "SELECT count(*) FROM sync_action a JOIN source s ON s.id = a.server"
        " WHERE CASE ?1 WHEN '' THEN s.active ELSE s.key = ?1 END",
        (server,),
    ).fetchone()
    return int(row[0])


def newest_pending(conn: sqlite3.Connection) -> dict[str, int]:
    """Give the number of the newest action that each configured server, by its key, is still to be told of."""
    query = "SELECT s.key, max(a.id) FROM sync_action a JOIN source s ON s.id = a.server WHERE s.active GROUP BY s.key"
    return dict(conn.execute(query))


def acknowledge(conn: sqlite3.Connection, server: str, numbers: Sequence[int]) -> None:
    """Strike out what the server has been told, and remember that it knows."""
    listed = json.dumps(list(numbers))
    for state in _STATES.values():
        conn.execute(
            f"UPDATE sync_item SET {state} = a.wanted FROM sync_action a"  # noqa: S608 - a column of our own table
            " WHERE a.id IN (SELECT value FROM json_each(?)) AND a.state = ?"
            f" AND sync_item.server = a.server AND sync_item.item = a.item AND a.server = {_SERVER}",
            (listed, state, server),
        )
    conn.execute(
        f"DELETE FROM sync_action WHERE id IN (SELECT value FROM json_each(?)) AND server = {_SERVER}",  # noqa: S608 - a constant
        (listed, server),
    )
