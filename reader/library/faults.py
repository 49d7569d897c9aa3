"""What SQLite says when something is wrong, turned into what can be said to a reader."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from reader.errors import LibraryError, LibraryUnwritable

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_UNWRITABLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
}


class FileDamaged(sqlite3.DatabaseError):
    """Our own check found the file broken before SQLite stumbled over it."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


def _primary(error: sqlite3.Error) -> int:
    """Give the primary result code (the low byte; the rest tells more of the same)."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def is_damage(error: sqlite3.Error) -> bool:
    """Tell whether the file itself is broken, or no database at all."""
    return _primary(error) in _DAMAGED


def translated(error: sqlite3.Error | OSError, file: Path) -> LibraryError:
    """Give the error that a reader can be told, with the file among its fields and SQLite's words as its cause."""
    if isinstance(error, OSError) or _primary(error) in _UNWRITABLE:
        return LibraryUnwritable(file=str(file), cause=str(error))
    return LibraryError(file=str(file), cause=str(error))
