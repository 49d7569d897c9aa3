"""What the search screen asks of the newsroom: its side of the agreement, as in `service`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from reader.model import Completion, FoundState, Hit


class Finder(Protocol):
    """The searches of one window."""

    async def find(self, text: str) -> FoundState:
        """Find what `text` asks for; cancelled, it stops looking. Raises LibraryError."""

    async def more(self, start: int, stop: int) -> tuple[Hit, ...]:
        """Give more hits of what was found last, those from `start` to `stop`; raises LibraryError."""

    def complete(self, text: str, at: int) -> tuple[Completion, ...]:
        """Give what the word that ends at `at` may become."""

    def taken(self, name: str) -> bool:
        """Tell whether a list of this name stands among the sections already."""

    async def keep(self, name: str, query: str) -> None:
        """Let a query stand among the sections under a name; raises NuriError."""

    async def drop(self, name: str) -> None:
        """Take a kept query from among the sections; raises NuriError."""
