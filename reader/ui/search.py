"""The search screen (`/`): one line to type into, and what the library holds of it, found while it is typed.

The keys stay in that line; up and down move through what is below it. Each key puts the search off a little and breaks
off the one that is running, so that an answer is always one to what stands there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from reader.commands import BY_ID, SEARCH
from reader.errors import NuriError
from reader.locale import say
from reader.model import Completion, FoundState, Headline, QueryProblem
from reader.text.layout import truncate
from reader.text.telling import tell
from reader.ui.footer import Footer
from reader.ui.help import HelpScreen
from reader.ui.keys import action_of, bindings, hint, keys_in_force, printed
from reader.ui.prompt import Prompt
from reader.ui.query_input import QueryInput
from reader.ui.search_hints import SearchHints
from reader.ui.search_hits import Hits
from reader.ui.search_start import SearchStart

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer
    from textual.worker import Worker

    from reader.ui.service import Service
    from reader.ui.times import Times

_PAUSE = 0.09  # seconds after a key; who types faster waits for the last one only
_KEPT_SEARCHES = 20
_NAME = 24  # cells of a query that is offered as its name


class SearchScreen(Screen[Headline | None]):
    """Searches what `service` holds, from `text` on; gives the headline that was chosen."""

    CSS_PATH = "search.tcss"
    HEARS = frozenset({"refreshed"})  # the news after which it searches again
    AUTO_FOCUS = "#query"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SEARCH)]

    def __init__(self, service: Service, times: Times, text: str = "") -> None:
        super().__init__()
        self._service = service
        self._finder = service.finder()
        self.line = QueryInput(self.action_complete, text)
        self._hints = SearchHints(printed(BY_ID["complete"].keys[0]))
        self.start = SearchStart()
        self.hits = Hits(times)
        self.footer = Footer()
        self._pause: Timer | None = None
        self._search: Worker[None] | None = None
        self._open_first = False

    def compose(self) -> ComposeResult:
        """Lay the line out above what it finds."""
        yield Horizontal(Static(Content(f" {say('ui.find')} "), id="query-name"), self.line, id="query-line")
        yield self._hints
        yield self.start
        yield self.hits
        yield self.footer

    def on_mount(self) -> None:
        """Offer the last searches, or search at once for what was searched before."""
        self.start.show(self._searches())
        self.bindings_updated_signal.subscribe(self, lambda _: self._show_hints())
        self._show_hits(shown=False)
        if self.line.value.strip():
            self._find_now()

    def _show_hints(self) -> None:
        shown = sorted((command for command in SEARCH if command.footer), key=lambda command: command.footer)
        keys = keys_in_force(self)
        self.footer.show([hint(command, keys) for command in shown])

    # While a query is typed

    @on(Input.Changed, "#query")
    def _typed(self) -> None:
        text = self.line.value
        self._stop()
        self._open_first = False
        self._told(())
        if text.strip():
            self._pause = self.set_timer(_PAUSE, self._find_now)
        else:
            self.start.show(self._searches())
            self._show_hits(shown=False)

    def _stop(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        if self._search is not None:
            self._search.cancel()

    def _find_now(self) -> None:
        self._stop()
        self._search = self.run_worker(self._find(self.line.value), group="search", exclusive=True)

    async def _find(self, text: str) -> None:
        try:
            state = await self._finder.find(text)
        except NuriError as error:
            self._fail(error)
            return
        if text != self.line.value:
            return
        self.hits.show(state)
        self._show_hits(shown=state.asked)
        self._told(state.problems)
        if self._open_first:
            self._open()

    @on(Hits.Wanted)
    def _bring(self, message: Hits.Wanted) -> None:
        self.run_worker(self._fill(self.hits.state, message.begin, message.end), group="hits")

    async def _fill(self, state: FoundState, start: int, stop: int) -> None:
        try:
            self.hits.put(state, start, await self._finder.more(start, stop))
        except NuriError as error:
            self._fail(error)

    def _told(self, problems: Iterable[QueryProblem]) -> None:
        """Show what the word at the caret may become, else what was not understood, which is underlined."""
        problems = tuple(problems)
        self.line.underline([(problem.start, problem.end) for problem in problems])
        told = [
            say("ui.search.wrong", column=one.start + 1, told=say(one.key, **dict(one.fields))) for one in problems[:1]
        ]
        self._hints.show(self._offers(), "".join(told))

    def _offers(self) -> tuple[Completion, ...]:
        return self._finder.complete(self.line.value, self.line.cursor_position)

    def renew(self) -> None:
        """Search again where nothing was found: something new has come in."""
        if self.hits.display and not self.hits.state.total:
            self._find_now()

    def _show_hits(self, *, shown: bool) -> None:
        self.hits.display, self.start.display = shown, not shown

    # Commands

    def action_complete(self) -> bool:
        """Take the first offer; says whether there was one."""
        offers = self._offers()
        if offers:
            self.line.take(offers[0])
        return bool(offers)

    @on(SearchHints.Taken)
    def _take(self, message: SearchHints.Taken) -> None:
        self.line.take(message.offer)

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
        elif self.hits.display and self.hits.state.text == self.line.value:
            self._open()
        else:
            self._open_first = True
            self._find_now()

    @on(SearchStart.Chosen)
    def action_search_again(self) -> None:
        """Search again for what is under the cursor."""
        if wanted := self.start.current:
            self.line.write(wanted)

    def _open(self) -> None:
        if headline := self.hits.current:
            self._remember()
            self.dismiss(headline)

    def action_refresh_search(self) -> None:
        """Renew everything, and search again."""
        self._service.refresh(everything=True)
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

    # Searches that are kept

    def _searches(self) -> tuple[str, ...]:
        held = self._service.recalled("searches")
        return tuple(one for one in held if isinstance(one, str)) if isinstance(held, list) else ()

    def _remember(self) -> None:
        """Keep what was searched among the last searches."""
        text = self.line.value.strip()
        others = [one for one in self._searches() if one != text]
        self._service.keep("searches", [text, *others][:_KEPT_SEARCHES])

    def action_keep_query(self) -> None:
        """Let what is searched stand among the sections, under a name that is asked for."""
        if query := self.line.value.strip():
            self._ask_name(query, truncate(query, _NAME))

    def _ask_name(self, query: str, name: str) -> None:
        def taken(typed: str) -> str:
            return say("ui.search.name_taken") if self._finder.taken(typed) else ""

        def named(answer: str | None) -> None:
            self.line.focus()
            if answer and answer.strip():
                self.run_worker(self._keep(answer.strip(), query), group="keep")

        if not self.query(Prompt):
            self.mount(Prompt(say("ui.search.name"), taken, named, value=name), after=self.footer)

    async def _keep(self, name: str, query: str) -> None:
        try:
            await self._finder.keep(name, query)
        except NuriError as error:
            self._fail(error)
            return
        self._remember()
        self.notify(say("ui.search.kept", name=name), markup=False, timeout=4)

    def _fail(self, error: NuriError) -> None:
        self.notify(tell(error), severity="warning", markup=False, timeout=4)
