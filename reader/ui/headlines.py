"""The list of headlines: painted row by row from a lazy sequence, so that 100,000 rows scroll as ten do.

It holds the cursor, the scroll position and the painted rows, nothing else; where the cursor stood is remembered by
view. A new state of the same list never moves the cursor off its headline, nor the headline's row on the screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from textual.message import Message

from reader.locale import say
from reader.model import Headline, ListState
from reader.text.layout import wrap
from reader.text.telling import sentence
from reader.ui.headline_rows import GUTTER, Row, headline_row, lead_rows, skeleton_row
from reader.ui.pane import Pane, strip_of

if TYPE_CHECKING:
    from textual import events
    from textual.strip import Strip

    from reader.ui.times import Times

_NEAR_END = 20  # rows: about a second of a held key before the end
_KEPT_STRIPS = 300  # some screens of them, at 5 kB each; what shows an age is painted anew every minute
_NEAR = 20  # rows looked at around the place where a headline stood, before the whole list is asked
_ROLES = (
    *("bar", "mark", "unread", "read", "lead", "lead-subtitle", "lead-text"),
    *("source", "saved", "time", "note", "cursor", "skeleton"),
)


@runtime_checkable
class Searchable(Protocol):
    """Rows that can look for themselves, without making a headline of each on the way."""

    def index_of(self, id: str) -> int | None:  # noqa: A002 - an article's id
        """Find an article by its id."""

    def next_unread(self, start: int, step: int) -> int | None:
        """Find the first unread row from `start` on, down or up."""


class Headlines(Pane):
    """The list pane; `show` a `ListState`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"headlines--{role}" for role in _ROLES}
    FOCUSED = Pane.FOCUSED | {"headlines--cursor"}

    class Moved(Message):
        """The cursor rests on another headline, or on none."""

    class Chosen(Message):
        """The headline under the cursor was clicked again."""

    class NewWanted(Message):
        """The line that counts new articles was clicked."""

    @dataclass
    class NearEnd(Message):
        """The cursor nears the end of what is listed."""

        total: int

    def __init__(self, times: Times, *, id: str = "headlines") -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._times = times
        self._state = ListState()
        self._cursor = 0
        self._lead_measured: tuple[ListState, int, int] | None = None  # for which state and width: its height
        self._places: dict[str, tuple[str, int]] = {}  # by view: the headline under the cursor, rows above it in sight
        self._end_told = -1  # the length whose end was told of

    # What is shown

    @property
    def state(self) -> ListState:
        """What is shown now."""
        return self._state

    @property
    def current(self) -> Headline | None:
        """The headline under the cursor."""
        return self._state.rows[self._cursor] if self._state.rows else None

    @property
    def caret(self) -> tuple[int, int]:
        """The beginning of the headline under the cursor, kept within the pane."""
        return GUTTER, max(min(self._first_row(self._cursor) - self.top + 1, self.size.height - 1), 0)

    @property
    def cursor(self) -> int:
        """The cursor's place in the list, from 0."""
        return self._cursor

    def show(self, state: ListState, *, cursor: str = "") -> None:
        """Show `state`; the cursor goes to headline `cursor`, else stays on its own, else where it was left."""
        if state == self._state and not cursor:
            return
        before, held = self._state, self.current
        same = before.view == state.view and held is not None
        above = self._first_row(self._cursor) - self.top
        if not same:
            self._end_told = -1
            self._places[before.view.key] = (held.id if held else "", above)
        left, left_above = (held.id, above) if held and same else self._places.get(state.view.key, ("", 0))
        old_rows = self._rows_in_sight() if same and len(before.rows) == len(state.rows) else {}
        old_place, old_top = self._cursor, self.top
        self._state = state
        self.set_class(not len(state.rows), "-bare")  # then its sentence has the room, not an article
        found = _locate(state.rows, cursor or left, self._cursor + len(state.rows) - len(before.rows))
        self._cursor = max(min(old_place if same else 0, len(state.rows) - 1), 0) if found is None else found
        self.measure()
        self._scroll_to_place(left_above, seen=not same or bool(cursor) or 0 <= above < self.page)
        if old_rows and self.top == old_top:
            self._repaint_changed(old_rows, old_place)
        else:
            self.refresh()
        if not self.current or not held or self.current.id != held.id:
            self.post_message(self.Moved())

    def _scroll_to_place(self, above: int, *, seen: bool) -> None:
        """Put the cursor `above` rows below the top, as it was; what stood at the very top shows what came above it.

        `seen` says whether the cursor must be in sight; a reader who has turned the wheel away from it is left there.
        """
        first, height = self._first_row(self._cursor), self._height(self._cursor)
        if self.top or (seen and first + height > self.page):
            self.scroll_to_row(first - above)
        if seen:
            self.bring_into_sight(first, height)

    def _repaint_changed(self, before: dict[int, Headline], old_place: int) -> None:
        self.repaint_title()
        moved = {old_place, self._cursor} if old_place != self._cursor else set()
        for index, headline in self._rows_in_sight().items():
            if index in moved or before.get(index) != headline:
                self.repaint_rows(self._first_row(index), self._height(index))

    def _rows_in_sight(self) -> dict[int, Headline]:
        rows, first = self._state.rows, self._index_at(self.top)
        return {index: rows[index] for index in range(first, min(first + self.page, len(rows)))}

    # Moving

    def move(self, steps: int) -> None:
        """Move the cursor by `steps` rows, at most to either end."""
        self.move_to(self._cursor + steps)

    def move_page(self, pages: int) -> None:
        """Move the cursor by `pages` panes."""
        self.move(pages * max(self.page - 1, 1))

    def move_to(self, index: int) -> None:
        """Put the cursor on row `index`, or the nearest there is."""
        total = len(self._state.rows)
        before, self._cursor = self._cursor, max(min(index, total - 1), 0)
        near = self._cursor + _NEAR_END >= total
        if near and self._end_told != total:
            self.post_message(self.NearEnd(total))
        self._end_told = total if near else -1
        if self._cursor == before:
            return
        for each in (before, self._cursor):
            self.repaint_rows(self._first_row(each), self._height(each))
        self.bring_into_sight(self._first_row(self._cursor), self._height(self._cursor))
        self.post_message(self.Moved())

    def next_unread(self, step: int) -> int | None:
        """Find the next unread row after the cursor, or before it for step -1; a list that can look for itself does."""
        rows, start = self._state.rows, self._cursor + step
        if isinstance(rows, Searchable):
            return rows.next_unread(start, step)
        stop = len(rows) if step > 0 else -1
        return next((index for index in range(start, stop, step) if not rows[index].read), None)

    # Painting

    def heading(self) -> tuple[str, str]:
        """Name the list and count it; new articles, or the age of a stale list, at the right."""
        state = self._state
        name = f"{state.title}  {len(state.rows)}" if state.rows else state.title
        if state.waiting:
            return name, say("ui.waiting", count=state.waiting)
        if state.freshness.stale and state.freshness.fetched:
            lone = state.freshness.error in {"", "error.offline"}  # the masthead says that there is no network
            told = "ui.stale_since" if lone else "ui.failing_since"
            return name, say(told, age=self._times.age(state.freshness.fetched))
        return name, ""

    def row_count(self) -> int:
        """Count the lines: the lead has several."""
        total = len(self._state.rows)
        if total:
            return total - 1 + self._lead_height
        return self.page if self._state.loading else len(self._note_lines()) + 1

    def row(self, index: int) -> Strip:
        """Paint one line, from what was painted before where nothing of it has changed."""
        if not self._state.rows:
            return self._note_row(index)
        place = self._index_at(index)
        headline, current = self._state.rows[place], place == self._cursor
        line = index - self._first_row(place)
        if current:
            return self._paint(self._layout(place, headline)[line], current=True)
        key = (headline, line, self._times.short(headline.published), self._state.many_sources)
        strip = self._painted.get(key)
        if strip is None:
            if len(self._painted) >= _KEPT_STRIPS:
                self.forget_painted()
            strip = self._painted[key] = self._paint(self._layout(place, headline)[line], current=False)
        return strip

    def _layout(self, place: int, headline: Headline) -> list[Row]:
        current, many = place == self._cursor, self._state.many_sources
        if place == 0 and self._state.lead:
            return lead_rows(headline, self.size.width, self._times, many_sources=many, current=current)
        return [headline_row(headline, self.size.width, self._times, many_sources=many, current=current)]

    def _paint(self, row: Row, *, current: bool) -> Strip:
        over = "headlines--cursor" if current else ""
        parts = ((text, self.style_of(f"headlines--{role}" if role else "", over)) for text, role in row)
        return strip_of(parts, self.size.width, self.style_of("headlines--cursor") if current else self.fill)

    def _note_lines(self) -> list[str]:
        state = self._state
        return wrap(sentence(state.note, state.note_fields), self.size.width - 4) if state.note else []

    def _note_row(self, index: int) -> Strip:
        lines = self._note_lines()
        text = lines[index - 1] if 0 < index <= len(lines) else ""
        below = index - len(lines) - 2
        if self._state.loading and below >= 0:
            return self._paint(skeleton_row(below, self.size.width), current=False)
        return strip_of([(f"  {text}", self.style_of("headlines--note"))], self.size.width, self.fill)

    # Where rows stand: only the lead is higher than a line

    @property
    def _lead_height(self) -> int:
        """The lines of the first row. A pane may be painted in a new width before it is told of it."""
        state, width = self._state, self.size.width
        measured = self._lead_measured
        if measured is None or measured[0] is not state or measured[1] != width:
            height = len(self._layout(0, state.rows[0])) if state.lead and state.rows else 1
            measured = self._lead_measured = (state, width, height)
        return measured[2]

    def _first_row(self, index: int) -> int:
        return index + self._lead_height - 1 if index else 0

    def _height(self, index: int) -> int:
        return 1 if index else self._lead_height

    def _index_at(self, row: int) -> int:
        return max(row - self._lead_height + 1, 0)

    def resized(self) -> None:
        """Keep the cursor in sight in the new size."""
        self.measure()
        self.bring_into_sight(self._first_row(self._cursor), self._height(self._cursor))

    async def on_click(self, event: events.Click) -> None:
        """Move the cursor to what was clicked; a second click opens it."""
        if event.y == 0:
            if self._state.waiting:
                self.post_message(self.NewWanted())
            return
        index = self._index_at(self.top + event.y - 1)
        if index >= len(self._state.rows):
            return
        if index == self._cursor:
            self.post_message(self.Chosen())
        self.move_to(index)


def _locate(rows: Sequence[Headline], id: str, near: int) -> int | None:  # noqa: A002 - an article's id
    """Find a headline by id, looking outward from `near`, where it is almost always."""
    if not id or not rows:
        return None
    near = max(min(near, len(rows) - 1), 0)
    searchable = isinstance(rows, Searchable)
    for distance in range(min(len(rows), _NEAR) if searchable else len(rows)):
        for index in {near + distance, near - distance}:
            if 0 <= index < len(rows) and rows[index].id == id:
                return index
    return rows.index_of(id) if isinstance(rows, Searchable) else None
