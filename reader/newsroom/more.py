"""「더보기」: the next page of a section's list when the cursor nears its end.

A site repeats its last page past the end, so a page without anything not yet seen is the end. What comes joins the
generation of the open list: it grows below, and nothing is announced.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from reader.fetch import Request
from reader.library import Batch, PageRecord, Polled, absorb, menu, source_key
from reader.model import Listing, Section
from reader.parsing import Context

if TYPE_CHECKING:
    from reader.config import SourceSettings
    from reader.newsroom.desk import Desk

_PAGES_AT_ONCE = 5  # pages that bring nothing new to the library are passed over, but not for ever


@dataclass(slots=True)
class Pager:
    """How far one section of one source was paged in this window, and what its pages have shown."""

    desk: Desk
    settings: SourceSettings
    section: str
    page: int = 1
    ended: bool = False
    seen: set[str] = field(default_factory=set)

    async def more(self, generation: int) -> int:
        """Fetch pages until one brings something new into `generation`; gives how many articles; 0: that was all."""
        for _ in range(_PAGES_AT_ONCE):
            if self.ended:
                break
            if new := await self._next(generation):
                return new
        return 0

    async def _next(self, generation: int) -> int:
        desk, key = self.desk, source_key(self.settings.url)
        section = _named(desk.library.read(menu, key), self.section)
        if section is None:
            self.ended = True
            return 0
        url = f"{section.url}{'&' if '?' in section.url else '?'}page={self.page + 1}"
        answer = await desk.fetcher.get(Request(url, urgency="person", headers=self.settings.headers))
        if not answer.body:
            if answer.error is not None:
                raise answer.error
            self.ended = True
            return 0
        settings = self.settings
        context = Context(
            url=answer.url, content_type=answer.content_type, encoding=settings.encoding, zone=settings.timezone
        )
        listing = await asyncio.wrap_future(desk.parser.parse("mediaon.listing", answer.body, context))
        return await self._keep(key, url, listing, generation)

    async def _keep(self, key: str, url: str, listing: Listing, generation: int) -> int:
        shown = {entry.identity for entry in listing.entries}
        if shown <= self.seen:
            self.ended = True
            return 0
        self.seen |= shown
        self.page += 1
        now = self.desk.now()
        record = PageRecord(url, "more", self.section, checked=now, interval=timedelta(days=1))
        listed = Listing(self.section, listing.entries)
        batch = Batch(key, (Polled(record, (listed,)),), into=generation)
        absorbed = await asyncio.wrap_future(self.desk.library.write(absorb, batch, now))
        return absorbed.new


def _named(sections: tuple[Section, ...], name: str) -> Section | None:
    return next((section for section in sections if section.name == name), None)
