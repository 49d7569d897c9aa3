"""What the screen asks of the newsroom, and nothing more: its side of the agreement.

A protocol that the consumer owns lets panes and tests stand without the service; `newsroom` fulfils it by shape, and
`app`, which hands one to the other, is where the type checker holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from reader.model import (
        ArticleState,
        Change,
        Drawing,
        Frame,
        ListState,
        MastheadState,
        SectionsState,
        SkyState,
        View,
        WeatherState,
    )
    from reader.ui.search_service import Finder
    from reader.ui.sources_service import SourceService

News = Literal["masthead", "sections", "waiting", "article", "weather", "refreshed", "failed"]
"""What the newsroom tells: that a snapshot has changed, a refresh has ended, or, with its sentence, that one failed."""


class Service(Protocol):
    """Snapshots out, intentions in; all of it on the event loop."""

    def masthead(self) -> MastheadState:
        """Give the masthead."""

    def sections(self) -> SectionsState:
        """Give the sections with their counts; `current` is the open view."""

    def open_list(self, view: View) -> ListState:
        """Open the newest snapshot of `view`."""

    def current_list(self) -> ListState:
        """Give the open snapshot with the marks of this moment; rows that were hidden are left out."""

    def article(self, id: str) -> ArticleState:  # noqa: A002 - an article's id
        """Give what is held of an article, without a mark or a request."""

    def weather(self) -> WeatherState:
        """Give the weather strip."""

    def weather_table(self) -> SkyState:
        """Give the weather screen."""

    async def choose_stations(self, ids: Sequence[str]) -> None:
        """Make these the strip's stations, in this order; raises NuriError where that cannot be kept."""

    def start_view(self) -> tuple[View, str]:
        """Give the view and the id of the headline where the reader left (empty: the first)."""

    def place(self, id: str) -> int:  # noqa: A002 - an article's id
        """Give the block at which the reader left an article."""

    def opened(self, id: str) -> ArticleState:  # noqa: A002 - an article's id
        """Mark an article read, ask for its text if that is not held, and give what is."""

    def recalled(self, name: str) -> object:
        """Give what the screen kept under `name`, None if nothing."""

    def keep(self, name: str, value: object) -> None:
        """Keep a small value of the screen's own (anything that JSON can hold)."""

    def remember_cursor(self, view: View, id: str) -> None:  # noqa: A002 - an article's id
        """Keep where the reader is in a list."""

    def remember_place(self, id: str, block: int) -> None:  # noqa: A002 - an article's id
        """Keep where the reader is in an article."""

    async def mark(self, ids: Sequence[str], change: Change) -> None:
        """Change the reader's mark on articles; raises LibraryError."""

    async def read_section(self, view: View) -> int:
        """Mark everything in `view` read and count it; raises LibraryError."""

    async def undo(self) -> tuple[str, str] | None:
        """Take the last change back: what it was (a Change or "section") and the article's id, or None."""

    def finder(self) -> Finder:
        """Give what searches for this window."""

    def open_found(self) -> ListState:
        """Open what was searched last as a list, in the order of the search."""

    def show_new(self) -> ListState:
        """Let the waiting articles in."""

    def source_desk(self) -> SourceService:
        """Give the desk at which the sources screen works."""

    def refresh(self, everything: bool = False) -> None:  # noqa: FBT001, FBT002 - the agreement's own form
        """Begin to renew the open view, or everything."""

    def near_end(self, view: View) -> None:
        """Ask for more of `view`."""

    async def picture(self, url: str, frame: Frame) -> Drawing:
        """Fetch one of an article's pictures and draw it; raises NuriError."""

    async def export(self, id: str) -> Path:  # noqa: A002 - an article's id
        """Save an article as Markdown and say where; raises NuriError."""

    def open_in_browser(self, url: str) -> None:
        """Open an http or https address; raises NuriError."""

    def subscribe(self, told: Callable[[News, str], None]) -> None:
        """Call `told` with every piece of news, and which article or sentence it is about."""
