"""The way to the network: one request at its turn, within its time, with what is known of waits and of the network.

Owns the order of the questions before a request (lane, Retry-After, offline) and the notes after it. Walks no redirect
and keeps no answer; `journey` does. The deadline counts time on the network alone, never in a queue.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from reader.errors import FetchError, TimedOut, Unreachable
from reader.fetch.address import host_of
from reader.fetch.lanes import Lanes, Ticket
from reader.fetch.manners import discreet
from reader.fetch.policy import Exchange
from reader.fetch.wire import Headers, Kind, Scout, Wire, Wired

if TYPE_CHECKING:
    from reader.fetch.network import Network
    from reader.fetch.patience import Patience


@dataclass(slots=True)
class Trip:
    """One caller's errand over all its hops: who waits for it, the time it has left, what it has cost.

    ticket: its place in a queue, if it stands in one. body: what is posted. refusal: what a server said that refused.
    """

    kind: Kind
    person: bool
    left: float
    began: float
    elapsed: float = 0.0
    requests: int = 0
    status: int = 0
    ticket: Ticket | None = None
    body: bytes | None = field(default=None, repr=False)
    refusal: Wired | None = field(default=None, repr=False)


class Line:
    """Sends for everyone; `wire` is called once, at the first request, in a thread (importing httpx takes 70 ms)."""

    def __init__(
        self,
        *,
        wire: Callable[[], Wire],
        now: Callable[[], datetime],
        lanes: Lanes,
        patience: Patience,
        timeout: float,
    ) -> None:
        self._make = wire
        self._made: asyncio.Task[Wire] | None = None
        self._now = now
        self._down: dict[str, tuple[float, FetchError]] = {}
        self._timeout = timeout
        self.lanes = lanes
        self.patience = patience

    def connect(self, network: Network) -> None:
        """Take the judge of the network, which itself tries connections through this line."""
        self._network = network

    async def send(self, url: str, headers: Headers, trip: Trip, *, holds: bool = False) -> Exchange:
        """Send one request and give the exchange; raises FetchError, a server's refusal among them.

        What must not be asked now is refused unsent. `holds` says that there is something to show meanwhile.
        """
        trip.ticket = Ticket(host_of(url), person=trip.person)
        await self.lanes.enter(trip.ticket)
        ticket, trip.ticket = trip.ticket, None
        try:
            await self._permit(url, trip, holds=holds)
            return await self._exchange(url, headers, trip)
        finally:
            self.lanes.leave(ticket)

    async def _permit(self, url: str, trip: Trip, *, holds: bool) -> None:
        """Raise where the request must not go out after all: what held it back may have come while it queued."""
        if wait := self.patience.asked(url):
            raise copy(wait.error)
        await self._network.admit(url, person=trip.person, holds=holds)
        since, error = self._down.get(host_of(url), (0.0, None))
        if error is not None and trip.began <= since and not trip.person:
            raise error.with_traceback(None)

    async def _exchange(self, url: str, headers: Headers, trip: Trip) -> Exchange:
        wire = await self._wire()
        loop = asyncio.get_running_loop()
        began, requested = loop.time(), self._now()
        trip.requests += 1
        try:
            async with asyncio.timeout(trip.left):
                method = "GET" if trip.body is None else "POST"
                wired = await wire.send(method, url, headers, kind=trip.kind, body=trip.body)
        except TimeoutError:
            raise self._failed(url, TimedOut(host=host_of(url), seconds=round(self._timeout))) from None
        except FetchError as error:
            posted = (("", trip.body.decode(errors="replace")),) if trip.body else ()
            error.cause = discreet(error.cause, url, (*headers, *posted))
            raise self._failed(url, error) from None
        finally:
            spent = loop.time() - began
            trip.elapsed += spent
            trip.left = max(0.0, trip.left - spent)
        self._network.answered()
        self._down.pop(host_of(url), None)
        trip.status = wired.status
        exchange = Exchange(sent=headers, wired=wired, requested=requested, received=self._now())
        said = wired if trip.body is None else replace(wired, body=b"")  # it may repeat what was posted, as a password
        refusal = self.patience.answered(said, headers)
        if refusal is not None:
            trip.refusal = wired
            raise refusal
        return exchange

    def _failed(self, url: str, error: FetchError) -> FetchError:
        self._network.failed(url, error)
        if isinstance(error, Unreachable) or error.fields.get("why") == "silent":
            self._down[host_of(url)] = (asyncio.get_running_loop().time(), error)
        return error

    async def _wire(self) -> Wire:
        if self._made is None:
            self._made = asyncio.create_task(asyncio.to_thread(self._make), name="make-wire")
        return self._made.result() if self._made.done() else await asyncio.shield(self._made)

    async def reach(self, url: str) -> bool:
        """Say whether a server can be connected to; a wire that cannot look counts as connected."""
        wire = await self._wire()
        return await wire.reach(url) if isinstance(wire, Scout) else True

    async def addresses(self, url: str, trip: Trip) -> tuple[str, ...]:
        """Give what the address's host resolves to, within the time that is left; nothing where it cannot be told."""
        wire = await self._wire()
        if not isinstance(wire, Scout):
            return ()
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(trip.left):
                return await wire.addresses(url)
        except TimeoutError:
            raise TimedOut(host=host_of(url), seconds=round(self._timeout)) from None
        finally:
            trip.left = max(0.0, trip.left - (loop.time() - began))

    async def close(self) -> None:
        """Close the wire, if one was ever made."""
        if self._made is None:
            return
        await asyncio.wait({self._made})
        if not self._made.cancelled() and self._made.exception() is None:
            await self._made.result().close()
