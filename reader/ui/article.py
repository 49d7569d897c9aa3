"""The article pane: one widget that paints the lines of `typeset`, keeps the place, and lets text be selected.

The place is a block and a distance into it, taken whenever the reader scrolls; a new width or a new state of the same
article comes back to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from reader.locale import say
from reader.model import ArticleState
from reader.ui.pane import Pane
from reader.ui.typeset import Line, Place, find, typeset

if TYPE_CHECKING:
    from textual import events
    from textual.selection import Selection

    from reader.ui.times import Times

_MARGIN = 2
_START: Place = (-1, 0)
_ROLES = (
    *("title", "subtitle", "byline", "stale", "text", "heading", "quote", "caption", "code"),
    *("table", "table-head", "link", "footnote", "footnote-link", "note"),
)


class ArticleView(Pane):
    """The article pane; `show` an `ArticleState`."""

    ALLOW_SELECT = True
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"article--{role}" for role in _ROLES}

    @dataclass
    class LinkChosen(Message):
        """A link was clicked."""

        url: str

    class PlaceMoved(Message):
        """Another block stands at the top."""

    def __init__(self, times: Times, text_width: int = 80, *, id: str = "article") -> None:  # noqa: A002 - Textual's own
        super().__init__(id=id)
        self._times = times
        self._text_width = text_width
        self._state = ArticleState()
        self._lines: list[Line] = []
        self._set_for: object = None  # the size that the lines were set for
        self._anchor = _START

    @property
    def state(self) -> ArticleState:
        """What is shown now."""
        return self._state

    @property
    def shown(self) -> str:
        """The id of the article that is shown, or an empty string."""
        return self._state.article.headline.id if self._state.article else ""

    @property
    def block(self) -> int:
        """The block at the top: the place to come back to."""
        return max(self._anchor[0], 0)

    @property
    def at_end(self) -> bool:
        """Whether the last line is in sight."""
        return self.top >= self.max_scroll_y

    def show(self, state: ArticleState, *, block: int = 0) -> None:
        """Show `state`: another article from `block` on, the same one where it stands."""
        if state == self._state:
            return
        same = bool(self.shown) and state.article is not None and state.article.headline.id == self.shown
        self._state = state
        if not same:
            self._anchor = (block, 0) if block else _START
        self.resized()

    def scroll_rows(self, rows: int) -> None:
        """Scroll by `rows` lines."""
        self.scroll_to_row(self.top + rows)

    def scroll_page(self, pages: int) -> None:
        """Scroll by `pages` panes, two lines of the old one staying in sight."""
        self.scroll_rows(pages * max(self.page - 2, 1))

    def heading(self) -> tuple[str, str]:
        """Name the pane; how far the text is read at the right."""
        total = self.row_count()
        if not self.max_scroll_y or not total:
            return say("ui.article"), ""
        return say("ui.article"), f"{min(self.top + self.page, total) * 100 // total}%"

    def row_count(self) -> int:
        """Count the lines."""
        return len(self._lines)

    def row(self, index: int) -> Strip:
        """Paint one line, from what was painted before."""
        selection = self.text_selection
        strip = self._painted.get(index) if selection is None else None
        if strip is None:
            strip = self._paint(index, selection)
            if selection is None:
                self._painted[index] = strip
        return strip

    def _paint(self, index: int, selection: Selection | None) -> Strip:
        span = selection.get_span(index) if selection else None
        body = Strip(list(self._segments(self._lines[index], span))).apply_offsets(0, index)
        margin = Segment(" " * self._margin, self.fill)
        return Strip([margin, *body]).crop_extend(0, self.size.width, self.fill)

    def _segments(self, line: Line, selected: tuple[int, int] | None) -> Iterator[Segment]:
        at = 0
        for run in line.runs:
            style = self.style_of(f"article--{run.style}")
            if run.url:
                style += Style.from_meta({"link": run.url})
            yield from self._selected(run.text, style, at, selected)
            at += len(run.text)

    def _selected(self, text: str, style: Style, at: int, selected: tuple[int, int] | None) -> Iterator[Segment]:
        start, end = selected or (0, 0)
        first = min(max(start - at, 0), len(text))
        last = len(text) if end == -1 else min(max(end - at, first), len(text))
        mark = self.screen.get_component_rich_style("screen--selection")
        for part, painted in ((text[:first], style), (text[first:last], style + mark), (text[last:], style)):
            if part:
                yield Segment(part, painted)

    @property
    def _measure_of_text(self) -> int:
        return max(min(self._text_width, self.size.width - 2 * _MARGIN), 2)

    @property
    def _margin(self) -> int:
        return (self.size.width - self._measure_of_text) // 2 if self.has_class("-centred") else _MARGIN

    def resized(self) -> None:
        """Set the lines for the present size, and come back to the place."""
        if not self.size.width:
            return
        anchor, before = self._anchor, self._lines
        self.forget_painted()
        self._lines = typeset(self._state, self._measure_of_text, self._times)
        self.measure()
        if self._lines != before:
            self.scroll_to_row(find(self._lines, anchor) if anchor != _START else 0)
        self._set_for, self._anchor = self.size, anchor
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Take the place, unless it is the size that has changed and not the reader who scrolls."""
        super().watch_scroll_y(old_value, new_value)
        if self._lines and self._set_for == self.size:
            before, self._anchor = self._anchor, self._lines[self.top].place if self.top else _START
            if before[0] != self._anchor[0]:
                self.post_message(self.PlaceMoved())
            self.repaint_title()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Give the selected text."""
        return selection.extract("\n".join("".join(run.text for run in line.runs) for line in self._lines)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Paint the selection."""
        del selection
        self.forget_painted()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Follow a link that was clicked."""
        url = event.style.meta.get("link")
        if url:
            self.post_message(self.LinkChosen(url))
