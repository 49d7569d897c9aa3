"""Driving one round with a sync server: `sync.round` says what to do next, and here it is done.

Whatever is kept is kept at once, a few articles a transaction, so that a round may end anywhere and memory stays flat;
and only as long as this round holds its turn, so that one that slept writes nothing over what another did since.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from reader.errors import AskedToWait, NoPassword, NuriError, ParseError
from reader.fetch import Request
from reader.library.claims import LEASE, in_turn
from reader.library.sync_actions import acknowledge, pending
from reader.library.sync_feeds import set_feeds, streams
from reader.library.sync_items import compare, keep_items, reconcile
from reader.newsroom.feeds import texts_of
from reader.newsroom.secret import secret_of
from reader.newsroom.sync_server import api_at
from reader.parsing import Context, version
from reader.sync import replies, requests
from reader.sync.replies import Reply
from reader.sync.round import Round, Session
from reader.sync.steps import Ask, Compare, Compared, Done, Feeds, Keep, Pushed, Reconcile

if TYPE_CHECKING:
    from reader.config import SourceSettings
    from reader.fetch import Answer
    from reader.library.claims import Turn
    from reader.newsroom.desk import Desk
    from reader.newsroom.polling import Urgency
    from reader.sync.requests import Http
    from reader.sync.steps import Step

P = ParamSpec("P")
T = TypeVar("T")
Progress = Callable[[str, int, int], None]
"""Hears the source's name, and how many of how many articles it has brought; 0 of 0 at the end of a round."""

FEW = 25  # articles in one transaction, so that a mark never waits longer than 0.1 s


@dataclass(slots=True)
class Tally:
    """What a round has done so far; `base` is where the server's API was found, `listed` that its feeds were told."""

    base: str = ""
    listed: bool = False
    pushed: int = 0
    new: int = 0
    marked: int = 0
    requests: int = 0
    status: int = 0
    elapsed: float = 0.0
    wait: Answer | None = field(default=None, repr=False)


class Drive:
    """One round of one source at its turn; `tally` tells how far it came, also where it ended early."""

    def __init__(
        self, desk: Desk, settings: SourceSettings, turn: Turn, *, urgency: Urgency, progress: Progress, base: str
    ) -> None:
        self._desk = desk
        self._settings = settings
        self._turn = turn
        self._urgency = urgency
        self._progress = progress
        self._key = turn.owner
        self._lease = LEASE + timedelta(seconds=desk.config.fetch.timeout_seconds)
        self.tally = Tally(base)

    async def run(self, *, feeds_due: bool) -> NuriError | None:
        """Make the round and give what ended it early; raises TurnLost, LibraryError."""
        try:
            session = await self._session()
        except NuriError as error:
            return error
        read = self._desk.library.read
        known = read(streams, self._key)
        round_ = Round(session, read(pending, self._key), streams=known, feeds_due=feeds_due or not known)
        step = round_.start()
        while not isinstance(step, Done):
            step = round_.told(await self._done(step))
        return step.error

    async def write(self, verb: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do one transaction while it is our turn, and hold that for another request; raises TurnLost."""
        until = self._desk.now() + self._lease
        return await self._desk.write(in_turn, self._turn, until, lambda conn: verb(conn, *args, **kwargs))

    async def _done(self, step: Step) -> Reply | Compared | None:
        """Do one step and give what is to be told of it."""
        now = self._desk.now()
        match step:
            case Ask():
                return await self._asked(step)
            case Pushed():
                await self.write(acknowledge, self._key, step.numbers)
                self.tally.pushed += len(step.numbers)
            case Compare():
                return Compared(*await self.write(compare, self._key, step.names, step.states, now))
            case Feeds():
                await self.write(set_feeds, self._key, step.subscriptions)
                self.tally.listed = True
            case Reconcile():
                self.tally.marked += await self.write(reconcile, self._key, step.states, now)
            case Keep():
                await self._keep(step)
        return None

    async def _keep(self, step: Keep) -> None:
        before = step.done - len(step.items) - len(step.absent)
        parser = version("greader.contents")
        for start in range(0, len(step.items), FEW):
            items = step.items[start : start + FEW]
            texts = texts_of((item.entry for item in items), self._settings)
            self.tally.new += await self.write(
                keep_items, self._key, items, (), self._desk.now(), texts=texts, parser=parser
            )
            self._progress(self._settings.name, before + start + len(items), step.total)
        if step.absent:
            await self.write(keep_items, self._key, (), step.absent, self._desk.now())
            self._progress(self._settings.name, step.done, step.total)

    async def _session(self) -> Session:
        """Give what is known of the server since the window was opened; its API is looked for where it is not known."""
        held = self._desk.sessions.get(self._key)
        if held is None:
            self.tally.base = self.tally.base or await api_at(self._settings.url, self._sent)
            held = self._desk.sessions[self._key] = Session(self.tally.base)
        self.tally.base = held.base
        return held

    async def _asked(self, step: Ask) -> Reply:
        try:
            answer = await self._sent(step.request or await self._login())
        except NoPassword as error:
            return Reply(error=error)
        if answer.error is not None:
            said = answer.refusal
            if said is None or isinstance(answer.error, AskedToWait):
                return Reply(error=answer.error)
            return replies.refused(said.status, said.body, answer.error)
        try:
            parsed = await asyncio.wrap_future(
                self._desk.parser.parse(step.kind, answer.body, Context(url=self.tally.base, now=self._desk.now()))
            )
        except ParseError as error:
            return Reply(answer.status, error=error)
        return Reply(answer.status, parsed)

    async def _login(self) -> Http:
        settings = self._settings
        wanted = (settings.password_env, settings.password_command, NoPassword)
        password = await asyncio.to_thread(secret_of, *wanted)
        return requests.login(self.tally.base, settings.username, password)

    async def _sent(self, http: Http) -> Answer:
        """Send one request, the turn held until it is answered; it is never kept and never sent twice."""
        await self.write(lambda _: None)
        answer = await self._desk.fetcher.get(
            Request(
                http.url,
                kind="api",
                urgency=self._urgency,
                polled=True,
                force=True,
                headers=self._settings.headers + http.headers,
                body=http.body,
            )
        )
        tally = self.tally
        tally.requests += answer.requests
        tally.elapsed += answer.elapsed
        tally.status = answer.status or tally.status
        tally.wait = answer if answer.wait_until else tally.wait
        return answer
