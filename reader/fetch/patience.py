"""Who wants to be left alone until when: the waits that servers asked for, and the pauses after failures.

Remembers what `manners` computes, in a form that the store keeps over a restart; `line` asks here before every request.
A server's wait binds everyone, even a person; a pause binds only what nobody waits for, and is kept for cached pages
alone, since the schedule of what is polled is its caller's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from reader import errors
from reader.errors import AskedToWait, FetchError, Gone, Unreachable
from reader.fetch.address import host_of
from reader.fetch.manners import GONE_PAUSE, LONGEST_PAUSE, asked_to_wait, backoff, refusal, scope

if TYPE_CHECKING:
    from reader.fetch.wire import Headers, Wired

MOST = 2000
"""How many waits are remembered; those that end first are forgotten first."""


class Wait(Struct, frozen=True):
    """Until when, after how many failures in a row, and why: `AskedToWait` is a server's word, others are caution.

    The error is a copy that nobody raises, for with its traceback goes all that was at hand where it was raised.
    """

    until: datetime
    failures: int
    error: FetchError

    @property
    def firm(self) -> bool:
        """Whether a server asked for it."""
        return isinstance(self.error, AskedToWait)


class Patience:
    """The waits, by address or host; `changed` is called after each change that is worth keeping."""

    def __init__(self, now: Callable[[], datetime], changed: Callable[[], None]) -> None:
        self._now = now
        self._changed = changed
        self._waits: dict[str, Wait] = {}

    def asked(self, url: str) -> Wait | None:
        """Give the wait that a server asked for, over this address or its host; None: there is none now."""
        found = (self._waits.get(key) for key in (_key(url), host_of(url)))
        return max((wait for wait in found if wait and wait.firm and self._runs(wait)), key=_end, default=None)

    def paused(self, url: str) -> Wait | None:
        """Give the pause after this address's failures, if it is not over."""
        wait = self._waits.get(_key(url))
        return wait if wait and self._runs(wait) else None

    def _runs(self, wait: Wait) -> bool:
        return self._now() < wait.until

    def answered(self, wired: Wired, sent: Headers = ()) -> FetchError | None:
        """Note what the answer to a request with the fields `sent` asks for; give its error where it is a refusal."""
        if wired.status < 400:  # noqa: PLR2004 - refusals begin there (RFC 9110 15)
            return None
        now = self._now()
        error = refusal(wired, now, sent)
        if (wait := asked_to_wait(wired.status, wired.headers, now)) is not None:
            self._keep(_key(scope(wired.status, wired.url)), Wait(now + wait, self._failures(wired.url), copy(error)))
        return error

    def succeeded(self, url: str) -> None:
        """End the pause: this address led to what it should."""
        if self._waits.pop(_key(url), None):
            self._changed()

    def failed(self, url: str, error: FetchError) -> None:
        """Pause after a failure that is this address's own; a host out of reach says nothing about an address."""
        if isinstance(error, AskedToWait | Unreachable):
            return
        failures = self._failures(url)
        pause = GONE_PAUSE if isinstance(error, Gone) else backoff(failures)
        self._keep(_key(url), Wait(self._now() + pause, failures, copy(error)))

    def _failures(self, url: str) -> int:
        wait = self._waits.get(_key(url))
        return 1 + (wait.failures if wait else 0)

    def _keep(self, key: str, wait: Wait) -> None:
        self._waits[key] = wait
        if len(self._waits) > MOST:
            del self._waits[min(self._waits, key=lambda name: self._waits[name].until)]
        self._changed()

    def dump(self) -> bytes:
        """Write the waits, and for a day after their end the failures that they count."""
        since = self._now() - LONGEST_PAUSE
        rows = [
            (key, wait.until.timestamp(), wait.failures, type(wait.error).__name__, wait.error.fields)
            for key, wait in self._waits.items()
            if wait.until > since
        ]
        return json.dumps(rows, default=str).encode()

    def load(self, data: bytes | None, *, asked_alone: bool = False) -> None:
        """Take up what `dump` wrote, of two waits the longer; what cannot be read is passed over.

        `asked_alone` takes only servers' waits: those of another process hold here too, its cautions do not.
        """
        try:
            rows = json.loads(data) if data else []
            read = {
                key: Wait(_moment(until), int(count), _error(name, fields)) for key, until, count, name, fields in rows
            }
        except (ValueError, TypeError, OverflowError, OSError):
            return
        for key, wait in read.items():
            held = self._waits.get(key)
            if (wait.firm or not asked_alone) and (held is None or held.until < wait.until):
                self._waits[key] = wait


def _key(scope: str) -> str:
    """Name a wait: a host by itself, an address by a hash, so that no key of a service comes to the disk."""
    return hashlib.sha256(scope.encode()).hexdigest()[:32] if "/" in scope else scope


def _end(wait: Wait) -> datetime:
    return wait.until


def _moment(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)


def _error(name: str, fields: dict[str, object]) -> FetchError:
    """Make the error of that name again, or the plain one where no fetch error is called so."""
    found = getattr(errors, name, FetchError)
    kind = found if isinstance(found, type) and issubclass(found, FetchError) else FetchError
    return kind(cause="", **fields)
