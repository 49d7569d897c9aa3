"""The one door to the network: `Fetcher.get` gives an answer for any request, and never raises for what is expected.

Owns the flights: many callers of one address share one, and it ends when the last of them has gone. The walk of a
flight is `journey`'s. The fetcher knows addresses and kinds, never what stands behind them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from reader.errors import Offline, UnsafeAddress
from reader.fetch.address import host_of, plain
from reader.fetch.journey import Journey
from reader.fetch.lanes import Lanes
from reader.fetch.line import Line, Trip
from reader.fetch.messages import Answer, Request
from reader.fetch.network import Network
from reader.fetch.pages import WAITS, Pages
from reader.fetch.patience import Patience
from reader.fetch.wire import Headers, Wire
from reader.model import Validators

if TYPE_CHECKING:
    from reader.fetch.store import Store

SAVE_AFTER = 0.2
"""Seconds in which changes of the waits are gathered into one write."""

FlightKey = tuple[str, bool, Validators, Headers, bytes | None]


class Flight:
    """One journey under way, its task, and those who wait for it."""

    def __init__(self, journey: Journey) -> None:
        self.journey = journey
        self.task: asyncio.Task[None]
        self.waiters: set[asyncio.Future[Answer]] = set()

    def tell(self, what: Answer | BaseException) -> None:
        """Give everyone who waits the answer, or what went wrong unexpectedly."""
        for waiter in self.waiters:
            if waiter.done():
                continue
            if isinstance(what, Answer):
                waiter.set_result(what)
            else:
                waiter.set_exception(what)


class Fetcher:
    """Fetches over `wire` (made at the first request, in a thread), keeps pages in `store` (None: keeps nothing).

    concurrency: hosts with a background request at once. timeout: seconds of a whole request, all redirects in it.
    offline: the reader wants no network. allow_private_redirects: a public server may send us into our own network.
    probe_after: seconds until a lost network is first tried again. `close` closes the store as well.
    """

    def __init__(
        self,
        *,
        wire: Callable[[], Wire],
        store: Store | None,
        now: Callable[[], datetime],
        concurrency: int = 128,
        timeout: float = 20.0,
        offline: bool = False,
        allow_private_redirects: bool = False,
        probe_after: float = 15.0,
    ) -> None:
        self._store = store
        self._pages = Pages(store)
        self._now = now
        self._timeout = timeout
        self._allow_private = allow_private_redirects
        self._patience = Patience(now, self._waits_changed)
        self._line = Line(wire=wire, now=now, lanes=Lanes(concurrency), patience=self._patience, timeout=timeout)
        self._network = Network(chosen=offline, reach=self._line.reach, told=self._network_changed, pause=probe_after)
        self._line.connect(self._network)
        self._flights: dict[FlightKey, Flight] = {}
        self._behind: set[asyncio.Task[None]] = set()
        self._told_renewed: list[Callable[[Answer], None]] = []
        self._told_offline: list[Callable[[bool], None]] = []
        self._opening: asyncio.Task[None] | None = None
        self._saving: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def offline(self) -> bool:
        """Whether there is no network, by the reader's wish or by what requests have met."""
        return self._network.offline

    def on_renewed(self, told: Callable[[Answer], None]) -> None:
        """Call `told` when a stale copy that was shown has been renewed behind."""
        self._told_renewed.append(told)

    def on_offline(self, told: Callable[[bool], None]) -> None:
        """Call `told` with each change of `offline`."""
        self._told_offline.append(told)

    async def get(self, request: Request) -> Answer:
        """Give an answer; expected failures travel in `Answer.error`.

        Cancelling it ends the request, unless somebody else waits for the same.
        """
        try:
            url = plain(request.url)
        except UnsafeAddress as error:
            return Answer(url=request.url, outcome="failed", error=error)
        if self._closed:
            return _ended(url)
        await self._open()
        journey = self._journey(request, url)
        if request.polled:
            return await self._join(journey, url)
        answer = journey.at_once()  # a flight would cost more than all the rest of a hit
        if answer is not None:
            self._owe(journey, url)
        else:
            answer = await self._join(journey, url)
        self._pages.note(hit=answer.outcome == "held" and not answer.requests)
        return answer

    async def _join(self, journey: Journey, url: str) -> Answer:
        """Wait for the flight of this address, starting it or pressing it on; the last to leave ends it."""
        request = journey.request
        key = (url, request.polled, request.validators, request.headers, request.body)
        flight = self._flights.get(key)
        if flight is None or flight.task.done():
            flight = self._start(key, journey)
        elif request.urgency == "person":
            self._press(flight.journey)
        flight.journey.force = flight.journey.force or request.force
        answer = await self._wait(key, flight)
        self._owe(flight.journey, url)
        return answer

    async def _wait(self, key: FlightKey, flight: Flight) -> Answer:
        waiter: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        flight.waiters.add(waiter)
        try:
            return await waiter
        finally:
            flight.waiters.discard(waiter)
            if not flight.waiters and not flight.task.done():
                self._land(key, flight)
                flight.task.cancel()

    def _journey(self, request: Request, url: str) -> Journey:
        trip = Trip(
            kind=request.kind,
            person=request.urgency == "person",
            left=self._timeout,
            began=asyncio.get_running_loop().time(),
            body=request.body,
        )
        return Journey(
            request,
            url,
            line=self._line,
            pages=self._pages,
            now=self._now,
            trip=trip,
            allow_private=self._allow_private,
        )

    def _start(self, key: FlightKey, journey: Journey) -> Flight:
        flight = Flight(journey)
        self._flights[key] = flight
        # Not create_task: where tasks start eagerly (Textual asks for it on Python 3.12 and later) the flight could
        # land before anybody waits for it.
        flight.task = asyncio.Task(self._fly(key, flight), loop=asyncio.get_running_loop(), name=f"fetch {key[0]}")
        flight.task.add_done_callback(_retrieved)
        return flight

    async def _fly(self, key: FlightKey, flight: Flight) -> None:
        """Make the journey and tell all who wait; one that is ended by `close` is told as offline."""
        try:
            answer = await flight.journey.run()
        except asyncio.CancelledError:
            flight.tell(_ended(key[0]))
            raise
        except BaseException as error:
            flight.tell(error)
            raise
        finally:
            self._land(key, flight)
        flight.tell(answer)

    def _land(self, key: FlightKey, flight: Flight) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]

    def _press(self, journey: Journey) -> None:
        """Let a flight pass the background from here on, since a person waits for it."""
        journey.trip.person = True
        if journey.trip.ticket is not None:
            self._line.lanes.promote(journey.trip.ticket)

    def _owe(self, journey: Journey, url: str) -> None:
        """Renew behind what was shown stale within its window (RFC 5861 3), once."""
        if not journey.behind or self._closed:
            return
        journey.behind = False
        task = asyncio.create_task(self._renew(journey.request, url), name=f"renew {url}")
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)

    async def _renew(self, request: Request, url: str) -> None:
        background = Request(url, kind=request.kind, headers=request.headers)
        key = (url, False, background.validators, background.headers, None)
        if key in self._flights:
            return
        journey = self._journey(background, url)
        journey.renewing = True
        answer = await self._wait(key, self._start(key, journey))
        if answer.error is None:
            for told in self._told_renewed:
                told(answer)

    async def _open(self) -> None:
        """Open the store before the first answer; a store that cannot be opened holds nothing."""
        if self._opening is None:
            self._opening = asyncio.create_task(self._load(), name="open-store")
        if not self._opening.done():
            await asyncio.shield(self._opening)

    async def _load(self) -> None:
        if self._store is not None:
            await self._store.open()
            self._patience.load(self._store.get(WAITS))

    def _waits_changed(self) -> None:
        if self._store is not None and self._saving is None and not self._closed:
            self._saving = asyncio.get_running_loop().call_later(SAVE_AFTER, self._save_waits)

    def _save_waits(self) -> None:
        self._saving = None
        if self._store is not None:
            self._patience.load(self._store.get(WAITS), asked_alone=True)
            self._store.put(WAITS, self._patience.dump())

    def _network_changed(self, offline: bool) -> None:  # noqa: FBT001 - the one thing that is told
        for told in self._told_offline:
            told(offline)

    async def close(self) -> None:
        """End every flight, keep the waits, close the wire and the store; callers still waiting get a failed answer."""
        self._closed = True
        tasks = [flight.task for flight in self._flights.values()] + list(self._behind)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._network.close()
        await self._line.close()
        if self._saving is not None:
            self._saving.cancel()
            self._save_waits()
        if self._store is not None:
            await self._store.close()


def _retrieved(task: asyncio.Task[None]) -> None:
    """Take note of what ended a flight: those who waited have been given it."""
    if not task.cancelled():
        task.exception()


def _ended(url: str) -> Answer:
    error = Offline(host=host_of(url), cause="the fetcher was closed")
    return Answer(url=url, outcome="failed", error=error)
