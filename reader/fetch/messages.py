"""What callers hand to the fetcher and what they get back: plain frozen data.

Dataclasses, not structs like the other nouns: some fields may be secrets, and must stay out of what `repr` tells a log.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from reader.model import Validators

if TYPE_CHECKING:
    from reader.errors import FetchError
    from reader.fetch.wire import Headers, Kind, Wired

_NONE = Validators()

Urgency = Literal["person", "background"]
Outcome = Literal["updated", "unchanged", "held", "failed"]


@dataclass(frozen=True, slots=True)
class Request:
    """One address to ask.

    polled: its validators are the caller's and go out as given, its body is never kept in the cache, and a 304 needs
    no body. force: a person asked for it, so freshness does not count (Retry-After always does). headers: the
    source's own; they do not follow a redirect to another origin. body: what is posted, as a polled request; a redirect
    of it is a failure, for what is posted may be a password.
    """

    url: str
    kind: Kind = "page"
    urgency: Urgency = "background"
    polled: bool = False
    validators: Validators = _NONE
    force: bool = False
    headers: Headers = field(default=(), repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request.

    outcome: `updated` has a new body; `unchanged` is a 304 to the caller's validators; `held` is the cache's copy,
    perhaps `stale`, perhaps with the `error` that kept it from being renewed; `failed` has only an error.
    validators: to be kept beside what this answer gives. fetched: when the body came or was last confirmed. lifetime:
    the freshness that the server named, if it did. wait_until: before that the server wants no request. moved_to:
    where a wholly permanent redirect led, when the end was usable. insecure: a redirect gave up https. elapsed: seconds
    on the network. status is that of a server's last answer, 0 where there was none. refusal: what the server said
    where it refused, its body cut.
    """

    url: str
    outcome: Outcome
    body: bytes = b""
    content_type: str = ""
    status: int = 0
    validators: Validators = _NONE
    fetched: datetime | None = None
    stale: bool = False
    lifetime: timedelta | None = None
    wait_until: datetime | None = None
    moved_to: str = ""
    error: FetchError | None = None
    elapsed: float = 0.0
    requests: int = 0
    insecure: bool = False
    refusal: Wired | None = field(default=None, repr=False)
