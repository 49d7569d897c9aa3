"""A screen of its own with one list of lines, a title over it and the footer below: the sources, the catalogue.

What a screen does with a line stands in its own `action_…`; here is what all of them share: moving, help, the way out,
the keys that apply, and work that takes its time without holding up a key.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import on, work
from textual.screen import Screen
from textual.widgets import Static

from reader.commands import BY_ID, Command
from reader.errors import NuriError
from reader.text.telling import tell
from reader.ui.footer import Footer
from reader.ui.help import HelpScreen
from reader.ui.keys import action_of, hint, keys_in_force, press_latin
from reader.ui.options import Options

if TYPE_CHECKING:
    from textual import events

_PAGE = 10


class ListingScreen(Screen[None]):
    """The screen; a subclass names its `commands` and binds them."""

    CSS_PATH = "listing.tcss"
    AUTO_FOCUS = "Options"
    commands: ClassVar[Sequence[Command]] = ()

    def __init__(self, list_id: str) -> None:
        super().__init__()
        self.title_line = Static(classes="listing--title", markup=False)
        self.table = Options(id=list_id)
        self.footer = Footer()

    def on_mount(self) -> None:
        """Show the keys that apply, now and whenever that changes."""
        self.bindings_updated_signal.subscribe(self, lambda _: self._show_hints())

    async def on_key(self, event: events.Key) -> None:
        """Take the Hangul layout's keys here as well."""
        await press_latin(self.app, event)

    def _applying(self) -> list[Command]:
        return [command for command in self.commands if self.check_action(action_of(command), ())]

    def _show_hints(self) -> None:
        keys = keys_in_force(self)
        shown = sorted((each for each in self._applying() if each.footer), key=lambda command: command.footer)
        self.footer.show([hint(command, keys) for command in shown])

    def action_down(self) -> None:
        """Go to the next line."""
        self.table.step(1)

    def action_up(self) -> None:
        """Go to the line before."""
        self.table.step(-1)

    def action_page_down(self) -> None:
        """Go some lines down."""
        self.table.step(_PAGE)

    def action_page_back(self) -> None:
        """Go some lines up."""
        self.table.step(-_PAGE)

    def action_top(self) -> None:
        """Go to the first line."""
        self.table.action_first()

    def action_bottom(self) -> None:
        """Go to the last line."""
        self.table.action_last()

    def action_back(self, leave: bool = True) -> None:  # noqa: FBT001, FBT002 - how a binding passes it
        """Go back to where this screen was opened from."""
        del leave
        self.dismiss()

    def action_help(self) -> None:
        """Show what can be done here."""
        self.app.push_screen(HelpScreen(self._applying(), keys_in_force(self)))

    @on(Footer.Chosen)
    async def _hint_chosen(self, message: Footer.Chosen) -> None:
        await self.run_action(action_of(BY_ID[message.command]))

    @work(group="listing work")
    async def begin(self, wanted: Callable[[], Awaitable[None]]) -> None:
        """Do what is wanted beside everything else, until this screen is left; a failure that can be told is told."""
        try:
            await wanted()
        except NuriError as error:
            self.tell(tell(error), "warning")

    def tell(self, text: str, severity: Literal["information", "warning"] = "information") -> None:
        """Tell the reader something in passing; never as markup."""
        self.notify(text, severity=severity, markup=False, timeout=5)
