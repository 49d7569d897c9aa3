"""One refresh of a mediaon site: its front page, the sections by their names in its menu, all kept in one transaction.

A section's number is the site's own and may change. It is taken from the menu, kept, and asked for again when a section
answers as another one or as none.
"""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from reader.errors import UnknownName
from reader.library import Batch, PageRecord, Polled, Told, menu, source_key
from reader.library.rounds import Round, keep_round
from reader.model import FrontPage, Listing, Section, SourceReport
from reader.newsroom.polling import NO_SUCH_PAGE, Asked, Manner, Outcome, Poller, Wanted
from reader.text.telling import packed

if TYPE_CHECKING:
    from reader.config import SourceSettings
    from reader.newsroom.desk import Desk


async def refresh_mediaon(desk: Desk, settings: SourceSettings, manner: Manner) -> SourceReport:
    """Refresh one mediaon source: at most one request a page, what failed told in the report."""
    return await _Round(desk, settings, manner).run()


class _Round:
    """One refresh on its way."""

    def __init__(self, desk: Desk, settings: SourceSettings, manner: Manner) -> None:
        self._desk = desk
        self._settings = settings
        self._key = source_key(settings.url)
        dice = desk.dice()  # one throw for all pages of a round, so that they are due together again
        self._fronts: Poller[FrontPage] = Poller(desk, self._key, settings, manner, dice)
        self._lists: Poller[Listing] = Poller(desk, self._key, settings, manner, dice)
        self._menu: tuple[Section, ...] = desk.library.read(menu, self._key)
        self._requests = 0

    async def run(self) -> SourceReport:
        front = await self._front(anew=not self._menu)
        lists = await self._sections()
        lost = [asked for asked in lists if self._is_another(asked)]
        if lost and front.outcome != "updated":
            front = await self._front(anew=True)
            again = {asked.wanted.section for asked in lost}
            lists = [asked for asked in lists if asked.wanted.section not in again] + await self._sections(again)
        return await self._keep(front, lists)

    async def _front(self, *, anew: bool) -> Asked[FrontPage]:
        front = await self._fronts.ask(Wanted(self._settings.url, "front", "mediaon.front"), anew=anew)
        self._requests += front.requests
        if front.parsed and front.parsed.menu:
            self._menu = front.parsed.menu
        return front

    async def _sections(self, only: Iterable[str] | None = None) -> list[Asked[Listing]]:
        wanted = [
            Wanted(section.url, "list", "mediaon.listing", section.name)
            for section in self._chosen()
            if only is None or section.name in only
        ]
        asked = await asyncio.gather(*(self._lists.ask(each) for each in wanted))
        self._requests += sum(each.requests for each in asked)
        return asked

    def _chosen(self) -> tuple[Section, ...]:
        """Give the configured sections as the menu has them; one that it lacks becomes a failure with near names."""
        names = self._settings.sections
        if names is None:
            return tuple({section.name: section for section in reversed(self._menu)}.values())[::-1]
        by_name = {section.name: section for section in reversed(self._menu)}
        return tuple(by_name[name] for name in names if name in by_name)

    def _is_another(self, asked: Asked[Listing]) -> bool:
        """Say whether this answer is another section's, by the name it gives itself, or no list at all."""
        if asked.failure is not None:
            return asked.failure.error[0].startswith("error.not_what") or asked.failure.status in NO_SUCH_PAGE
        listing = asked.parsed
        if listing is None:
            return False
        another = listing.section != asked.wanted.section and listing.section in {each.name for each in self._menu}
        return another or not listing.entries

    async def _keep(self, front: Asked[FrontPage], lists: Sequence[Asked[Listing]]) -> SourceReport:
        asked: list[Asked[FrontPage] | Asked[Listing]] = [front, *lists]
        failures = tuple(each.failure for each in asked if each.failure)
        errors = [failure.error for failure in failures] + self._missing(lists)
        pages = self._front_page(front) + [
            _polled(each.record, each.parsed, each.wanted.section)
            for each in lists
            if each.record and not self._is_another(each)
        ]
        lead = front.parsed.lead.identity if front.parsed and front.parsed.lead else "" if front.parsed else None
        done = Round(
            Batch(self._key, tuple(pages), lead=lead),
            menu=self._menu,
            failures=failures,
            polled=[self._settings.url, *(section.url for section in self._chosen())],
        )
        absorbed = await self._desk.write_together(keep_round, done, self._desk.now())
        return SourceReport(
            self._settings.name,
            "failed" if errors else _status({each.outcome for each in asked}),
            absorbed.new,
            self._requests,
            errors[0] if errors else None,
        )

    def _front_page(self, front: Asked[FrontPage]) -> list[Polled]:
        if front.record is None:
            return []
        if front.parsed is None:
            return [Polled(front.record, unchanged=True)]
        lead = (Listing(entries=(front.parsed.lead,)),) if front.parsed.lead else ()
        return [Polled(front.record, (*lead, *(self._named(block) for block in front.parsed.blocks)))]

    def _named(self, block: Listing) -> Listing:
        """Give a front-page block the menu's name for its section; a block that is no section stands outside of any."""
        numbers = {section.number: section.name for section in self._menu}
        names = set(numbers.values())
        return replace(block, section=numbers.get(block.number, block.section if block.section in names else ""))

    def _missing(self, lists: Sequence[Asked[Listing]]) -> list[Told]:
        """Name the sections that the menu lacks or that answer as another one even after it was read again."""
        known = [section.name for section in self._menu]
        lost = [name for name in self._settings.sections or () if known and name not in known]
        lost += [each.wanted.section for each in lists if each.failure is None and self._is_another(each)]
        return [
            packed(UnknownName("section", name, tuple(difflib.get_close_matches(name, known, 3, 0.3) or known[:8])))
            for name in lost
        ]


def _polled(record: PageRecord, listing: Listing | None, section: str) -> Polled:
    if listing is None:
        return Polled(record, unchanged=True)
    return Polled(replace(record, next_url=listing.next_url), (replace(listing, section=section),))


def _status(outcomes: set[Outcome]) -> Outcome:
    order: tuple[Outcome, ...] = ("updated", "unchanged")
    return next((each for each in order if each in outcomes), "skipped")
