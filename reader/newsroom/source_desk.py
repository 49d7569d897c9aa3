"""The sources screen's side of a window: the sources as they stand, and every change of them made in the configuration.

It fulfils `ui.sources_service.SourceService` by shape. What is written is in force at once, for this window and, as
their files are watched, for all others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from reader.config.edit import change_source, remove_source
from reader.library import shelves
from reader.newsroom import subscribe
from reader.newsroom.adopting import edited
from reader.newsroom.roster import catalogue, roster
from reader.newsroom.sync_server import refuse_to_part
from reader.sources import catalog

if TYPE_CHECKING:
    from reader.config import SourceSettings
    from reader.config.edit import Value
    from reader.fetch import Answer
    from reader.model import Offer
    from reader.model.roster import CatalogRow, SourceRow
    from reader.newsroom.desk import Desk


class SourceDesk:
    """The sources of one window; `configured` is called after each change, `renew` asks one source now."""

    def __init__(self, desk: Desk, configured: Callable[[], None], renew: Callable[[str], None]) -> None:
        self._desk = desk
        self._configured = configured
        self._renew = renew
        self._answers: Mapping[str, Answer] = {}  # what the last search brought: it need not be asked for again

    async def rows(self) -> tuple[SourceRow, ...]:
        """Give the sources in the configuration's order."""
        return await asyncio.to_thread(roster, self._desk)

    async def catalogue(self) -> tuple[CatalogRow, ...]:
        """Give the papers that can be added."""
        return await asyncio.to_thread(catalogue, self._desk.config)

    async def sections(self) -> tuple[str, ...]:
        """Name the sections in which a source could stand: the reader's own, then the catalogue's."""
        own = self._desk.library.read(shelves)
        return tuple(dict.fromkeys((*own, *await asyncio.to_thread(catalog.sections))))

    async def offered(self, typed: str) -> tuple[Offer, ...]:
        """Find what an address, or a name of the catalogue, offers; raises NuriError."""
        await self._desk.load()
        found = await subscribe.offered(self._desk, typed)
        self._answers = found.answers
        return found.offers

    async def add(self, offers: Sequence[Offer]) -> tuple[str, ...]:
        """Configure what is offered, and give the names under which it stands; raises NuriError."""
        new = await subscribe.add(self._desk, offers, self._answers)
        self._configured()
        return tuple(source.name for source in new)

    async def remove(self, name: str) -> None:
        """Take a source out of the configuration; its articles stay in the library. Raises NuriError."""
        refuse_to_part(self._desk, self._named(name))
        await edited(self._desk, lambda file: remove_source(file, name))
        self._configured()

    async def change(self, name: str, values: Mapping[str, Value]) -> None:
        """Change settings of a source, None giving its default back; raises NuriError."""
        await edited(self._desk, lambda file: change_source(file, name, values))
        self._configured()

    async def move(self, name: str, sections: Sequence[str]) -> None:
        """Let a feed stand in the first of these sections, a site with all of them (none: as it comes)."""
        await self.change(name, subscribe.in_sections(self._named(name).kind, sections))

    def _named(self, name: str) -> SourceSettings:
        return next(each for each in self._desk.config.sources if each.name == name)

    def refresh(self, name: str) -> None:
        """Begin to ask one source now; what fails is told."""
        self._renew(name)
