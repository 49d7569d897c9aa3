"""Who has the library open: the doorkeeper between processes, and how the last of them left.

Every open library holds a shared lock on `library.db.lock` beside it, in which "open" stands until the last one has
left in good order. Opening and leaving pass one at a time through a lock on the folder. So whoever comes first after a
crash knows that it must look at the file, and whoever sets a damaged file aside knows that nobody else is using it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_OPEN, _CLEAN = b"open ", b"clean"


@contextmanager
def doorway(folder: Path) -> Iterator[None]:
    """Hold the folder's door: one process at a time opens, migrates, sets aside or leaves; raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks: SQLite's own must do
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class Presence:
    """One open library among others. `alone`: no other was open; `unclean`: and the last one did not leave in order.

    Made and left only within `doorway`.
    """

    def __init__(self, file: Path) -> None:
        self._handle = os.open(file.with_name(file.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        self.alone = self._try_exclusive()
        self.unclean = self.alone and os.pread(self._handle, len(_OPEN), 0) == _OPEN
        self._note(_OPEN)
        with suppress(OSError):  # see doorway
            fcntl.flock(self._handle, fcntl.LOCK_SH)

    def leave(self) -> None:
        """Go; the last one notes that all is in order."""
        if self._try_exclusive():
            self._note(_CLEAN)
        self.vanish()

    def vanish(self) -> None:
        """Go without a note, as after a failure: the next one will look at the file."""
        os.close(self._handle)

    def _try_exclusive(self) -> bool:
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # no locks here: as if alone
        return True

    def _note(self, word: bytes) -> None:
        os.pwrite(self._handle, word, 0)
