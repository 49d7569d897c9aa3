"""「더보기」: the next page of a section's list when the cursor nears its end.

A site repeats its last page past the end, so a page without anything not yet seen is the end. What comes joins the
generation of the open list: it grows below, and nothing is announced.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct, field

from reader.errors import FetchError
from reader.fetch import Request
from reader.library import Batch, PageRecord, Polled, absorb, menu, page, source_key
from reader.model import Listing
from reader.newsroom.polling import NO_SUCH_PAGE
from reader.parsing import Context
from reader.text.address import host

if TYPE_CHECKING:
    from reader.config import SourceSettings
    from reader.newsroom.desk import Desk

_PAGES_AT_ONCE = 5  # pages that bring nothing new to the library are passed over, but not for ever
_REST = timedelta(minutes=5)  # after a failure, so that a cursor near the end does not ask with every step


class Pager(Struct):
    """How far one section of one source was paged in this window, and what its pages have shown."""

    desk: Desk
    settings: SourceSettings
    section: str
    url: str | None = None  # the next page; None before the first page was looked at, "" at the end
    seen: set[str] = field(default_factory=set)
    rests_until: datetime | None = None

    async def more(self, generation: int) -> int:
        """Fetch pages until one brings something new into `generation`; gives how many articles, 0 at the end.

        Raises FetchError or ParseError, and then rests for some minutes.
        """
        if self.rests_until and self.desk.now() < self.rests_until:
            return 0
        if self.url is None:
            self.url = self._second_page()
        for _ in range(_PAGES_AT_ONCE):
            if self.url and (new := await self._next(self.url, generation)):
                return new
        return 0

    def _second_page(self) -> str:
        """Give where the polled first page goes on, as it was last read; "" where it does not."""
        if self.settings.kind != "mediaon":
            return ""
        key = source_key(self.settings.url)
        found = next((each for each in self.desk.library.read(menu, key) if each.name == self.section), None)
        held = self.desk.library.read(page, key, found.url) if found else None
        return held.next_url if held else ""

    async def _next(self, url: str, generation: int) -> int:
        answer = await self.desk.fetcher.get(Request(url, urgency="person", headers=self.settings.headers))
        if answer.status in NO_SUCH_PAGE:
            self.url = ""
            return 0
        if not answer.body:
            self.rests_until = self.desk.now() + _REST
            raise answer.error or FetchError(host=host(url))
        context = Context(answer.url, answer.content_type, self.settings.encoding, self.settings.timezone)
        listing = await asyncio.wrap_future(self.desk.parser.parse("mediaon.listing", answer.body, context))
        return await self._keep(url, listing, generation)

    async def _keep(self, url: str, listing: Listing, generation: int) -> int:
        shown = {entry.identity for entry in listing.entries}
        if shown <= self.seen:
            self.url = ""
            return 0
        self.seen |= shown
        self.url = listing.next_url
        now = self.desk.now()
        record = PageRecord(url, "more", self.section, checked=now, interval=timedelta(days=1))
        batch = Batch(
            source_key(self.settings.url), (Polled(record, (Listing(self.section, listing.entries),)),), into=generation
        )
        absorbed = await self.desk.write(absorb, batch, now)
        return absorbed.new
