"""diskcache with its teeth drawn: str keys, bytes values, nothing unpickled, nothing outside the folder.

Owns the only import of diskcache, which unpickles whatever a row tells it to and has no release without that. A row
that is not of our making is no row here. Loaded by the store's own thread, never before.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from pathlib import Path
from typing import Any

import diskcache
from diskcache import core

from reader.paths import private_file

TROUBLE: tuple[type[Exception], ...] = (
    OSError,
    diskcache.Timeout,
    core.sqlite3.Error,  # diskcache lets its database's errors through
    core.sqlite3.Warning,
    TypeError,  # these four: a settings table of somebody else's making, whose rows diskcache sets as attributes
    ValueError,
    AttributeError,
    AssertionError,
)
"""All that a bad disk or a planted database can raise."""

FILE_FROM = 128 * 1024
"""Values from this size on are files beside the database. A row of 100 kB is written in 0.2 ms and read in 12 µs, a
file in 0.8 ms and 32 µs; from 200 kB on they are alike."""


ORPHAN_AFTER = 3600.0

_NAME = re.compile(rf"[0-9a-f]{{2}}{re.escape(os.sep)}[0-9a-f]{{30}}\.val", re.ASCII)


class Refused(OSError):
    """A row or a file that this cache has not written."""


class SafeDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache ships no types
    """Keeps bytes under str names; rows of any other kind are refused when read, and never unpickled."""

    _own = frozenset({"_directory", "min_file_size", "pickle_protocol"})

    def __setattr__(self, name: str, value: object) -> None:
        """Set one of its three attributes; the settings table, which may be planted, can name any."""
        if name not in self._own:
            raise Refused(f"setting {name!r}")
        super().__setattr__(name, value)

    def put(self, key: object) -> tuple[str, bool]:
        """Give a key's form in the database."""
        if type(key) is not str:
            raise TypeError(f"key of {type(key)}")
        return key, True

    def get(self, key: object, raw: object) -> str:
        """Give a key back from the database."""
        if not raw or type(key) is not str:
            raise Refused("a key that is no text")
        return key

    def store(self, value: object, read: bool, key: object = core.UNKNOWN) -> Any:  # noqa: FBT001 - diskcache's signature
        """Give a value's row: size, mode, file name, bytes; a large one is written to its file first."""
        if read or type(value) is not bytes:
            raise TypeError(f"value of {type(value)}")
        if len(value) < self.min_file_size:
            return super().store(value, False, key=key)  # noqa: FBT003 - diskcache's signature
        drawn = os.urandom(16).hex()
        name = f"{drawn[:2]}{os.sep}{drawn[2:]}.val"
        self._write_file(f"{self._directory}{os.sep}{name}", value)
        return len(value), core.MODE_BINARY, name, None

    def _write_file(self, path: str, value: bytes) -> None:
        """Write a whole value at once (diskcache goes line by line); what could not be written whole is removed."""
        folder = os.path.dirname(path)  # noqa: PTH120 - diskcache deals in plain paths
        for last in (False, False, True):  # another process may remove the folder, empty for a moment, before the file
            try:
                os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103 - likewise
                file = open(path, "xb", opener=_without_links)  # noqa: SIM115 - closed below
                break
            except FileNotFoundError:
                if last:
                    raise
        try:
            with file:
                file.write(value)
        except OSError:
            os.unlink(path)  # noqa: PTH108 - likewise
            raise

    def fetch(self, mode: int, filename: str | None, value: object, read: bool) -> bytes:  # noqa: FBT001 - diskcache's signature
        """Give a value back from its row; `Refused` (an OSError, so a miss to diskcache) for any other row."""
        if mode == core.MODE_RAW and type(value) is bytes and not read:
            return value
        if mode == core.MODE_BINARY and not read:
            with open(self._inside(filename), "rb", buffering=0, opener=_without_links) as file:
                return file.readall()
        raise Refused(f"a row of mode {mode}")

    def remove(self, file_path: str) -> None:
        """Remove a value's file, if it is one of this folder."""
        with contextlib.suppress(Refused):
            self._inside(file_path)
            super().remove(file_path)

    def _inside(self, filename: object) -> str:
        """Give a value's path: a folder and a name as `store` makes them, and no link on the way."""
        if type(filename) is not str or not _NAME.fullmatch(filename):
            raise Refused(f"a file that is not ours: {filename!r}")
        path = f"{self._directory}{os.sep}{filename}"
        if os.path.islink(path[: -len(filename) + 2]):  # noqa: PTH114 - it costs 2 µs
            raise Refused(f"a link where a folder was: {filename!r}")
        return path


def _without_links(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


def open_cache(folder: Path, *, size_limit: int, timeout: float) -> diskcache.Cache:
    """Open the cache in `folder`; raises what stands in `TROUBLE`."""
    cache: diskcache.Cache = diskcache.Cache.__new__(diskcache.Cache)
    private_file(folder / core.DBNAME)  # SQLite's own mode would be the umask's
    try:
        cache.__init__(  # one that fails half-way would leave its connection open
            str(folder),
            timeout=timeout,
            disk=SafeDisk,
            size_limit=size_limit,
            eviction_policy="least-recently-stored",  # any other makes each read a write
            statistics=0,
            tag_index=0,
            cull_limit=0,  # `Store` culls once a batch of writes
            disk_min_file_size=FILE_FROM,
        )
    except TROUBLE:
        cache.close()
        raise
    return cache


def sweep(cache: diskcache.Cache) -> None:
    """Remove files that no row names, as a killed process leaves them; young ones may yet be named."""
    home = Path(cache.directory)
    named = {name for (name,) in cache._sql("SELECT filename FROM Cache WHERE filename IS NOT NULL")}  # noqa: SLF001 - diskcache's own check reads every value
    for path in home.glob("[0-9a-f][0-9a-f]/*.val"):
        if str(path.relative_to(home)) not in named and time.time() - path.lstat().st_mtime > ORPHAN_AFTER:
            path.unlink(missing_ok=True)


def damaged(error: Exception) -> bool:
    """Whether an error of `TROUBLE` says that the database is broken, and not merely locked, full or read-only."""
    if isinstance(error, core.sqlite3.OperationalError):
        return str(error).startswith("no such")
    return not isinstance(error, OSError | diskcache.Timeout) or isinstance(error, Refused)


def oldest(cache: diskcache.Cache) -> float | None:
    """Give the moment of the entry that was stored first, in seconds; None when there is none."""
    ((moment,),) = cache._sql("SELECT MIN(store_time) FROM Cache").fetchall()  # noqa: SLF001 - diskcache tells no times
    return None if moment is None else float(moment)
