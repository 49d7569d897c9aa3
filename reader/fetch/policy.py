"""What a private cache does with a request and with an answer: RFC 9111 and 5861, and the manners of feed readers.

Pure decisions: no I/O and no clock of its own. `decide` says whether to ask, `absorb` what to keep; spans of time stand
in `freshness`, waiting in `patience`. Departs from the letter once: a 304 without an ETag leaves a stored pair of
validators as it is, so that both always come from one answer.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from reader.fetch.address import PERMANENT, REDIRECTS
from reader.fetch.freshness import HEURISTIC, explicit_lifetime, is_fresh, may_wait_behind
from reader.fetch.headers import directives, field, first, names
from reader.fetch.record import Record
from reader.model import Validators

if TYPE_CHECKING:
    from reader.fetch.wire import Headers, Wired

USABLE = frozenset({200, 203})
"""Answers whose body is what was asked for. A 206 was not asked for, and nothing else carries a document."""
NOT_MODIFIED = 304

_HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authentication-info", "te"}
    | {"proxy-authorization", "trailer", "transfer-encoding", "upgrade"}
)
_KEPT_BY_304 = frozenset({"content-length", "content-encoding", "content-range", "content-type", "vary"})
"""What describes the stored body and no 304 may change (RFC 9111 3.2)."""


class Asked(Struct, frozen=True):
    """A request as the cache sees it: the fields that go out, and whether a person wants it anew."""

    headers: Headers = ()
    force: bool = False


class Fresh(Struct, frozen=True):
    """The stored answer serves, and no request is sent."""


class Stale(Struct, frozen=True):
    """The stored answer serves, and is renewed behind (RFC 5861 3)."""


class Revalidate(Struct, frozen=True):
    """The server is asked whether the stored answer still holds, with these fields (RFC 9111 4.3.1)."""

    conditions: Headers


class Miss(Struct, frozen=True):
    """Nothing stored serves: the server is asked plainly."""


class Blocked(Struct, frozen=True):
    """The server wants no request before `until` (RFC 9110 10.2.3)."""

    until: datetime


Verdict = Fresh | Stale | Revalidate | Miss | Blocked


class Exchange(Struct, frozen=True):
    """One request and its answer, with the moments of both."""

    sent: Headers
    wired: Wired
    requested: datetime
    received: datetime


class Kept(Struct, frozen=True):
    """What an answer leaves: the record that answers the request, and what to do in the store.

    again: the 304 belongs to nothing that is held, so the request must be sent once more without conditions.
    """

    record: Record | None
    action: Literal["put", "drop", "leave"]
    again: bool = False


def decide(now: datetime, asked: Asked, stored: Record | None, blocked: datetime | None = None) -> Verdict:
    """Say how to answer a request (RFC 9111 4).

    Fresh serves even while the server wants no request; `force` passes over freshness, but not over `immutable`
    (RFC 8246 2), nor over `blocked`.
    """
    usable = stored if stored is not None and chosen_by(stored, asked.headers) else None
    if usable is not None and is_fresh(usable, now) and (not asked.force or "immutable" in directives(usable.headers)):
        return Fresh()
    if blocked is not None and now < blocked:
        return Blocked(blocked)
    if usable is None:
        return Miss()
    if not asked.force and may_wait_behind(usable, now):
        return Stale()
    found = conditions(validators(usable.headers))
    return Revalidate(found) if found else Miss()


def chosen_by(stored: Record, headers: Headers) -> bool:
    """Whether a stored answer was chosen by the same request fields (RFC 9111 4.1)."""
    return stored.selecting == selecting(stored.headers, headers)


def selecting(response: Headers, sent: Headers) -> Headers:
    """Give the request fields that Vary names, their whitespace normalised (RFC 9111 4.1)."""
    return tuple(
        (name, ",".join(part.strip() for part in (field(sent, name) or "").split(",")))
        for name in names(field(response, "vary"))
    )


def validators(headers: Headers) -> Validators:
    """Take both validators of one answer, to the letter (RFC 9110 8.8)."""
    return Validators(first(headers, "etag"), first(headers, "last-modified"))


def conditions(known: Validators) -> Headers:
    """Give the fields of a conditional request, values verbatim and both together (RFC 9110 13.1.2, 13.1.3)."""
    both = (("If-None-Match", known.etag), ("If-Modified-Since", known.last_modified))
    return tuple((name, value) for name, value in both if value)


def confirms(wired: Wired, known: Validators) -> bool:
    """Whether a 304 speaks of what is held (RFC 9111 4.3.4): an ETag in it must match, weakly (RFC 9110 8.8.3.2)."""
    etag = first(wired.headers, "etag")
    return bool(known) and (not etag or not known.etag or etag.removeprefix("W/") == known.etag.removeprefix("W/"))


def renewed(wired: Wired, known: Validators) -> Validators:
    """Merge a 304's validators into those that it confirmed; a pair is never mixed out of two answers."""
    said = validators(wired.headers)
    if known.etag and not said.etag:
        return known
    return Validators(said.etag or known.etag, said.last_modified or known.last_modified)


