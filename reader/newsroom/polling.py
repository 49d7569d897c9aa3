"""Asking one polled address: with the library's validators, parsed in the worker, the outcome as a value.

What is to be stored of it (rows, validators, schedule) is committed later in one transaction, so that a process killed
in between asks again as if it never had.
"""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from msgspec import Struct

from reader.errors import FetchError, Gone, NuriError, ParseError
from reader.fetch import Request
from reader.fetch.address import origin_of
from reader.library import PageRecord, page
from reader.library.claims import claim_pages
from reader.library.rounds import Failure
from reader.model import Validators
from reader.newsroom import schedule
from reader.parsing import Context, version
from reader.text.address import host
from reader.text.telling import packed

if TYPE_CHECKING:
    from reader.config import SourceSettings
    from reader.fetch import Answer
    from reader.library import Role
    from reader.newsroom.desk import Desk
    from reader.parsing import Kind

T = TypeVar("T")
Urgency = Literal["person", "background"]
Outcome = Literal["updated", "unchanged", "skipped", "failed"]
NO_SUCH_PAGE = frozenset({404, 410})


class Manner(Struct, frozen=True):
    """How a round asks: what a person waits for goes first; `due_only` leaves what is not due; `anew` asks for all.

    `by_name`: the reader named these sources, so that even what is gone for good (410) is asked once more.
    """

    urgency: Urgency = "background"
    due_only: bool = False
    anew: bool = False
    by_name: bool = False


class Wanted(Struct, frozen=True):
    """An address to be asked for: what it is to the library, and which parser reads it; asked `at` another, if any."""

    url: str
    role: Role
    kind: Kind
    section: str = ""
    at: str = ""


class Asked(Struct, Generic[T], frozen=True):
    """What came of it: `parsed` when updated, `record` when updated or unchanged, `failure` when failed.

    `moved_to` is where a permanent redirect led.
    """

    wanted: Wanted
    outcome: Outcome
    parsed: T | None = None
    record: PageRecord | None = None
    failure: Failure | None = None
    requests: int = 0
    moved_to: str = ""


class Poller(Generic[T]):
    """Asks the addresses of one owner (a source's key) in one manner."""

    def __init__(
        self,
        desk: Desk,
        owner: str,
        settings: SourceSettings,
        manner: Manner,
        dice: float,
        *,
        mislabelled: bool = False,
    ) -> None:
        self._desk = desk
        self._owner = owner
        self._settings = settings
        self._manner = manner
        self._dice = dice
        self._mislabelled = mislabelled
        self._interval = timedelta(minutes=settings.interval_minutes)

    async def ask(
        self, wanted: Wanted, *, anew: bool = False, whole: bool = False, given: Answer | None = None
    ) -> Asked[T]:
        """Ask for `wanted`. `whole` sends no validators, so that a body comes even when nothing changed.

        `anew` likewise, and also where the page would be left alone. `given` is an answer that is there already.
        """
        held = self._desk.library.read(page, self._owner, wanted.url)
        if held and not anew and not given and self._rests(held):
            return Asked(wanted, "skipped")
        if self._manner.due_only and not await self._is_ours(wanted.url, held):
            return Asked(wanted, "skipped")
        fit = held is not None and held.parser_version == version(wanted.kind)
        validators = held.validators if held and fit and not (anew or whole) else Validators()
        # Where a body will come, what reads it is loaded while it is on its way.
        with nullcontext() if given else self._desk.parser.awaiting(wanted.kind, perhaps=bool(validators)):
            answer = given or await self._desk.fetcher.get(self._request(wanted, validators))
        if answer.error is not None or answer.outcome == "failed":
            return self._failed(wanted, answer, answer.error or FetchError(host=host(wanted.url)), held)
        record = self._record(wanted, answer)
        if answer.outcome == "unchanged":
            return Asked(wanted, "unchanged", record=record, requests=answer.requests, moved_to=answer.moved_to)
        try:
            parsed = await asyncio.wrap_future(self._desk.parser.parse(wanted.kind, answer.body, self._context(answer)))
        except ParseError as error:
            error.fields.setdefault("host", host(wanted.url))
            return self._failed(wanted, answer, error, held)
        return Asked(
            wanted, "updated", parsed=parsed, record=record, requests=answer.requests, moved_to=answer.moved_to
        )

    def _request(self, wanted: Wanted, validators: Validators) -> Request:
        own = not wanted.at or origin_of(wanted.at) == origin_of(self._settings.url)
        return Request(
            wanted.at or wanted.url,
            kind="feed" if wanted.role == "feed" else "page",
            urgency=self._manner.urgency,
            polled=True,
            validators=validators,
            force=True,
            headers=self._settings.headers if own else (),  # they may be secrets
        )

    async def _is_ours(self, url: str, held: PageRecord | None) -> bool:
        """Claim the page; another window may be fetching it, or may just have."""
        claimed = await self._desk.write_together(
            claim_pages, self._owner, {url: held}, holder=self._desk.holder, now=self._desk.now()
        )
        return url in claimed

    def _rests(self, held: PageRecord) -> bool:
        """Say whether the page is left alone: not due, still fresh by the server's word, or asked to wait."""
        now = self._desk.now()
        if held.due == schedule.NEVER and not self._manner.by_name:
            return True
        if held.due and now < held.due and held.error and held.error[0] == "error.asked_to_wait":
            return True
        if self._manner.due_only and held.due and now < held.due:
            return True
        fresh = held.checked and held.lifetime and not held.failures and now < held.checked + held.lifetime
        return bool(fresh) and not self._manner.anew

    def _context(self, answer: Answer) -> Context:
        settings = self._settings
        return Context(
            url=answer.url,
            content_type=answer.content_type,
            encoding=settings.encoding,
            zone=settings.timezone,
            now=self._desk.now(),
            mislabelled=self._mislabelled,
        )

    def _record(self, wanted: Wanted, answer: Answer) -> PageRecord:
        now = self._desk.now()
        due = schedule.next_visit(
            now, self._interval, lifetime=answer.lifetime, wait_until=answer.wait_until, dice=self._dice
        )
        return PageRecord(
            url=wanted.url,
            role=wanted.role,
            section=wanted.section,
            validators=answer.validators,
            parser_version=version(wanted.kind),
            checked=now,
            due=due,
            interval=self._interval,
            lifetime=answer.lifetime,
            status=answer.status,
            elapsed=timedelta(seconds=answer.elapsed),
        )

    def _failed(self, wanted: Wanted, answer: Answer, error: NuriError, held: PageRecord | None) -> Asked[T]:
        failures = (held.failures if held else 0) + 1
        due = schedule.next_try(
            self._desk.now(), self._interval, failures, wait_until=answer.wait_until, dice=self._dice
        )
        if isinstance(error, Gone):
            due = schedule.NEVER
        failure = Failure(
            wanted.url,
            wanted.role,
            packed(error),
            due,
            answer.status,
            wanted.section,
            timedelta(seconds=answer.elapsed),
        )
        return Asked(wanted, "failed", failure=failure, requests=answer.requests)
