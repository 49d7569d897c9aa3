"""One request's way to its answer: what is held, what is asked, redirects hop by hop, what is shown when it fails.

Owns the walk and the answer; what to do at each step is `policy`'s word, and `line` sends. A permanent redirect is
remembered only at the end, when every hop was permanent and the end usable; one that leads astray is forgotten again.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from reader.errors import AskedToWait, BadAnswer, BadRedirect, FetchError, Offline, TimedOut, Unreachable
from reader.fetch import address, policy
from reader.fetch.asking import fields
from reader.fetch.freshness import is_fresh, may_stand_in, told_lifetime
from reader.fetch.headers import first
from reader.fetch.messages import Answer, Outcome, Request
from reader.fetch.pages import Pages, key_of
from reader.fetch.policy import Asked, Exchange
from reader.fetch.record import Record
from reader.text.address import bare

if TYPE_CHECKING:
    from reader.fetch.line import Line, Trip
    from reader.fetch.wire import Headers
    from reader.model import Validators

_NO_FAULT_OF_ITS_END = (AskedToWait, Offline, TimedOut, Unreachable)


class Step(Struct, frozen=True):
    """One hop's result: its record, kept or not, and how it came; `put` says that it may be remembered."""

    record: Record
    outcome: Outcome
    validators: Validators
    stale: bool = False
    error: FetchError | None = None
    put: bool = False
    remembered: bool = False


class Hop(Struct, frozen=True):
    """A redirect that was followed."""

    url: str
    step: Step


