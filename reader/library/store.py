"""The open library: one file, one thread that writes, and a read-only view for every thread that asks.

Owns connections, transactions and what happens when the file is damaged, too new or gone; what is asked and done
stands in the modules beside it, as plain functions over a connection. WAL lets the screen read while a refresh writes;
synchronous=FULL makes an acknowledged mark survive a power cut, for about 2 ms each on an ordinary disk.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from reader.errors import LibraryError, LibraryTooNew, LibraryUnwritable
from reader.library import schema
from reader.library.faults import FileDamaged, is_damage, translated
from reader.library.guard import Presence, doorway
from reader.library.writing import Writer
from reader.paths import private, private_file

BUSY_SECONDS = 15.0  # another window's longest transaction, "section read" over 100,000 articles, takes about 2 s

P = ParamSpec("P")
T = TypeVar("T")


class Library:
    """The reader's own database.

    `damaged` names the file to which a damaged one was set aside while opening ("" when all was well).
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.damaged = ""
        self._writer = Writer(self._transact, self._tidy)
        self._local = threading.local()
        self._readers: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._closed = False
        self._inode = 0
        self._held: sqlite3.Connection | None = None
        self._presence: Presence

    @classmethod
    def open(cls, file: Path, *, now: Callable[[], datetime]) -> Library:
        """Open the library at `file`, made with its folder (0700, 0600) and brought up to date if need be.

        A damaged file is set aside and what can be read of it carried over (`damaged` says so).
        Raises LibraryTooNew, LibraryUnwritable, LibraryError.
        """
        library = cls(file.absolute())
        try:
            with doorway(private(library.file.parent)):
                library._enter(now)
        except (sqlite3.Error, OSError) as error:
            raise translated(error, library.file) from error
        return library

    def read(self, question: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Ask `question(conn, …)` here and now, over one unmoving view of the library; raises LibraryError."""
        try:
            conn = self._reader()
            conn.execute("BEGIN")
            try:
                return question(conn, *args, **kwargs)
            finally:
                conn.rollback()
        except sqlite3.Error as error:
            raise translated(error, self.file) from error

    def write(
        self, verb: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        """Do `verb(conn, …)` in a transaction on the library's own thread; others that wait may share it.

        The future is done when the change is on the disk; it carries LibraryError (nothing was kept) or what the
        verb raised (likewise). A verb may be done anew after another failed, so it must do nothing but its writing.
        """
        self._must_be_open()
        return self._writer.write(lambda conn: verb(conn, *args, **kwargs))

    def write_together(
        self, verb: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        """Do as `write` does, a few hundredths of a second later where more is awaited that can share it."""
        self._must_be_open()
        return self._writer.write(lambda conn: verb(conn, *args, **kwargs), patient=True)

    def awaiting(self) -> AbstractContextManager[None]:
        """Let what is written together wait a little for what is written inside; for work that takes a while."""
        return self._writer.awaiting()

    def changed(self) -> bool:
        """Tell whether the library was written since this thread last asked, here or by another window.

        The first time only begins to watch. Costs a few µs (PRAGMA data_version); raises LibraryError.
        """
        try:
            version = self._reader().execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.Error as error:
            raise translated(error, self.file) from error
        seen = getattr(self._local, "version", version)
        self._local.version = version
        return bool(version != seen)

    def shrink(self) -> Future[None]:
        """Give the space back to the disk that deleted articles took; takes as long as copying the file does."""
        self._must_be_open()
        return self._writer.submit(self._shrink)

    def close(self) -> None:
        """Finish what was asked to be written, and let go of the file; may be called again."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._writer.finish()
        for reader in self._readers:
            reader.close()
        self._writer.submit(self._conn.close).result()  # last, for only a writer can leave one file behind, not three
        self._writer.end()
        try:
            with doorway(self.file.parent):
                self._presence.leave()
        except OSError:  # the folder itself is gone; there is nothing left to be in order
            self._presence.vanish()

    def _must_be_open(self) -> None:
        if self._closed:
            raise LibraryError(file=str(self.file), cause="closed")

    def _transact(self, verb: Callable[[sqlite3.Connection], T]) -> T:
        conn = self._conn
        try:
            conn.execute("BEGIN IMMEDIATE")
            try:
                done = verb(conn)
                conn.execute("COMMIT")
            finally:
                conn.rollback()
            self._still_there()
        except sqlite3.Error as error:
            raise translated(error, self.file) from error
        return done

    def _tidy(self) -> bool:
        """Let the search index catch up by a slice, and say whether any of it is left."""
        try:
            if self._conn.execute("SELECT 1 FROM unsearched LIMIT 1").fetchone() is None:
                return False
            from reader.library.indexing import catch_up  # noqa: PLC0415 - loaded only where there is work for it

            return bool(self._transact(catch_up))
        except (sqlite3.Error, LibraryError):
            return False  # what is left is read by searches as it is, and tried again after the next write

    def _shrink(self) -> None:
        conn = self._conn
        try:
            conn.execute("INSERT INTO search (search) VALUES ('optimize')")
            conn.execute("PRAGMA temp_store = FILE")  # VACUUM writes the library anew there
            conn.execute("VACUUM")
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise translated(error, self.file) from error
        finally:
            conn.execute("PRAGMA temp_store = MEMORY")

    @property
    def _conn(self) -> sqlite3.Connection:
        """The writing connection; only its own thread may use it, and nobody before `_start`."""
        if self._held is None:
            raise LibraryError(file=str(self.file), cause="not open")
        return self._held

    def _still_there(self) -> None:
        """Make sure that what was committed has a name: SQLite writes on happily into a deleted file."""
        try:
            inode = self.file.stat().st_ino
        except OSError as error:
            raise translated(error, self.file) from error
        if inode != self._inode:
            raise LibraryUnwritable(file=str(self.file), cause="replaced by another file")

    def _reader(self) -> sqlite3.Connection:
        held: sqlite3.Connection | None = getattr(self._local, "conn", None)
        if held is not None and not self._closed:
            return held
        with self._lock:
            self._must_be_open()
            conn = _connect(self.file, "ro")
            conn.execute("PRAGMA query_only = 1")
            self._readers.append(conn)
        self._local.conn = conn
        return conn

    def _enter(self, now: Callable[[], datetime]) -> None:
        self._presence = Presence(self.file)
        try:
            self._open_or_mend(now)
            self._inode = self.file.stat().st_ino
        except BaseException:
            self._abandon()
            raise

    def _open_or_mend(self, now: Callable[[], datetime]) -> None:
        try:
            self._writer.submit(self._start).result()
        except sqlite3.DatabaseError as error:
            if not (is_damage(error) and self._presence.alone):
                raise
            from reader.library import rescue  # noqa: PLC0415 - hardly ever

            self.damaged = str(rescue.mend(self.file, now()))
            self._writer.submit(self._start).result()

    def _start(self) -> None:
        """Open and check the file on the writing thread, whose connection this is."""
        private_file(self.file)
        self.file.chmod(0o600)
        conn = _connect(self.file, "rw")
        try:
            _look_at(conn, self.file, thorough=self._presence.unclean)
            conn.execute(f"PRAGMA page_size = {schema.PAGE_SIZE}")  # only where there is no file yet
            conn.execute("PRAGMA journal_mode = WAL")
            conn.execute("PRAGMA synchronous = FULL")
            conn.execute("PRAGMA foreign_keys = 1")
            conn.execute("PRAGMA journal_size_limit = 16777216")
            conn.execute("PRAGMA cache_size = -8000")  # KiB: ids are hashes, so each new one goes to another page
            schema.migrate(conn, str(self.file))
            conn.execute("PRAGMA temp_store = MEMORY")  # what undoes a failed statement, else 16 times what is kept
        except BaseException:
            conn.close()
            raise
        self._held = conn

    def _abandon(self) -> None:
        """Let go after a failure to open; a file that was suspect stays so for the next one who comes."""
        self._closed = True
        if self._held is not None:
            self._writer.submit(self._held.close).result()
        self._writer.end()
        if self._presence.unclean:
            self._presence.vanish()
        else:
            self._presence.leave()


def _connect(file: Path, mode: str) -> sqlite3.Connection:
    """Open a connection without Python's own transactions; closing from another thread is how readers are let go."""
    return sqlite3.connect(
        f"{file.as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )


def _look_at(conn: sqlite3.Connection, file: Path, *, thorough: bool) -> None:
    """Refuse a newer file before anything is changed, and raise SQLITE_CORRUPT's error for a broken one."""
    if schema.version(conn) > len(schema.STEPS):
        raise LibraryTooNew(file=str(file))
    if thorough and (found := conn.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise FileDamaged(found)
