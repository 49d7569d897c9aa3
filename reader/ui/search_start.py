"""What the search screen shows before anything is typed: the last searches, and how a query is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from reader.locale import say
from reader.text.layout import cells, fit, truncate
from reader.text.marks import marks
from reader.ui.headline_rows import GUTTER
from reader.ui.pane import Pane, strip_of

if TYPE_CHECKING:
    from textual import events
    from textual.strip import Strip

_SHOWN = 6  # searches: on twenty lines the syntax stands below them as well


class SearchStart(Pane, can_focus=False, inherit_bindings=False):
    """`show` the last searches, the newest first; without a step the cursor is on none."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("headlines--bar", "headlines--read", "headlines--cursor"),
        *("search--example", "search--meaning", "search--title"),
    }

    class Chosen(Message):
        """A search was clicked; it is under the cursor."""

    def __init__(self, *, id: str = "start") -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._searches: tuple[str, ...] = ()
        self._cursor = -1

    def show(self, searches: Sequence[str]) -> None:
        """Show the newest of these searches."""
        self._searches = tuple(searches[:_SHOWN])
        self._cursor = -1
        self.measure()
        self.refresh()

    @property
    def current(self) -> str:
        """The search under the cursor, "" for none."""
        return self._searches[self._cursor] if 0 <= self._cursor < len(self._searches) else ""

    def move(self, steps: int) -> None:
        """Move the cursor by `steps` searches; up from the first it goes back to none."""
        self.move_to(self._cursor + steps)

    def move_page(self, pages: int) -> None:
        """Go to either end: they are never many pages."""
        self.move(pages * len(self._searches))

    def move_to(self, index: int) -> None:
        """Put the cursor on the search at `index`, or the nearest there is."""
        self._cursor = max(min(index, len(self._searches) - 1), -1)
        self.refresh()
        self.bring_into_sight(max(self._cursor, 0))

    def heading(self) -> tuple[str, str]:
        """Name what stands at the top."""
        return say("ui.search.recent" if self._searches else "ui.search.syntax_title"), ""

    def row_count(self) -> int:
        """Count the lines: the searches, the syntax, and its title where there are both."""
        return len(self._searches) + len(_syntax()) + (2 if self._searches else 0)

    def row(self, index: int) -> Strip:
        """Paint one line."""
        if index < len(self._searches):
            return self._search_row(index)
        below = index - len(self._searches) - (2 if self._searches else 0)
        if below == -1:
            title = (f" {say('ui.search.syntax_title')}", self.style_of("search--title"))
            return strip_of([title], self.size.width, self.fill)
        return self._syntax_row(below) if below >= 0 else strip_of([], self.size.width, self.fill)

    def on_click(self, event: events.Click) -> None:
        """Choose the search that was clicked."""
        index = self.top + event.y - 1
        if event.y and index < len(self._searches):
            self.move_to(index)
            self.post_message(self.Chosen())

    def _search_row(self, index: int) -> Strip:
        current = index == self._cursor
        over = "headlines--cursor" if current else ""
        text = truncate(self._searches[index], max(self.size.width - GUTTER - 1, 0))
        parts = [(f" {marks().bar if current else ' '} ", "headlines--bar"), (text, "headlines--read")]
        fill = self.style_of("headlines--cursor") if current else self.fill
        return strip_of([(part, self.style_of(role, over)) for part, role in parts], self.size.width, fill)

    def _syntax_row(self, line: int) -> Strip:
        lines = _syntax()
        example, _, meaning = lines[line].partition("\t")
        column = min(max(cells(each.partition("\t")[0]) for each in lines) + 2, self.size.width // 2)
        parts = [(f"   {fit(example, column)}", "search--example"), (meaning, "search--meaning")]
        return strip_of([(part, self.style_of(role)) for part, role in parts], self.size.width, self.fill)


def _syntax() -> list[str]:
    return say("ui.search.syntax").splitlines()
