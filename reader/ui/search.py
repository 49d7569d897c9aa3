"""The search screen (`/`): one line to type into, and what the library holds of it, found while it is typed.

The keys stay in that line; up and down move through what is below it. How it finds is `search_typing`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.widgets import Input

from reader.commands import BY_ID, SEARCH
from reader.errors import NuriError
from reader.locale import say
from reader.text.layout import truncate
from reader.ui.footer import Footer
from reader.ui.help import HelpScreen
from reader.ui.keys import action_of, bindings, hint, keys_in_force
from reader.ui.prompt import Prompt
from reader.ui.search_hits import Hits
from reader.ui.search_start import SearchStart
from reader.ui.search_typing import TypingScreen

if TYPE_CHECKING:
    from textual.binding import BindingType

_NAME = 24  # cells of a query that is offered as its name


class SearchScreen(TypingScreen):
    """Searches what `service` holds, from `text` on; gives the headline that was chosen, None for none."""

    CSS_PATH = "search.tcss"
    HEARS = frozenset({"refreshed"})  # the news after which it searches again
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SEARCH)]

    def on_mount(self) -> None:
        """Show the keys in force, now and whenever they change."""
        self.bindings_updated_signal.subscribe(self, lambda _: self._show_hints())

    def _show_hints(self) -> None:
        shown = sorted((command for command in SEARCH if command.footer), key=lambda command: command.footer)
        keys = keys_in_force(self)
        self.footer.show([hint(command, keys) for command in shown])

    def renew(self) -> None:
        """Search again where nothing was found: something new has come in."""
        if self.answered and not self.hits.state.total:
            self.find_now()

    @property
    def _list(self) -> Hits | SearchStart:
        return self.hits if self.hits.display else self.start

    def action_hit_down(self) -> None:
        """Move to the next hit, or to an earlier search."""
        self._list.move(1)

    def action_hit_up(self) -> None:
        """Move to the hit before."""
        self._list.move(-1)

    def action_hit_page_down(self) -> None:
        """Move down by a page."""
        self._list.move_page(1)

    def action_hit_page_up(self) -> None:
        """Move up by a page."""
        self._list.move_page(-1)

    def action_first_hit(self) -> None:
        """Move to the first hit."""
        self._list.move_to(0)

    def action_last_hit(self) -> None:
        """Move to the last hit."""
        self._list.move_to(self.hits.state.total)

    @on(Input.Submitted, "#query")
    @on(Hits.Chosen)
    def action_open_hit(self) -> None:
        """Open the hit under the cursor; where its search is still under way, the first as soon as it is there."""
        if not self.line.value.strip():
            self.action_search_again()
        elif self.answered:
            self.open_hit()
        else:
            self.find_now(open_first=True)

    @on(SearchStart.Chosen)
    def action_search_again(self) -> None:
        """Search again for what is under the cursor."""
        if wanted := self.start.current:
            self.line.write(wanted)

    def action_refresh_search(self) -> None:
        """Renew everything, and search again."""
        self.service.refresh(everything=True)
        self.notify(say("ui.search.refreshing"), markup=False, timeout=4)

    def action_search_help(self) -> None:
        """Show what can be done here."""
        self.app.push_screen(HelpScreen(SEARCH, keys_in_force(self)))

    def action_leave_search(self) -> None:
        """Go back to where the reader was."""
        self.dismiss(None)

    @on(Footer.Chosen)
    async def _hint_chosen(self, message: Footer.Chosen) -> None:
        await self.run_action(action_of(BY_ID[message.command]))

    # Queries that are kept

    def action_keep_query(self) -> None:
        """Let what is searched stand among the sections, under a name that is asked for."""
        query = self.line.value.strip()

        def taken(typed: str) -> str:
            return say("ui.search.name_taken") if self.finder.taken(typed) else ""

        def named(answer: str | None) -> None:
            self.line.focus()
            if answer and answer.strip():
                self.run_worker(self._keep(answer.strip(), query), group="keep")

        if query and not self.query(Prompt):
            name = truncate(query, _NAME)
            self.mount(Prompt(say("ui.search.name"), taken, named, value=name), after=self.footer)

    async def _keep(self, name: str, query: str) -> None:
        try:
            await self.finder.keep(name, query)
        except NuriError as error:
            self.fail(error)
            return
        self.remember()
        self.notify(say("ui.search.kept", name=name), markup=False, timeout=4)
