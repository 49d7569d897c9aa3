"""What the sources screen asks of the newsroom; like `service`, the consumer's side of the agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from reader.model import Offer
    from reader.model.roster import CatalogRow, SourceRow

Value = str | bool | int | list[str] | None


class SourceService(Protocol):
    """The sources as they stand, and changes of them; whatever is awaited raises NuriError where it cannot be done."""

    async def rows(self) -> tuple[SourceRow, ...]:
        """Give the sources in the configuration's order."""

    async def catalogue(self) -> tuple[CatalogRow, ...]:
        """Give the papers that can be added."""

    async def sections(self) -> tuple[str, ...]:
        """Name the sections in which a source could stand."""

    async def offered(self, typed: str) -> tuple[Offer, ...]:
        """Find what an address offers, the best first; never nothing."""

    async def add(self, offers: Sequence[Offer]) -> tuple[str, ...]:
        """Configure what is offered, and give the names under which it stands."""

    async def remove(self, name: str) -> None:
        """Take a source out; its articles stay."""

    async def change(self, name: str, values: Mapping[str, Value]) -> None:
        """Change settings of a source by their names in the configuration, None giving the default back."""

    async def move(self, name: str, sections: Sequence[str]) -> None:
        """Let a source stand in these sections."""

    def refresh(self, name: str) -> None:
        """Begin to ask one source now."""
