"""The library kept elsewhere and brought back: `backup` while it is in use, `restore` while it is not.

A backup is one plain file that any SQLite opens. What a restore replaces is set aside under its own name, never
deleted: a person who restores the wrong file has lost nothing.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from reader.errors import FileThere, LibraryInUse, LibraryTooNew, LibraryUnwritable, NotALibrary
from reader.library import rescue, schema
from reader.library.faults import translated
from reader.library.guard import Presence, doorway
from reader.paths import private


def backup(conn: sqlite3.Connection, target: Path, now: datetime) -> Path:
    """Copy the whole library, as it is at this moment, to `target` (into it, named by the time, where it is a folder).

    Windows may go on writing meanwhile. Gives the file; it is whole before it has its name. Raises FileThere,
    LibraryUnwritable.
    """
    target = target.absolute()
    file = target / f"library-{now:%Y%m%d-%H%M%S}.db" if target.is_dir() else target
    if file.exists():
        raise FileThere(file=str(file))
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.unlink(missing_ok=True)
        _copy(conn, part)
        os.link(part, file)  # unlike a rename, never over what appeared meanwhile
    except FileExistsError:
        raise FileThere(file=str(file)) from None
    except (sqlite3.Error, OSError) as error:
        raise LibraryUnwritable(file=str(file), cause=str(error)) from error
    finally:
        with suppress(OSError):  # the folder may be what failed
            part.unlink(missing_ok=True)
    return file


def restore(file: Path, kept: Path, now: datetime) -> Path | None:
    """Put the library that is kept in `kept` in the place of the one at `file`, and give the name of what that was.

    None where there was none. The kept file stays as it is; an older one is brought up to date on the way. Raises
    NotALibrary, LibraryTooNew, LibraryInUse, LibraryUnwritable; then nothing has changed.
    """
    file = file.absolute()
    try:
        with doorway(private(file.parent)):
            presence = Presence(file)
            try:
                aside = _replace(file, kept, now, alone=presence.alone)
            except BaseException:
                if presence.unclean:
                    presence.vanish()  # it stays as suspect as it was
                else:
                    presence.leave()
                raise
            presence.leave()
    except (sqlite3.Error, OSError) as error:
        raise translated(error, file) from error
    return aside


def _replace(file: Path, kept: Path, now: datetime, *, alone: bool) -> Path | None:
    if not alone:
        raise LibraryInUse(file=str(file))
    made = file.with_name(file.name + ".restoring")
    try:
        _bring(kept, made)
        aside = rescue.set_aside(file, now, "replaced") if file.exists() else None
        made.replace(file)
    finally:
        rescue.remove(made)
    return aside


def _bring(kept: Path, made: Path) -> None:
    """Make a whole, checked library of the newest version from the kept file."""
    rescue.remove(made)
    try:
        with closing(sqlite3.connect(f"{kept.absolute().as_uri()}?mode=ro", uri=True)) as source:
            if source.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION:
                raise NotALibrary(file=str(kept))
            if schema.version(source) > len(schema.STEPS):
                raise LibraryTooNew(file=str(kept))
            _copy(source, made)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and kept.is_file():
            raise
        raise NotALibrary(file=str(kept), cause=str(error)) from error
    with closing(sqlite3.connect(made, isolation_level=None)) as conn:
        if conn.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise NotALibrary(file=str(kept), cause="quick_check")
        conn.execute("PRAGMA foreign_keys = 1")
        schema.migrate(conn, str(kept))


def _copy(source: sqlite3.Connection, target: Path) -> None:
    """Copy a database into a new file that stands by itself, for the user alone and safely on the disk."""
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    for path, flags in ((target, os.O_RDWR), (target.parent, os.O_RDONLY)):
        handle = os.open(path, flags)
        with suppress(OSError):  # some file systems cannot sync a folder
            os.fsync(handle)
        os.close(handle)
