"""The one thread that writes: what waits together is kept by one transaction, and the index follows when it is quiet.

Owns the order of writes and their transactions; connection and file are the library's. A refresh of many sources comes
in bursts, and a transaction costs as much as the articles of a feed: those that wait while one is written share the
next. A verb that fails is done again alone, so that it takes nobody's work with it.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from msgspec import Struct

T = TypeVar("T")
Verb = Callable[[sqlite3.Connection], Any]

LONGEST = 0.05  # seconds after which a shared transaction takes no more, so that what comes next waits no longer
PATIENCE = 0.05  # seconds that what is nobody's mark waits for others, so that twenty feeds cost one transaction
QUIET = 1.0  # seconds without a write after which the index catches up: not in a refresh, nor in a short command


class _Write(Struct):
    """A verb that was asked for, and what it gave once it is kept."""

    verb: Verb
    until: float  # it waits for others until then, by the monotonic clock; 0 where somebody waits for it
    kept: bool = False
    result: Any = None


class Writer:
    """Does jobs one after the other on its own thread. `transact` does one verb as one transaction.

    `tidy` does a little of what may wait and says whether there is more; it is called when nothing else was written
    for a while, until there is none.
    """

    def __init__(self, transact: Callable[[Verb], Any], tidy: Callable[[], bool]) -> None:
        self._transact = transact
        self._tidy = tidy
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="library")
        self._waiting: deque[_Write] = deque()
        self._lock = threading.Condition()
        self._awaited = 0  # those who may still ask for a patient write
        self._written = 0.0
        self._timer: threading.Timer | None = None
        self._closed = False
        self.quiet = QUIET
        self.patience = PATIENCE

    def submit(self, job: Callable[[], T]) -> Future[T]:
        """Do a job that is no transaction of the library, or more than one."""
        return self._thread.submit(job)

    def write(self, verb: Verb, *, patient: bool = False) -> Future[Any]:
        """Do a verb in a transaction; the future is done when that is kept, or carries what the verb raised.

        A `patient` one waits a little for others to share the transaction with, unless one comes that does not wait,
        or all who are awaited have come.
        """
        wanted = _Write(verb, time.monotonic() + self.patience if patient else 0.0)
        with self._lock:  # both in one order
            self._waiting.append(wanted)
            done = self._thread.submit(self._keep, wanted)
            self._written = time.monotonic()
            self._tidy_after(self.quiet)
            self._lock.notify()
        return done

    @contextmanager
    def awaiting(self) -> Iterator[None]:
        """Let patient writes wait for one that is asked for inside."""
        with self._lock:
            self._awaited += 1
        try:
            yield
        finally:
            with self._lock:
                self._awaited -= 1
                self._lock.notify()

    def finish(self) -> None:
        """Do what was asked for so far, and begin nothing by itself any more."""
        with self._lock:
            self._closed = True
            if self._timer:
                self._timer.cancel()
            self._lock.notify()
        self._thread.submit(lambda: None).result()

    def end(self) -> None:
        """Let go of the thread."""
        self._thread.shutdown()

    def _keep(self, wanted: _Write) -> Any:
        try:
            if not wanted.kept:
                self._keep_together(self._company(wanted))
            return wanted.result if wanted.kept else self._transact(wanted.verb)
        finally:
            with self._lock:
                self._waiting.popleft()

    def _company(self, wanted: _Write) -> list[_Write]:
        """Give a write and what may share its transaction, those included that come while it waits."""
        with self._lock:
            patience = wanted.until - time.monotonic()
            if patience > 0:
                self._lock.wait_for(self._complete, patience)
            return list(self._waiting)

    def _complete(self) -> bool:
        """Say whether nobody else is to be waited for; to be called with the lock held."""
        waiting = self._waiting
        return self._closed or len(waiting) >= self._awaited or not all(one.until for one in waiting)

    def _keep_together(self, wanted: Sequence[_Write]) -> None:
        """Try to keep several by one transaction, as many as there is time for and as come before one that fails."""
        begun = time.monotonic()
        results: list[Any] = []

        def all_of_them(conn: sqlite3.Connection) -> None:
            for one in wanted:
                results.append(one.verb(conn))
                if time.monotonic() - begun > LONGEST:
                    return

        if len(wanted) < 2:  # noqa: PLR2004 - several
            return
        try:
            self._transact(all_of_them)
        except Exception:  # noqa: BLE001 - what failed is done again alone, and then raises it to whom it concerns
            if len(results) < len(wanted):
                self._keep_together(wanted[: len(results)])
            return
        for one, result in zip(wanted, results, strict=False):
            one.kept, one.result = True, result

    def _tidy_after(self, seconds: float) -> None:
        """Look again after a while; to be called with the lock held."""
        if self._timer is None and not self._closed:
            self._timer = threading.Timer(seconds, self._wake)
            self._timer.daemon = True
            self._timer.start()

    def _wake(self) -> None:
        with self._lock:
            self._timer = None
            self._tidy_now()

    def _tidy_now(self) -> None:
        if not self._closed:
            self._thread.submit(self._tidy_if_quiet)

    def _tidy_if_quiet(self) -> None:
        left = self._written + self.quiet - time.monotonic()
        more = left <= 0 and not self._closed and self._tidy()
        with self._lock:
            if left > 0:
                self._tidy_after(left)
            elif more:
                self._tidy_now()
