"""Typing a query: each key puts the search off a little and breaks off the one that is running.

So answers come in the order in which they were asked for, and what is shown is always what was found last. Under the
line stands what the word at the caret may become, else what of the query was not understood.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from reader.commands import BY_ID
from reader.errors import NuriError
from reader.locale import say
from reader.model import Completion, Headline, QueryProblem
from reader.text.telling import tell
from reader.ui.footer import Footer
from reader.ui.keys import printed
from reader.ui.query_input import QueryInput
from reader.ui.search_hints import SearchHints
from reader.ui.search_hits import Hits
from reader.ui.search_start import SearchStart

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.timer import Timer
    from textual.worker import Worker

    from reader.model import FoundState
    from reader.ui.service import Service
    from reader.ui.times import Times

_PAUSE = 0.09  # seconds after a key; who types faster waits for the last one only
_KEPT_SEARCHES = 20


class TypingScreen(Screen[Headline | None]):
    """The line, what it may become, and what it finds."""

    AUTO_FOCUS = "#query"

    def __init__(self, service: Service, times: Times, text: str = "") -> None:
        super().__init__()
        self.service = service
        self.finder = service.finder()
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
        self._show_hits(shown=False)
        if self.line.value.strip():
            self.find_now()

    @on(Input.Changed, "#query")
    def _typed(self) -> None:
        self._stop()
        self._open_first = False
        self._told(())
        if self.line.value.strip():
            self._pause = self.set_timer(_PAUSE, self.find_now)
        else:
            self._show_hits(shown=False)

    def _stop(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        if self._search is not None:
            self._search.cancel()

    def find_now(self, *, open_first: bool = False) -> None:
        """Search for what stands there without a pause, and open the first hit if that is wanted."""
        self._stop()
        self._open_first = open_first
        self._search = self.run_worker(self._find(self.line.value), group="search", exclusive=True)

    async def _find(self, text: str) -> None:
        try:
            state = await self.finder.find(text)
        except NuriError as error:
            self.fail(error)
            return
        self.hits.show(state)
        self._show_hits(shown=state.asked)
        self._told(state.problems)
        if self._open_first and text == self.line.value:
            self.open_hit()

    @property
    def answered(self) -> bool:
        """Whether what is shown was found for what stands there."""
        return self.hits.display and self.hits.state.text == self.line.value

    @on(Hits.Wanted)
    def _bring(self, message: Hits.Wanted) -> None:
        self.run_worker(self._fill(self.hits.state, message.begin, message.end), group="hits")

    async def _fill(self, state: FoundState, start: int, stop: int) -> None:
        try:
            self.hits.put(state, start, await self.finder.more(start, stop))
        except NuriError as error:
            self.fail(error)

    def _show_hits(self, *, shown: bool) -> None:
        if not shown:
            self.start.show(self.searches())
        self.hits.display, self.start.display = shown, not shown

    def _told(self, problems: Iterable[QueryProblem]) -> None:
        """Show what the word at the caret may become, else what was not understood, which is underlined."""
        problems = tuple(problems)
        self.line.underline([(problem.start, problem.end) for problem in problems])
        told = [
            say("ui.search.wrong", column=one.start + 1, told=say(one.key, **dict(one.fields))) for one in problems[:1]
        ]
        self._hints.show(self._offers(), "".join(told))

    def _offers(self) -> tuple[Completion, ...]:
        return self.finder.complete(self.line.value, self.line.cursor_position)

    def action_complete(self) -> bool:
        """Take the first offer; says whether there was one."""
        offers = self._offers()
        if offers:
            self.line.take(offers[0])
        return bool(offers)

    @on(SearchHints.Taken)
    def _take(self, message: SearchHints.Taken) -> None:
        self.line.take(message.offer)

    def open_hit(self) -> None:
        """Leave for the hit under the cursor, and keep its search among the last ones."""
        if headline := self.hits.current:
            self.remember()
            self.dismiss(headline)

    def searches(self) -> tuple[str, ...]:
        """Give the last searches, the newest first."""
        held = self.service.recalled("searches")
        return tuple(one for one in held if isinstance(one, str)) if isinstance(held, list) else ()

    def remember(self) -> None:
        """Keep what stands there among the last searches."""
        text = self.line.value.strip()
        others = [one for one in self.searches() if one != text]
        self.service.keep("searches", [text, *others][:_KEPT_SEARCHES])

    def fail(self, error: NuriError) -> None:
        """Tell what failed, in passing."""
        self.notify(tell(error), severity="warning", markup=False, timeout=4)
