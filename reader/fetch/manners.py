"""What a server's refusal means: how long to stay away, from what, and how the pauses after failures grow.

Pure, like `policy`; who remembers the waits is `patience`. When a polled address is due is its caller's to plan.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus, urlsplit

from reader.errors import AskedToWait, Challenged, FetchError, Gone, Refused
from reader.fetch.address import host_of, is_private
from reader.fetch.freshness import NONE, dated
from reader.fetch.headers import first, http_date, seconds

if TYPE_CHECKING:
    from reader.fetch.wire import Headers, Wired

TOO_MANY = 429
UNAVAILABLE = 503
GONE = 410
HOUR = timedelta(hours=1)
BARE_WAIT = HOUR
"""What a 429 without a time asks for: to slow down to what feed publishers take as polite."""
LONGEST_WAIT = timedelta(days=31)
"""More than that is a mistake of the server; it is asked again then, and may repeat itself."""
LONGEST_PAUSE = timedelta(hours=24)
GONE_PAUSE = timedelta(days=30)
_QUOTED = 200  # characters
_SECRET = re.compile(r"[^\s;,=&]{5,}")


def retry_after(headers: Headers, received: datetime) -> timedelta | None:
    """Read Retry-After (RFC 9110 10.2.3): seconds, or a date against the server's own Date; None for neither."""
    text = first(headers, "retry-after")
    said = seconds(text)
    if said is None:
        until = http_date(text, near=received)
        said = None if until is None else until - dated(headers, received)
    return said if said is None else min(max(said, NONE), LONGEST_WAIT)


def asked_to_wait(status: int, headers: Headers, received: datetime) -> timedelta | None:
    """Say how long a refusal asks to wait (RFC 6585 4, RFC 9110 15.6.4); None where it does not ask.

    A 429 always does, be its time missing, over or unreadable; a 503 only with a time that lies ahead.
    """
    said = retry_after(headers, received)
    if status == TOO_MANY:
        return said or BARE_WAIT
    return said or None if status == UNAVAILABLE else None


def scope(status: int, url: str) -> str:
    """Say what a wait binds: the whole host for a 429, the one address for a 503.

    In the reader's own network many services share a host, so there it is always the address.
    """
    host = host_of(url)
    return host if status == TOO_MANY and not is_private(host) else url


def refusal(wired: Wired, received: datetime, sent: Headers = ()) -> FetchError:
    """Turn an answer to a request with the fields `sent` into its error, with what the server said as the cause."""
    host = host_of(wired.url)
    cause = f"HTTP {wired.status} {discreet(wired.body.decode(errors='replace'), wired.url, sent)!r}"
    if wired.status == GONE:
        return Gone(host=host, status=GONE, cause=cause)
    wait = asked_to_wait(wired.status, wired.headers, received)
    if wait is not None:
        return waiting(host, wired.status, received + wait, cause=cause)
    if first(wired.headers, "cf-mitigated").lower() == "challenge":
        return Challenged(host=host, status=wired.status, cause=cause)
    return Refused(host=host, status=wired.status, cause=cause)


def discreet(said: str, url: str, sent: Headers) -> str:
    """Quote the beginning of what a server said without what it was asked with: keys stand in addresses and fields."""
    asked = " ".join((urlsplit(url).query, *(value for _, value in sent)))
    asked = f"{asked} {unquote_plus(asked)}"
    for word in sorted(_SECRET.findall(asked), key=len, reverse=True):
        said = said.replace(word, "…")
    return said[:_QUOTED]


def waiting(host: str, status: int, until: datetime, *, cause: str = "") -> AskedToWait:
    """Say that a server wants no request before `until`; the sentence has it in the machine's own zone."""
    return AskedToWait(host=host, status=status, until=f"{until.astimezone():%Y-%m-%d %H:%M}", cause=cause)


def backoff(failures: int) -> timedelta:
    """Give the pause after so many failures in a row: an hour, two, four, up to a day; none after none."""
    return min(LONGEST_PAUSE, HOUR * 2 ** min(failures - 1, 10)) if failures > 0 else NONE
