"""Bytes by name on disk, bounded, and never in anyone's way; `disk` holds what diskcache must not do.

Whatever is wrong with the disk (damaged, full, locked, read-only, planted rows) is a miss here and one warning in the
log. Opening and writing happen on a thread of the store's own. A read happens where it is asked for: it takes 9 µs for
2 kB and 50 µs for 500 kB, where a turn to a thread and back costs 60 µs by itself; it never waits for a lock.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import queue
import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from reader.paths import private

log = logging.getLogger("nuri.fetch")
T = TypeVar("T")
Cache = Any  # diskcache ships no types, and is not loaded here

FORMAT = "pages-1"
"""The folder's name below the one given: what is stored in another form never meets this one."""
SHARE = 50
"""A value may take a fiftieth of the whole: one that is larger would push out ten others."""
RETENTION = timedelta(days=30)
"""How long a value is kept after it was stored or confirmed; its freshness is another matter."""
MOST_WAITING = 64 * 1024 * 1024
"""Bytes that may wait for a slow disk before new ones are let go."""
OPEN_WITHIN = 1.0
"""Seconds that the first caller waits for the store to open; after that it misses until it has."""
CLOSE_WITHIN = 5.0
MENDINGS = 2
GATHER = 0.02
"""Seconds in which writes are gathered: one transaction for many costs each a third."""
LOCK_WITHIN = 2.0
"""Seconds that a write waits for another process."""


COUNTS = "counts"
"""The entry that holds hits and misses."""
_ABSENT = object()


class Info(Struct, frozen=True):
    """What the store holds: entries, bytes on disk, when the first was stored; hits and misses since it was cleared."""

    folder: Path
    entries: int = 0
    bytes: int = 0
    oldest: datetime | None = None
    hits: int = 0
    misses: int = 0
    usable: bool = False


