"""The hits of a search, two lines each: the first of them at once, the others as they come into sight.

A hit that is not here yet stands as ruled lines; who shows the list brings it (`Wanted`). The cursor is moved from
outside, since the keys belong to the line in which the query is typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from reader.locale import say
from reader.model import FoundState, Headline, Hit
from reader.text.layout import wrap
from reader.ui.headline_rows import Row, skeleton_row
from reader.ui.pane import Pane, strip_of
from reader.ui.search_rows import hit_rows

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events
    from textual.strip import Strip

    from reader.ui.times import Times

AT_ONCE = 100  # hits that are brought together
_AHEAD = 30  # hits: they are on their way before a held key is there
_LINES = 2
_OWN = ("match", "snippet")
_ROLES = (*("bar", "mark", "unread", "read", "source", "saved", "time", "note", "cursor", "skeleton"),)


class Hits(Pane, can_focus=False, inherit_bindings=False):
    """`show` a `FoundState`, `put` in what comes later."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"headlines--{role}" for role in _ROLES),
        *(f"search--{role}" for role in _OWN),
    }

    class Chosen(Message):
        """The hit under the cursor was clicked again."""

    @dataclass
    class Wanted(Message):
        """Hits come into sight that are not here: those from `begin` to `end`."""

        begin: int
        end: int

    def __init__(self, times: Times, *, id: str = "hits") -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._times = times
        self.state = FoundState()
        self._hits: dict[int, Hit] = {}
        self._asked: set[int] = set()
        self._cursor = 0

    def show(self, state: FoundState) -> None:
        """Show what was found, from its first hit."""
        self.state = state
        self._hits = dict(enumerate(state.hits))
        self._asked.clear()
        self._cursor = 0
        self.forget_painted()
        self.measure()
        self.scroll_to_row(0)
        self.refresh()

    def put(self, state: FoundState, start: int, hits: Sequence[Hit]) -> None:
        """Put hits of `state` in their places, unless another is shown by now."""
        if state is self.state:
            self._hits |= dict(enumerate(hits, start))
            self.repaint_rows(start * _LINES, len(hits) * _LINES)

    @property
    def current(self) -> Headline | None:
        """The headline under the cursor; None also where its article is gone."""
        hit = self._hits.get(self._cursor)
        return hit.headline if hit and hit.headline.id else None

    def move(self, steps: int) -> None:
        """Move the cursor by `steps` hits."""
        self.move_to(self._cursor + steps)

    def move_page(self, pages: int) -> None:
        """Move the cursor by `pages` panes."""
        self.move(pages * max(self.page // _LINES - 1, 1))

    def move_to(self, index: int) -> None:
        """Put the cursor on the hit at `index`, or the nearest there is."""
        before, self._cursor = self._cursor, max(min(index, self.state.total - 1), 0)
        for place in {before, self._cursor}:
            self.repaint_rows(place * _LINES, _LINES)
        self.bring_into_sight(self._cursor * _LINES, _LINES)

    def heading(self) -> tuple[str, str]:
        """Count the hits."""
        state = self.state
        count = f"{state.total:,}"
        return say("ui.search.many" if state.more else "ui.search.hits", count=count), ""

    def row_count(self) -> int:
        """Count the lines: two a hit, or those of the sentence that there is none."""
        return self.state.total * _LINES or len(self._note_lines()) + 1

    def row(self, index: int) -> Strip:
        """Paint one line, from what was painted before where it was."""
        if not self.state.total:
            lines = self._note_lines()
            text = lines[index - 1] if 0 < index <= len(lines) else ""
            return strip_of([(f"  {text}", self._style("note"))], self.size.width, self.fill)
        place, line = divmod(index, _LINES)
        self._bring_near(place)
        hit, current = self._hits.get(place), place == self._cursor
        if hit is None or not hit.headline.id:
            return self._painted_row(skeleton_row(place, self.size.width) if not line else [], current=current)
        key = (place, line, current)
        if key not in self._painted:
            many = self.state.many_sources
            rows = hit_rows(hit, self.size.width, self._times, many_sources=many, current=current)
            self._painted[key] = self._painted_row(rows[line], current=current)
        return self._painted[key]

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to what was clicked; a second click opens it."""
        place = (self.top + event.y - 1) // _LINES
        if event.y and place < self.state.total:
            if place == self._cursor:
                self.post_message(self.Chosen())
            self.move_to(place)

    def resized(self) -> None:
        """Keep the cursor in sight in the new size."""
        self.measure()
        self.bring_into_sight(self._cursor * _LINES, _LINES)

    def _bring_near(self, place: int) -> None:
        """Ask, once each, for the hits at `place` and those that the cursor may soon come to."""
        for near in (place, min(place + _AHEAD, self.state.total - 1), max(place - _AHEAD, 0)):
            window = near // AT_ONCE
            if near not in self._hits and window not in self._asked:
                self._asked.add(window)
                self.post_message(self.Wanted(window * AT_ONCE, min((window + 1) * AT_ONCE, self.state.total)))

    def _painted_row(self, row: Row, *, current: bool) -> Strip:
        over = "headlines--cursor" if current else ""
        fill = self.style_of("headlines--cursor") if current else self.fill
        return strip_of(((text, self._style(role, over)) for text, role in row), self.size.width, fill)

    def _style(self, role: str, over: str = "") -> Style:
        if not role:
            return self.style_of("", over)
        return self.style_of(f"{'search' if role in _OWN else 'headlines'}--{role}", over)

    def _note_lines(self) -> list[str]:
        state = self.state
        if not state.text:
            return []
        since = f"{self._times.full(state.since)[:10]}" if state.since else ""
        key = "ui.search.nothing" if state.searched else "ui.search.nothing_held"
        return wrap(say(key, query=state.text.strip(), count=f"{state.searched:,}", since=since), self.size.width - 4)