def absorb(exchange: Exchange, stored: Record | None) -> Kept:
    """Say what an answer leaves in the cache (RFC 9111 3, 4.3.3, 4.3.4).

    Only a usable answer or a permanent redirect is kept; an error never replaces what is held.
    """
    wired = exchange.wired
    if wired.status == NOT_MODIFIED:
        return _confirmed(exchange, stored)
    if wired.status not in USABLE | REDIRECTS:
        return Kept(None, "leave")
    record = Record(
        url=wired.url,
        status=wired.status,
        headers=end_to_end(wired.headers),
        body=wired.body if wired.status in USABLE else b"",
        requested=exchange.requested,
        received=exchange.received,
        selecting=selecting(wired.headers, exchange.sent),
    )
    return Kept(record, "put" if storable(record) else "drop")


def _confirmed(exchange: Exchange, stored: Record | None) -> Kept:
    if stored is None or not confirms(exchange.wired, validators(stored.headers)):
        return Kept(None, "leave", again=True)
    record = replace(
        stored,
        headers=merged(stored.headers, exchange.wired),
        requested=exchange.requested,
        received=exchange.received,
    )
    return Kept(record, "put" if storable(record) else "drop")


def merged(stored: Headers, wired: Wired) -> Headers:
    """Freshen stored fields by a 304's (RFC 9111 3.2, 4.3.4): each that it carries replaces all of that name.

    Age and Date of the old answer go in any case: they say when that one was made.
    """
    incoming = end_to_end(wired.headers)
    pair = not first(incoming, "etag") and bool(first(stored, "etag"))
    fixed = _KEPT_BY_304 | ({"last-modified"} if pair else set())
    taken = tuple((name, value) for name, value in incoming if name.lower() not in fixed)
    replaced = {name.lower() for name, _ in taken} | {"age", "date"}
    return tuple((name, value) for name, value in stored if name.lower() not in replaced) + taken


def end_to_end(headers: Headers) -> Headers:
    """Leave out what belongs to one connection, or is named in Connection (RFC 9111 3.1)."""
    left_out = _HOP_BY_HOP.union(names(field(headers, "connection")))
    return tuple((name, value) for name, value in headers if name.lower() not in left_out)


def storable(record: Record) -> bool:
    """Whether an answer may be kept by a private cache (RFC 9111 3).

    Not with no-store (5.2.2.5), unless must-understand stands beside it and the status is one that is understood here
    (5.2.2.3), nor when Vary is * (4.1), for nothing could ever match it. Of redirects, permanent ones alone.
    """
    said = directives(record.headers)
    if "no-store" in said and "must-understand" not in said:
        return False
    if "*" in names(field(record.headers, "vary")):
        return False
    if record.status not in USABLE | PERMANENT:
        return False
    return record.status in HEURISTIC or explicit_lifetime(record.headers, record.received) is not None
