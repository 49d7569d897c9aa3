"""What was asked of the replica: one record a request, in the order of arrival, safe to read while it is running.

A record exists from the moment a request's head was read; its `status` is 0 until the answer begins, and is set before
the first byte of the answer leaves, so that a client that has its answer always finds it told here.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field


def matches(pattern: str, target: str) -> bool:
    """Tell whether `pattern` names `target` (path and query).

    A pattern is the whole target, or its path; one that ends with `*` or (but for "/" alone) with `/` is a beginning.
    """
    if pattern.endswith("*"):
        return target.startswith(pattern[:-1])
    if pattern.endswith("/") and pattern != "/":
        return target.startswith(pattern)
    return pattern in {target, target.partition("?")[0]}


@dataclass(slots=True, eq=False)
class Seen:
    """One request: header names in lower case; `at` in seconds of time.monotonic()."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    at: float = field(default_factory=time.monotonic)
    status: int = 0

    @property
    def target(self) -> str:
        """Path and query as they were asked."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def conditional(self) -> bool:
        """Whether it carried a validator."""
        return "if-none-match" in self.headers or "if-modified-since" in self.headers


class RequestLog:
    """The requests so far, how many are being answered now, and the most that ever were at once."""

    def __init__(self) -> None:
        self._seen: list[Seen] = []
        self._changed = threading.Condition()
        self._running = 0
        self.peak = 0

    def arrived(self, seen: Seen) -> None:
        """Note a request whose head was read."""
        with self._changed:
            self._seen.append(seen)
            self._running += 1
            self.peak = max(self.peak, self._running)
            self._changed.notify_all()

    def answering(self, seen: Seen, status: int) -> None:
        """Note the status that is about to be sent."""
        with self._changed:
            seen.status = status
            self._changed.notify_all()

    def left(self) -> None:
        """Note that a request was answered, or given up."""
        with self._changed:
            self._running -= 1
            self._changed.notify_all()

    def select(self, pattern: str = "*", *, method: str = "", status: int | None = None) -> tuple[Seen, ...]:
        """Give the requests that a pattern (see `matches`), a method and a status name, in order of arrival."""
        with self._changed:
            return tuple(
                seen
                for seen in self._seen
                if matches(pattern, seen.target)
                and (not method or seen.method == method)
                and (status is None or seen.status == status)
            )

    def wait_for(self, pattern: str, count: int, *, status: int | None = None, timeout: float = 10.0) -> bool:
        """Wait until at least `count` such requests have come; tell whether they have."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.select(pattern, status=status)) >= count, timeout)

    def forget(self) -> None:
        """Drop what was noted so far."""
        with self._changed:
            self._seen.clear()
            self.peak = self._running
