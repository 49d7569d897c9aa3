"""How old a record is, how long it is good, and how far past that it may still be shown (RFC 9111 4.2, RFC 5861).

Pure: records and moments in, spans out. The cache is a private one, so s-maxage, public and proxy-revalidate say
nothing to it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from reader.errors import AskedToWait, FetchError, Refused
from reader.fetch.headers import directives, field, first, http_date, seconds

if TYPE_CHECKING:
    from reader.fetch.record import Record
    from reader.fetch.wire import Headers

NONE = timedelta(0)
HEURISTIC = frozenset({200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501})
"""Statuses whose freshness may be guessed (RFC 9110 15.1)."""
HEURISTIC_CAP = timedelta(hours=24)
PERMANENT_LIFETIME = timedelta(hours=24)
"""How long a permanent redirect is taken at its word when it says nothing itself."""
SERVER_ERRORS = frozenset({500, 502, 503, 504})


def dated(headers: Headers, received: datetime) -> datetime:
    """Give the answer's Date; where it has none that can be read, the moment it came (RFC 9110 6.6.1)."""
    return http_date(first(headers, "date"), near=received) or received


def current_age(record: Record, now: datetime) -> timedelta:
    """Compute the age (RFC 9111 4.2.3) from Date, Age, and the time on the way and here.

    A clock that has been set back makes the time here unknown; the age is then endless.
    """
    if now < record.received:
        return timedelta.max
    apparent = max(NONE, record.received - dated(record.headers, record.received))
    said = seconds((field(record.headers, "age") or "").split(",")[0].strip()) or NONE
    corrected = said + max(NONE, record.received - record.requested)
    return max(apparent, corrected) + (now - record.received)


def explicit_lifetime(headers: Headers, received: datetime) -> timedelta | None:
    """Read the lifetime that the server named (RFC 9111 4.2.1): max-age, else Expires less Date; None: it named none.

    What cannot be read counts as already stale (5.3, and 4.2.1 for directives in conflict: the first one said).
    """
    said = directives(headers)
    if "max-age" in said:
        return seconds(said["max-age"]) or NONE
    if (expires := field(headers, "expires")) is None:
        return None
    until = http_date(expires, near=received)
    return NONE if until is None else max(NONE, until - dated(headers, received))


def told_lifetime(headers: Headers, received: datetime) -> timedelta | None:
    """Give the lifetime that a schedule may go by: with no-cache, which wants to be asked each time, there is none."""
    return None if "no-cache" in directives(headers) else explicit_lifetime(headers, received)


def heuristic_lifetime(record: Record) -> timedelta:
    """Guess a lifetime (RFC 9111 4.2.2): a tenth of the time since Last-Modified, a day at most."""
    if record.status in {301, 308}:
        return PERMANENT_LIFETIME
    modified = http_date(first(record.headers, "last-modified"), near=record.received)
    if record.status not in HEURISTIC or modified is None:
        return NONE
    return min(HEURISTIC_CAP, max(NONE, (dated(record.headers, record.received) - modified) / 10))


def lifetime(record: Record) -> timedelta:
    """Give the freshness lifetime: named, or guessed where nothing was."""
    named = explicit_lifetime(record.headers, record.received)
    return heuristic_lifetime(record) if named is None else named


def is_fresh(record: Record, now: datetime) -> bool:
    """Whether a record is good without asking (RFC 9111 4.2): younger than its lifetime, and not no-cache (5.2.2.4)."""
    return "no-cache" not in directives(record.headers) and current_age(record, now) < lifetime(record)


def staleness(record: Record, now: datetime) -> timedelta:
    """Say how far past its lifetime a record is; nothing while fresh."""
    age = current_age(record, now)
    return age if age == timedelta.max else max(NONE, age - lifetime(record))


def may_wait_behind(record: Record, now: datetime) -> bool:
    """Whether a stale record may be shown while it is renewed (RFC 5861 3): within its window, and not forbidden."""
    window = seconds(directives(record.headers).get("stale-while-revalidate"))
    return window is not None and not _never_stale(record) and staleness(record, now) <= window


def may_stand_in(record: Record, now: datetime, error: FetchError) -> bool:
    """Whether a stale record may be shown because it could not be renewed.

    must-revalidate and no-cache forbid it always (RFC 9111 5.2.2.2, 5.2.2.4). Otherwise a server that gave no answer
    counts as disconnected (4.2.4); for one that answered 500, 502, 503, 504 (4.3.3) or asked to wait, a window named by
    stale-if-error is kept to (RFC 5861 4). Any other answer, a 404 say, is the server's word and is passed on.
    """
    if _never_stale(record):
        return False
    if not isinstance(error, Refused):
        return True
    if not isinstance(error, AskedToWait) and error.fields.get("status") not in SERVER_ERRORS:
        return False
    window = seconds(directives(record.headers).get("stale-if-error"))
    return window is None or staleness(record, now) <= window


def _never_stale(record: Record) -> bool:
    return not {"must-revalidate", "no-cache"}.isdisjoint(directives(record.headers))
