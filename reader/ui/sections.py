"""The sections: a pane with counts where there is room for one, a line of tabs where there is not.

Which of the two is decided by the height that the style sheet gives: one line is tabs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from reader.locale import say
from reader.model import SectionsState, Shelf, View
from reader.text.layout import cells, fit
from reader.text.marks import marks
from reader.ui.pane import Pane, strip_of

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events
    from textual.strip import Strip

_COUNT = 6


class Sections(Pane):
    """`show` a `SectionsState`; the open view is the cursor, so moving opens."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"sections--{name}" for name in ("bar", "shelf", "unread", "count", "current")
    }

    @dataclass
    class Chosen(Message):
        """The reader went to another view."""

        view: View
        enter: bool = False

    def __init__(self, *, id: str = "sections") -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._state = SectionsState()

    @property
    def state(self) -> SectionsState:
        """What is shown now."""
        return self._state

    @property
    def caret(self) -> tuple[int, int]:
        """The open view."""
        if self.tabs:
            here = self._place()
            return 1 + sum(cells(text) for place, text in self._tab_texts() if place < here), 0
        return 2, max(min(self._line_of(self._place()) - self.top + 1, self.size.height - 1), 0)

    @property
    def tabs(self) -> bool:
        """Whether it is shown as one line of tabs."""
        return self.size.height == 1

    def show(self, state: SectionsState) -> None:
        """Show `state`, painting only if it differs."""
        if state != self._state:
            self._state = state
            self.measure()
            self.refresh()
            self.bring_into_sight(self._line_of(self._place()))

    def move(self, steps: int) -> None:
        """Go to the view `steps` further, at most to either end."""
        self.move_to(self._place() + steps)

    def move_page(self, pages: int) -> None:
        """Go to either end: the sections are never many pages."""
        self.move(pages * len(self._state.shelves))

    def move_to(self, index: int) -> None:
        """Go to the view at `index`, or the nearest there is."""
        shelves = self._state.shelves
        if shelves:
            view = shelves[max(min(index, len(shelves) - 1), 0)].view
            if view != self._state.current:
                self.post_message(self.Chosen(view))

    def heading(self) -> tuple[str, str]:
        """Name the pane."""
        return say("ui.sections"), ""

    def row_count(self) -> int:
        """Count the lines: the shelves, and an empty one before those that are no sections."""
        return len(self._lines())

    def row(self, index: int) -> Strip:
        """Paint one line of the pane."""
        place = self._lines()[index]
        if place is None:
            return strip_of([], self.size.width, self.fill)
        shelf, width = self._state.shelves[place], self.size.width
        room = max(width - _COUNT - 3, 0)
        bar = marks().bar if shelf.view == self._state.current else " "
        count = fit(str(shelf.total), _COUNT, right=True)
        parts = [(bar, "bar"), (f" {fit(shelf.label, room)}", _weight(shelf)), (count, "count"), (" ", "shelf")]
        return strip_of([(text, self._style(name, shelf)) for text, name in parts], width, self.fill)

    def render_line(self, y: int) -> Strip:
        """Paint a line of the pane, or the tabs."""
        return self._tab_line() if self.tabs else super().render_line(y)

    def _tab_line(self) -> Strip:
        parts = []
        for place, text in self._tab_texts():
            shelf = self._state.shelves[place]
            parts.append((text, self._style(_weight(shelf), shelf)))
        return strip_of(parts, self.size.width, self.fill)

    def _tab_texts(self) -> list[tuple[int, str]]:
        """Give the tabs that fit, with counts if all do; else without, beginning so that the open one is in sight."""
        shelves, width = self._state.shelves, self.size.width
        full = [f" {shelf.label} {shelf.total} " for shelf in shelves]
        if sum(map(cells, full)) <= width:
            return list(enumerate(full))
        short = [f" {shelf.label} " for shelf in shelves]
        first, here = 0, self._place()
        while first < here and sum(map(cells, short[first : here + 1])) > width:
            first += 1
        return list(enumerate(short))[first:]

    def on_click(self, event: events.Click) -> None:
        """Open what was clicked."""
        place = self._tab_at(event.x) if self.tabs else self._place_at(event.y)
        if place is not None:
            self.post_message(self.Chosen(self._state.shelves[place].view, enter=True))

    def _tab_at(self, x: int) -> int | None:
        for place, text in self._tab_texts():
            x -= cells(text)
            if x < 0:
                return place
        return None

    def _place_at(self, y: int) -> int | None:
        lines, index = self._lines(), self.top + y - 1
        return lines[index] if y and index < len(lines) else None

    def _place(self) -> int:
        views = [shelf.view for shelf in self._state.shelves]
        return views.index(self._state.current) if self._state.current in views else 0

    def _lines(self) -> list[int | None]:
        """Give the shelf on each line, None for the empty line before the first that is no section."""
        lines: list[int | None] = []
        for place, shelf in enumerate(self._state.shelves):
            if shelf.view.kind in {"unread", "saved"} and lines and None not in lines:
                lines.append(None)
            lines.append(place)
        return lines

    def _line_of(self, place: int) -> int:
        lines = self._lines()
        return lines.index(place) if place in lines else 0

    def _style(self, name: str, shelf: Shelf) -> Style:
        return self.style_of(f"sections--{name}", "sections--current" if shelf.view == self._state.current else "")


def _weight(shelf: Shelf) -> str:
    return "unread" if shelf.unread else "shelf"
