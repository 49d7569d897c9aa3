"""Who may ask now: one background request a host, what a person waits for past it, so many hosts at once.

Owns turns only, no connection and no clock. Two lanes a host at most; the second is never taken by the background. What
a person waits for does not count against the number of hosts, so that it never stands behind a refresh.
"""

from __future__ import annotations

import asyncio
from collections import deque

from msgspec import Struct, field

LANES = 2


class Ticket:
    """A place in a host's queue; `person` decides which one."""

    def __init__(self, host: str, *, person: bool) -> None:
        self.host = host
        self.person = person
        self.turn: asyncio.Future[None] | None = None


class _Host(Struct):
    people: deque[Ticket] = field(default_factory=deque)
    others: deque[Ticket] = field(default_factory=deque)
    busy: int = 0
    background: bool = False
    queued: bool = False

    @property
    def idle(self) -> bool:
        return not (self.busy or self.people or self.others or self.queued)


class Lanes:
    """The turns of every host; `concurrency` bounds the hosts that have a background request in flight."""

    def __init__(self, concurrency: int) -> None:
        self._concurrency = max(1, concurrency)
        self._hosts: dict[str, _Host] = {}
        self._crowd: deque[str] = deque()
        self._running = 0

    def promote(self, ticket: Ticket) -> None:
        """Let a waiting ticket pass the background: a person waits for it now."""
        host = self._hosts.get(ticket.host)
        if host is None or ticket not in host.others:
            return
        host.others.remove(ticket)
        ticket.person = True
        host.people.append(ticket)
        self._admit_people(host)

    async def enter(self, ticket: Ticket) -> None:
        """Wait for a lane of the ticket's host and hold it until `leave`; leaves no trace when cancelled meanwhile."""
        host = self._hosts.setdefault(ticket.host, _Host())
        ticket.turn = asyncio.get_running_loop().create_future()
        if ticket.person:
            host.people.append(ticket)
            self._admit_people(host)
        else:
            host.others.append(ticket)
            self._admit_others(ticket.host)
        try:
            await ticket.turn
        except asyncio.CancelledError:
            if ticket.turn.done() and not ticket.turn.cancelled():
                self.leave(ticket)
            else:
                _withdraw(host, ticket)
                self._forget(ticket.host)
            raise

    def leave(self, ticket: Ticket) -> None:
        """Give the lane back to whoever waits."""
        name = ticket.host
        host = self._hosts[name]
        host.busy -= 1
        if not ticket.person:
            host.background = False
            self._running -= 1
        self._admit_people(host)
        self._admit_others(name)
        self._forget(name)

    def _admit_people(self, host: _Host) -> None:
        while host.busy < LANES and _grant_first(host.people):
            host.busy += 1

    def _admit_others(self, name: str) -> None:
        """Queue this host behind those that wait longer, then let in as many as may be in flight."""
        host = self._hosts[name]
        if host.others and not host.background and not host.queued:
            host.queued = True
            self._crowd.append(name)
        while self._crowd and self._running < self._concurrency:
            ready_name = self._crowd.popleft()
            ready = self._hosts[ready_name]
            ready.queued = False
            if not ready.background and ready.busy < LANES and _grant_first(ready.others):
                ready.background = True
                ready.busy += 1
                self._running += 1
            self._forget(ready_name)

    def _forget(self, name: str) -> None:
        if name in self._hosts and self._hosts[name].idle:
            del self._hosts[name]


def _grant_first(queue: deque[Ticket]) -> bool:
    """Give the turn to the first who still wants it; a cancelled one may stand in the queue a moment longer."""
    while queue:
        turn = queue.popleft().turn
        if turn is not None and not turn.done():
            turn.set_result(None)
            return True
    return False


def _withdraw(host: _Host, ticket: Ticket) -> None:
    for queue in (host.people, host.others):
        if ticket in queue:
            queue.remove(ticket)
