"""Whether there is a network at all, told from what happens to requests.

Owns the one yes or no: connect errors on several hosts, with no answer from anyone between them, mean offline; then
nothing is asked, and a bare connection is tried now and then, which costs no server a request. Any answer ends it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from reader.errors import FetchError, Offline, TimedOut, Unreachable
from reader.fetch.address import host_of

HOSTS = 3
"""Connect errors on so many hosts mean offline;"""
HOSTS_WITHOUT_ROUTE = 2
"""on so many, when none of them has an address or a route."""
PATIENCE = 2.0
"""Seconds that a person with nothing to read waits for a probe."""
PROBE_TIMEOUT = 5.0
LONGEST_PAUSE = 300.0

Reach = Callable[[str], Awaitable[bool]]


class Network:
    """Says `offline`, and calls `told` with each change. `chosen`: the reader wants no network, so nothing is tried.

    `reach` tries a connection to an address's server; `pause` is the seconds before the first probe, doubling up to
    five minutes.
    """

    def __init__(self, *, chosen: bool, reach: Reach, told: Callable[[bool], None], pause: float) -> None:
        self._chosen = chosen
        self._reach = reach
        self._told = told
        self._pause = pause
        self._lost: dict[str, str] = {}
        self._routeless: set[str] = set()
        self._offline = chosen
        self._prober: asyncio.Task[None] | None = None
        self._trying: asyncio.Task[bool] | None = None
        self._nudged = asyncio.Event()

    @property
    def offline(self) -> bool:
        """Whether requests are held back."""
        return self._offline

    def answered(self) -> None:
        """Note that some server answered, with whatever."""
        self._lost.clear()
        self._routeless.clear()
        if self._offline and not self._chosen:
            self._turn(offline=False)

    def failed(self, url: str, error: FetchError) -> None:
        """Note a connection that could not be made."""
        why = error.fields.get("why")
        if not isinstance(error, Unreachable | TimedOut) or why not in {"address", "route", "refused", "silent"}:
            return
        host = host_of(url)
        self._lost[host] = url
        if why in {"address", "route"}:
            self._routeless.add(host)
        beyond = len(self._lost) >= HOSTS or len(self._routeless) >= HOSTS_WITHOUT_ROUTE
        if beyond and not self._offline:
            self._turn(offline=True)

    async def admit(self, url: str, *, person: bool, holds: bool) -> None:
        """Let a request pass, or raise `Offline`.

        For a person a probe is made at once, and one who `holds` nothing to read meanwhile waits for it a moment.
        """
        if self._offline and person and not self._chosen:
            self._nudged.set()
            if not holds:
                await asyncio.wait({self._try()}, timeout=PATIENCE)
        if self._offline:
            raise Offline(host=host_of(url))

    def _turn(self, *, offline: bool) -> None:
        self._offline = offline
        if not offline:
            self._nudged.set()
        elif self._prober is None:
            self._prober = asyncio.create_task(self._probe(), name="network-probe")
        self._told(offline)

    async def _probe(self) -> None:
        """Try until a connection is made, ever more rarely; a person's request is a reason to try at once."""
        pause = self._pause
        try:
            while self._offline:
                self._nudged.clear()
                try:
                    async with asyncio.timeout(pause):
                        await self._nudged.wait()
                except TimeoutError:
                    pause = min(pause * 2, LONGEST_PAUSE)
                if self._offline:
                    await asyncio.wait({self._try()})
        finally:
            self._prober = None

    def _try(self) -> asyncio.Task[bool]:
        """Start one probe, or join the one that runs."""
        if self._trying is None or self._trying.done():
            self._trying = asyncio.create_task(self._reached(), name="network-reach")
        return self._trying

    async def _reached(self) -> bool:
        for url in list(self._lost.values())[-HOSTS:]:
            try:
                async with asyncio.timeout(PROBE_TIMEOUT):
                    reached = await self._reach(url)
            except TimeoutError:
                continue
            if reached:
                self.answered()
                return True
        return False

    async def close(self) -> None:
        """Stop probing."""
        tasks = [task for task in (self._prober, self._trying) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
