"""The main screen: routes only. A key or a click becomes an intention of the newsroom.

Everything that a command does stands in its `action_…`, those that move the reader in `moving`; the command table
binds the keys, `applies` says when.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on

from reader.commands import BY_ID, PAPER
from reader.errors import NuriError
from reader.locale import say
from reader.text.telling import tell
from reader.ui.article import ArticleView
from reader.ui.footer import Footer
from reader.ui.headlines import Headlines
from reader.ui.help import HelpScreen
from reader.ui.keys import action_of, bindings, possible
from reader.ui.palette import Palette, palette
from reader.ui.searching import SearchingScreen
from reader.ui.sections import Sections

if TYPE_CHECKING:
    from textual.binding import BindingType

    from reader.config.settings import ReadingSettings
    from reader.model import Change, Headline
    from reader.ui.service import Service

T = TypeVar("T")


class MainScreen(SearchingScreen):
    """The one screen of the paper, in front of the newsroom; `now` is the clock that ages are told by."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PAPER)]
    COMMANDS: ClassVar = {Palette}

    def __init__(self, service: Service, *, now: Callable[[], datetime], reading: ReadingSettings) -> None:
        super().__init__(service, now, reading.text_width)
        self.picture_wish = reading.pictures

    # The article

    def action_browser(self) -> None:
        """Open the article's page in the browser."""
        if headline := self.target:
            self.open_outside(headline.url)

    def action_copy_link(self) -> None:
        """Copy the article's address, by the terminal (OSC 52)."""
        if headline := self.target:
            self.app.copy_to_clipboard(headline.url)
            self.tell(say("ui.copied", url=headline.url))

    async def action_export(self) -> None:
        """Save the article as Markdown."""
        if (headline := self.target) and (file := await self._ask(self.service.export(headline.id))):
            self.tell(say("ui.exported", file=str(file)))

    # Marks

    async def action_save(self) -> None:
        """Put a bookmark in, or take it out."""
        if headline := self.target:
            await self._mark(headline, "unsaved" if headline.saved else "saved")

    async def action_toggle_read(self) -> None:
        """Mark read, or unread."""
        if headline := self.target:
            await self._mark(headline, "unread" if headline.read else "read")

    async def action_hide(self) -> None:
        """Hide the article from every list."""
        if headline := self.target:
            await self._mark(headline, "hidden")
            self.enter(self.headlines)

    async def _mark(self, headline: Headline, change: Change) -> None:
        if await self._ask(self._done(self.service.mark((headline.id,), change))):
            self.tell(say(f"ui.done.{change}"))
            self._renew()

    async def action_read_section(self) -> None:
        """Mark everything in the open list read."""
        count = await self._ask(self.service.read_section(self.headlines.state.view))
        if count is not None:
            self.tell(say("ui.section_read", count=count))
            self._renew()

    async def action_undo(self) -> None:
        """Take the last change back."""
        undone = await self._ask(self._undone())
        if undone is not None:
            what, about = undone
            self.tell(say(f"ui.undone.{what}" if what else "ui.nothing_to_undo"))
            self._renew(cursor="" if what == "section" else about)

    async def _undone(self) -> tuple[str, str]:
        return await self.service.undo() or ("", "")

    def _renew(self, *, cursor: str = "") -> None:
        """Show the marks of this moment."""
        self.show_list(self.service.current_list(), cursor=cursor)
        if self.article.shown:
            self.article.show(self.service.article(self.article.shown))

    async def _ask(self, asked: Awaitable[T]) -> T | None:
        """Await an intention; a failure that can be told is told."""
        try:
            return await asked
        except NuriError as error:
            self.tell(tell(error), severity="warning")
            return None

    @staticmethod
    async def _done(asked: Awaitable[None]) -> bool:
        await asked
        return True

    # News, looks and the rest

    def action_show_new(self) -> None:
        """Let the new articles in."""
        self.show_list(self.service.show_new())

    def action_refresh(self) -> None:
        """Renew the open list."""
        self.service.refresh()

    def action_refresh_all(self) -> None:
        """Renew everything."""
        self.service.refresh(everything=True)

    def action_weather(self) -> None:
        """Show the weather screen."""
        from reader.ui.weather_screen import WeatherScreen  # noqa: PLC0415 - not before the first paint

        self.front = WeatherScreen(self.service, self.times)
        self.app.push_screen(self.front)

    def action_sources(self) -> None:
        """Show the sources."""
        from reader.ui.sources import SourcesScreen  # noqa: PLC0415 - not before the first paint

        self.front = SourcesScreen(self.service.source_desk(), self.times)
        self.app.push_screen(self.front)

    def action_alone(self) -> None:
        """Show the article alone, or beside the list again."""
        self.set_alone(not self.alone)
        self.enter(self.article)

    def action_help(self) -> None:
        """Show what can be done here."""
        self.app.push_screen(HelpScreen(possible(self.here), self.keys_in_force))

    def action_palette(self) -> None:
        """Find a command by name."""
        self.app.push_screen(palette())

    def action_back(self, leave: bool = True) -> None:  # noqa: FBT001, FBT002 - how a binding passes it
        """Go back to the list; from there, leave the program."""
        if self.pane is self.article and self.article.finding and not leave:
            self.article.find("")
        elif self.pane is not self.headlines:
            self.enter(self.headlines)
        elif not self.leave_found() and leave:
            self.app.exit()

    # What was clicked

    @on(Sections.Chosen)
    def _section_chosen(self, message: Sections.Chosen) -> None:
        self.open_view(message.view)
        if message.enter:
            self.enter(self.headlines)

    @on(Headlines.Chosen)
    def _headline_chosen(self) -> None:
        self.action_open()

    @on(Headlines.NewWanted)
    def _new_wanted(self) -> None:
        self.action_show_new()

    @on(Footer.Chosen)
    async def _hint_chosen(self, message: Footer.Chosen) -> None:
        await self.run_action(action_of(BY_ID[message.command]))

    @on(ArticleView.LinkChosen)
    def _link_chosen(self, message: ArticleView.LinkChosen) -> None:
        self.open_outside(message.url)