class Journey:
    """Walks from `request`'s address (already `plain`) to an `Answer`; `behind` tells that a renewal is owed.

    `force` may be set while it waits, when a second caller wants it anew; `renewing` makes this the renewal behind.
    """

    def __init__(
        self,
        request: Request,
        url: str,
        *,
        line: Line,
        pages: Pages,
        now: Callable[[], datetime],
        trip: Trip,
        allow_private: bool,
    ) -> None:
        self.request = request
        self.trip = trip
        self.force = request.force
        self.renewing = False
        self.behind = False
        self._start = self._url = url
        self._origin = address.origin_of(url)
        self._line = line
        self._pages = pages
        self._now = now
        self._allow_private = allow_private
        self._hops: list[Hop] = []
        self._first: Record | None = None
        self._looked_up = False

    def at_once(self) -> Answer | None:
        """Answer from what is held where that needs neither the network nor a redirect; None where it does."""
        self._first, self._looked_up = self._pages.get(self._key()), True
        stored = self._first
        if stored is None or stored.status not in policy.USABLE:
            return None
        wait = self._line.patience.asked(self._url)
        verdict = policy.decide(self._now(), self._asked(), stored, wait.until if wait else None)
        if not isinstance(verdict, policy.Fresh | policy.Stale):
            return None
        return self._arrived(self._held(stored, verdict))

    async def run(self) -> Answer:
        """Walk to the end; failures that are expected travel in the answer, and pages that fail are paused for."""
        try:
            answer = await self._walk()
        except FetchError as error:
            answer = self._failed(error)
        if self.trip.requests and not self.request.polled:
            if answer.error is None:
                self._line.patience.succeeded(self._start)
            else:
                self._line.patience.failed(self._start, answer.error)
        return answer

    async def _walk(self) -> Answer:
        while True:
            step = await (self._ask() if self.request.polled else self._consult())
            location = first(step.record.headers, "location")
            if step.record.status not in address.REDIRECTS or not location:
                return self._arrived(step)
            await self._follow(step, location)

    def _rest(self) -> None:
        """Raise while this page is paused for after failures, unless somebody waits for it."""
        if self._url == self._start and not self.trip.person and not self.force:
            pause = self._line.patience.paused(self._start)
            if pause is not None:
                raise copy(pause.error)

    async def _ask(self) -> Step:
        """Ask a polled address with its caller's validators; nothing of it is kept here."""
        known = self.request.validators
        exchange = await self._line.send(self._url, self._fields() + policy.conditions(known), self.trip)
        if exchange.wired.status == policy.NOT_MODIFIED:
            if policy.confirms(exchange.wired, known):
                return Step(self._record(exchange), "unchanged", policy.renewed(exchange.wired, known))
            exchange = await self._plainly(exchange, conditional=bool(known))
        return Step(self._record(exchange), "updated", policy.validators(exchange.wired.headers))

    async def _plainly(self, exchange: Exchange, *, conditional: bool) -> Exchange:
        """Ask once more without conditions, since a 304 spoke of something else (RFC 9111 4.3.4)."""
        if conditional:
            exchange = await self._line.send(self._url, self._fields(), self.trip)
        if exchange.wired.status == policy.NOT_MODIFIED:
            raise BadAnswer(host=address.host_of(self._url), cause="HTTP 304 to a request without conditions")
        return exchange

    def _record(self, exchange: Exchange) -> Record:
        wired = exchange.wired
        return Record(self._url, wired.status, wired.headers, wired.body, exchange.requested, exchange.received)

    async def _consult(self) -> Step:
        """Answer one hop from what is held, or ask for it, or stand in with what is held when asking fails."""
        stored = self._first if self._looked_up else self._pages.get(self._key())
        self._looked_up = False
        wait = self._line.patience.asked(self._url)
        asked = self._asked()
        verdict = policy.decide(self._now(), asked, stored, wait.until if wait else None)
        if stored is not None and isinstance(verdict, policy.Fresh | policy.Stale):
            return self._held(stored, verdict)
        usable = stored if stored is not None and policy.chosen_by(stored, asked.headers) else None
        try:
            if wait is not None:
                raise copy(wait.error)
            self._rest()
            conditions = verdict.conditions if isinstance(verdict, policy.Revalidate) else ()
            return await self._renew(usable, conditions)
        except FetchError as error:
            if usable is None or not self._stands_in(usable, error):
                raise
            return self._step(usable, stale=True, error=error)

    def _stands_in(self, stored: Record, error: FetchError) -> bool:
        now = self._now()
        return is_fresh(stored, now) or may_stand_in(stored, now, error)

    def _held(self, stored: Record, verdict: policy.Fresh | policy.Stale) -> Step:
        stale = isinstance(verdict, policy.Stale)
        self.behind = self.behind or stale
        return self._step(stored, stale=stale)

    def _step(self, record: Record, *, stale: bool, error: FetchError | None = None) -> Step:
        return Step(record, "held", policy.validators(record.headers), stale=stale, error=error, remembered=True)

    async def _renew(self, stored: Record | None, conditions: Headers) -> Step:
        """Ask for one hop and keep what may be kept; of redirects, only what they are is noted yet."""
        sent = self._fields() + conditions
        exchange = await self._line.send(self._url, sent, self.trip, holds=stored is not None)
        kept = policy.absorb(exchange, stored if conditions else None)
        if kept.again:
            exchange = await self._plainly(exchange, conditional=bool(conditions))
            kept = policy.absorb(exchange, None)
        status = exchange.wired.status
        if kept.record is None:
            raise BadAnswer(host=address.host_of(self._url), cause=f"HTTP {status} carries no document")
        put = kept.action == "put"
        if kept.record.status in policy.USABLE and put:
            self._pages.put(self._key(), kept.record)
        elif kept.record.status in policy.USABLE or (stored and stored.status in address.REDIRECTS):
            self._pages.drop(self._key())
        known = policy.validators(kept.record.headers)
        return Step(kept.record, "held" if status == policy.NOT_MODIFIED else "updated", known, put=put)

    async def _follow(self, step: Step, location: str) -> None:
        """Go where a redirect leads, or raise `BadRedirect`."""
        host = address.host_of(self._url)
        if self.request.body is not None:
            raise BadRedirect(host=host, reason=bare(location)[:200], cause="what is posted is not sent elsewhere")
        self._hops.append(Hop(self._url, step))
        target = address.next_address(self._url, location, allow_private=self._allow_private)
        if len(self._hops) > address.MOST_HOPS or target in {hop.url for hop in self._hops}:
            raise BadRedirect(host=host, reason=bare(target)[:200], cause=f"after {len(self._hops)} redirects")
        if not self._allow_private and not address.is_private(host) and address.host_of(target) != host:
            inner = [number for number in await self._line.addresses(target, self.trip) if address.is_private(number)]
            if inner:
                raise BadRedirect(host=host, reason=bare(target)[:200], cause=f"a public name for {inner[0]}")
        self._url = target

    def _arrived(self, step: Step) -> Answer:
        """Make the answer of the last hop, and remember how it was come to."""
        record = step.record
        if record.status not in policy.USABLE and step.outcome != "unchanged":
            raise BadAnswer(host=address.host_of(self._url), cause=f"HTTP {record.status} carries no document")
        return Answer(
            url=self._url,
            outcome=step.outcome,
            body=b"" if step.outcome == "unchanged" else record.body,
            content_type=first(record.headers, "content-type"),
            status=self.trip.status or record.status,
            validators=step.validators,
            fetched=record.received,
            stale=step.stale,
            lifetime=told_lifetime(record.headers, record.received),
            wait_until=self._wait_until(step.error),
            moved_to=self._remember(step),
            error=step.error,
            elapsed=self.trip.elapsed,
            requests=self.trip.requests,
            insecure=self._insecure(),
        )

    def _remember(self, last: Step) -> str:
        """Keep a wholly permanent way, and give where it leads; "" for any other, and for one that gave up https."""
        steps = [hop.step for hop in self._hops]
        permanent = all(step.record.status in address.PERMANENT and step.error is None for step in steps)
        if not steps or not permanent or last.error is not None or self._insecure():
            return ""
        for hop in self._hops:
            if hop.step.put and not self.request.polled:
                self._pages.put(self._key(hop.url), hop.step.record)
        return self._url

    def _insecure(self) -> bool:
        way = [hop.url for hop in self._hops] + [self._url]
        return any(address.weaker(one, other) for one, other in itertools.pairwise(way))

    def _failed(self, error: FetchError) -> Answer:
        """Make the answer of a way that led nowhere: the copy held from before it led elsewhere, or the error alone."""
        if not isinstance(error, _NO_FAULT_OF_ITS_END):
            for hop in self._hops:
                if hop.step.remembered:
                    self._pages.drop(self._key(hop.url))
        until = self._wait_until(error)
        if self._hops and (held := self._before()) is not None and self._stands_in(held, error):
            self._url = self._hops[0].url
            self._hops.clear()
            return replace(self._arrived(self._step(held, stale=True, error=error)), wait_until=until)
        return Answer(
            url=self._url,
            outcome="failed",
            status=self.trip.status,
            wait_until=until,
            error=error,
            elapsed=self.trip.elapsed,
            requests=self.trip.requests,
            insecure=self._insecure(),
            refusal=self.trip.refusal,
        )

    def _before(self) -> Record | None:
        """Give the document that was held at the first address before it became a redirect."""
        start = self._hops[0].url
        stored = None if self.request.polled else self._pages.get(self._key(start))
        if stored is None or stored.status not in policy.USABLE:
            return None
        return stored if policy.chosen_by(stored, fields(self.request.kind, self._own(start))) else None

    def _wait_until(self, error: FetchError | None) -> datetime | None:
        wait = self._line.patience.asked(self._url) if isinstance(error, AskedToWait) else None
        return wait.until if wait else None

    def _own(self, url: str) -> Headers:
        """Give the source's own headers, for its own origin alone: they may hold a secret."""
        return self.request.headers if address.origin_of(url) == self._origin else ()

    def _key(self, url: str = "") -> str:
        return key_of(url or self._url, self._own(url or self._url))

    def _asked(self) -> Asked:
        return Asked(self._fields(), force=self.force or self.renewing)

    def _fields(self) -> Headers:
        return fields(self.request.kind, self._own(self._url))