class Store:
    """A bounded store in `folder`, of `size_limit` bytes. Open it first; until then, and after `close`, all is a miss.

    `get`, `put`, `drop` and `note` return at once; what was put is given back before it is written.
    """

    def __init__(self, folder: Path, size_limit: int) -> None:
        self.folder = folder / FORMAT
        self.largest = size_limit // SHARE
        self._limit = size_limit
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._waiting: dict[str, bytes | None] = {}
        self._waiting_bytes = 0
        self._writer: Cache | None = None
        self._reader: Cache | None = None
        self._retired: list[Cache] = []
        self._trouble: tuple[type[Exception], ...] = ()
        self._warned: set[type[Exception]] = set()
        self._mended = 0
        self._hits = self._misses = 0
        self._closed = False

    async def open(self) -> None:
        """Open the store on its thread; waits a second at most and leaves the rest to the thread."""
        if self._thread is None and not self._closed:
            self._thread = threading.Thread(target=self._work, name="store", daemon=True)
            self._thread.start()
            self._jobs.put(self._open)
            await self._ask(_nothing, within=OPEN_WITHIN)
            self._jobs.put(self._sweep)
        else:
            await self._ask(_nothing, within=OPEN_WITHIN)

    def get(self, key: str) -> bytes | None:
        """Give a value, None where there is none."""
        with self._lock:
            if key in self._waiting:
                return self._waiting[key]
        while self._retired:
            self._retired.pop().close()
        if self._reader is None:
            return None
        try:
            value: bytes | None = self._reader.get(key)
        except self._trouble as error:
            self._complain(error)
            return None
        return value

    def put(self, key: str, value: bytes) -> bool:
        """Keep a value from now on; False where it is too large, or too much waits for the disk already."""
        if self._closed or len(value) > self.largest or self._waiting_bytes + len(value) > MOST_WAITING:
            return False
        self._hand_over(key, value)
        return True

    def drop(self, key: str) -> None:
        """Keep a value no longer."""
        if not self._closed:
            self._hand_over(key, None)

    def note(self, *, hit: bool) -> None:
        """Count a question that could be answered from here, or could not."""
        self._hits += hit
        self._misses += not hit

    def _hand_over(self, key: str, value: bytes | None) -> None:
        with self._lock:
            first = not self._waiting
            self._waiting_bytes += len(value or b"") - len(self._waiting.get(key) or b"")
            self._waiting[key] = value
        if first:
            self._jobs.put(_nothing)

    def _write(self) -> None:
        """Write all that waits in one transaction; what cannot be written is let go, and what was there stays."""
        with self._lock:
            batch = list(self._waiting.items())
        if batch and self._writer is not None:
            self._try(lambda cache: self._write_to(cache, batch))
        with self._lock:
            for key, value in batch:
                if self._waiting.get(key, _ABSENT) is value:
                    self._waiting_bytes -= len(self._waiting.pop(key) or b"")

    def _write_to(self, cache: Cache, batch: list[tuple[str, bytes | None]]) -> None:
        with cache.transact():
            for key, value in batch:
                try:
                    if value is None:
                        cache.delete(key)
                    else:
                        cache.set(key, value, expire=RETENTION.total_seconds())
                except OSError as error:
                    self._complain(error)
        cache.cull()

    async def info(self) -> Info:
        """Say what the store holds."""
        found = await self._ask(lambda: self._try(self._look), within=CLOSE_WITHIN)
        return found or Info(self.folder)

    def _look(self, cache: Cache) -> Info:
        from reader.fetch import disk  # noqa: PLC0415 - diskcache is loaded on this thread alone

        hits, misses = self._counted(cache)
        moment = disk.oldest(cache)
        return Info(
            folder=self.folder,
            entries=len(cache) - (cache.get(COUNTS) is not None),
            bytes=cache.volume(),
            oldest=None if moment is None else datetime.fromtimestamp(moment, UTC),
            hits=hits + self._hits,
            misses=misses + self._misses,
            usable=True,
        )

    def _counted(self, cache: Cache) -> tuple[int, int]:
        hits, _, misses = (cache.get(COUNTS) or b"0 0").decode("ascii", "replace").partition(" ")
        return (int(hits), int(misses)) if hits.isdecimal() and misses.isdecimal() else (0, 0)

    async def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._waiting.clear()
            self._waiting_bytes = 0
        self._hits = self._misses = 0
        await self._ask(lambda: self._try(lambda cache: cache.clear()), within=CLOSE_WITHIN)

    async def close(self) -> None:
        """Write what waits and close; a disk that does not answer is waited for five seconds."""
        if self._thread is None or self._closed:
            return
        self._closed = True
        self._jobs.put(self._close)
        await self._ask(lambda: None, within=CLOSE_WITHIN)
        self._jobs.put(None)
        self._thread = None
        for cache in (self._reader, *self._retired):
            if cache is not None:
                cache.close()
        self._reader = None
        self._retired.clear()

    def _close(self) -> None:
        if self._writer is not None and (self._hits or self._misses):
            self._try(self._write_counts)
        for cache in (self._writer, self._reader):
            if cache is not None:
                cache.close()
        self._writer = None

    def _write_counts(self, cache: Cache) -> None:
        hits, misses = self._counted(cache)
        cache.set(COUNTS, f"{hits + self._hits} {misses + self._misses}".encode())

    async def _ask(self, job: Callable[[], T], *, within: float) -> T | None:
        """Have something done on the thread and wait for it, so many seconds at most; None where it was not done."""
        if self._thread is None:
            return None
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T | None] = loop.create_future()

        def done() -> None:
            result = job()
            with contextlib.suppress(RuntimeError):  # the loop may have ended meanwhile
                loop.call_soon_threadsafe(_settle, answer, result)

        self._jobs.put(done)
        try:
            async with asyncio.timeout(within):
                return await answer
        except TimeoutError:
            log.warning("The cache in %s does not answer; going on without it", self.folder)
            return None

    def _work(self) -> None:
        """Do one job after the other; what is put is written together, a moment later or before the next job."""
        while True:
            try:
                job = self._jobs.get(timeout=GATHER if self._waiting else None)
            except queue.Empty:
                self._write()
                continue
            if job is None:
                return
            if job is not _nothing:
                self._write()
                job()

    def _try(self, job: Callable[[Cache], T]) -> T | None:
        """Do something with the cache on its thread; trouble is told and gives None."""
        if self._writer is None:
            return None
        try:
            return job(self._writer)
        except self._trouble as error:
            self._complain(error)
            return None

    def _complain(self, error: Exception) -> None:
        """Warn once of each kind of trouble; what is damaged is made anew, on the thread."""
        if type(error) not in self._warned:
            self._warned.add(type(error))
            log.warning("The cache in %s fails (%s: %s); going on without it", self.folder, type(error).__name__, error)
        from reader.fetch import disk  # noqa: PLC0415 - loaded already: trouble comes from there

        if disk.damaged(error):
            self._jobs.put(self._mend)

    def _open(self) -> None:
        from reader.fetch import disk  # noqa: PLC0415 - diskcache is loaded on this thread alone

        self._trouble = disk.TROUBLE
        try:
            private(self.folder.parent)
            private(self.folder)
            self._writer = disk.open_cache(self.folder, size_limit=self._limit, timeout=LOCK_WITHIN)
            self._reader = disk.open_cache(self.folder, size_limit=self._limit, timeout=0)
        except disk.TROUBLE as error:
            if self._writer is not None:
                self._writer.close()
            self._writer = self._reader = None
            self._complain(error)

    def _sweep(self) -> None:
        from reader.fetch import disk  # noqa: PLC0415 - loaded already

        self._try(disk.sweep)

    def _mend(self) -> None:
        """Put a damaged cache out of the way and begin anew, twice at most; what was in it can be fetched again."""
        if self._mended == MENDINGS:
            return
        self._mended += 1
        for cache in (self._writer, self._reader):
            if cache is not None:
                cache.close()
        if self._reader is not None:
            self._retired.append(self._reader)
        self._writer = self._reader = None
        aside = self.folder.with_name(f"{self.folder.name}.damaged-{os.getpid()}")
        with contextlib.suppress(OSError):
            self.folder.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)
        self._open()


def _nothing() -> None:
    """Be a job that only wakes the thread."""


def _settle(answer: asyncio.Future[T | None], result: T | None) -> None:
    if not answer.done():
        answer.set_result(result)
