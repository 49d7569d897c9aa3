"""The catalogue: papers that are known to give feeds, by the section in which they would stand; one key adds one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content

from reader.commands import CATALOG
from reader.locale import say
from reader.ui.keys import bindings
from reader.ui.listing import ListingScreen
from reader.ui.options import Line, Options
from reader.ui.source_rows import catalog_line

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from reader.model.roster import CatalogRow
    from reader.ui.sources_service import SourceService


class CatalogScreen(ListingScreen):
    """The papers, those that are configured marked."""

    commands = CATALOG
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(CATALOG)]

    def __init__(self, service: SourceService) -> None:
        super().__init__("catalog")
        self._service = service
        self._rows: tuple[CatalogRow, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay the list under its title."""
        yield self.title_line
        yield self.table
        yield self.footer

    def on_mount(self) -> None:
        """Read the catalogue."""
        super().on_mount()
        self.begin(self._read)

    def on_resize(self) -> None:
        """Write the lines for the new width."""
        self._show()

    async def _read(self) -> None:
        self._rows = await self._service.catalogue()
        self._show()

    def _show(self) -> None:
        there = sum(row.there for row in self._rows)
        told = say("ui.catalog.count", count=len(self._rows), there=there)
        self.title_line.update(Content.assemble((say("ui.catalog.title"), "bold"), f"  {told}"))
        self.table.show(self._lines())

    def _lines(self) -> list[Line]:
        """Give the papers under the names of the sections, in the order in which the catalogue first names these."""
        found: list[Line] = []
        for section in dict.fromkeys(row.offer.section for row in self._rows):
            name = section or say("ui.catalog.whole")
            found.append(("", Content(f" {name}")))
            papers = (row for row in self._rows if row.offer.section == section)
            found += [(row.offer.url, catalog_line(row, self.size.width - 1)) for row in papers]
        return found

    @on(Options.OptionSelected)
    def action_catalog_add(self) -> None:
        """Add the paper under the cursor."""
        row = next((row for row in self._rows if row.offer.url == self.table.current), None)
        if row is not None:
            self.begin(partial(self._add, row))

    async def _add(self, row: CatalogRow) -> None:
        for name in await self._service.add((row.offer,)):
            self.tell(say("ui.sources.added", name=name))
        await self._read()
