"""The article pane: one widget that paints the lines of `typeset`, keeps the place, and lets text be selected.

The place is a block and a distance into it, taken whenever the reader scrolls; a new width or a new state of the same
article comes back to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from reader.locale import say
from reader.model import ArticleState
from reader.ui.finding import Mark, hits
from reader.ui.pane import Pane
from reader.ui.typeset import Line, Place, find, minutes_to_read, typeset

if TYPE_CHECKING:
    from textual import events
    from textual.selection import Selection

    from reader.ui.times import Times

_MARGIN = 2
NARROWEST, WIDEST = 24, 160
_FAR = 1 << 30  # past the end of any line
_START: Place = (-1, 0)
_ROLES = (
    *("title", "subtitle", "byline", "stale", "text", "heading", "quote", "caption", "code"),
    *("table", "table-head", "link", "footnote", "footnote-link", "note", "hit", "hit-now", "skeleton"),
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
        self.centred = False
        self._minutes = 0
        self._wanted = ""
        self._hits: list[tuple[Mark, ...]] = []
        self._hit = 0
        self._marked_on: dict[int, list[tuple[int, int, int]]] = {}  # by line: where a hit begins and ends, and which

    @property
    def state(self) -> ArticleState:
        """What is shown now."""
        return self._state

    @property
    def shown(self) -> str:
        """The id of the article that is shown, or an empty string."""
        return self._state.article.headline.id if self._state.article else ""

    @property
    def caret(self) -> tuple[int, int]:
        """The first line of the text in sight."""
        return self._margin, min(1, self.size.height - 1)

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
            self._wanted = ""
        self.resized()

    def scroll_rows(self, rows: int) -> None:
        """Scroll by `rows` lines."""
        self.scroll_to_row(self.top + rows)

    def scroll_page(self, pages: int) -> None:
        """Scroll by `pages` panes, two lines of the old one staying in sight."""
        self.scroll_rows(pages * max(self.page - 2, 1))

    # Finding

    @property
    def finding(self) -> bool:
        """Whether something is looked for, with or without success."""
        return bool(self._wanted)

    @property
    def found(self) -> tuple[int, int]:
        """Which hit is shown, counted from 1, and how many there are."""
        return (self._hit + 1 if self._hits else 0), len(self._hits)

    def find(self, wanted: str) -> None:
        """Look for `wanted` from the top line on; nothing wanted ends it."""
        self._wanted = wanted.strip()
        self._look()
        self._hit = next((number for number, hit in enumerate(self._hits) if hit[0].line >= self.top), 0)
        self._show_hit()

    def _look(self) -> None:
        self._hits = hits(self._lines, self._wanted)
        self._marked_on = {}
        for number, hit in enumerate(self._hits):
            for mark in hit:
                self._marked_on.setdefault(mark.line, []).append((mark.start, mark.end, number))

    def next_hit(self, step: int) -> None:
        """Go to the next hit, from the last to the first."""
        if self._hits:
            self._hit = (self._hit + step) % len(self._hits)
        self._show_hit()

    def _show_hit(self) -> None:
        self.forget_painted()
        self.refresh()
        if self._hits:
            self.bring_into_sight(self._hits[self._hit][0].line)

    # Width

    @property
    def text_width(self) -> int:
        """How many cells a line of text may have."""
        return self._text_width

    def set_text(self, width: int, *, centred: bool) -> None:
        """Set the text `width` cells wide, at the left or in the middle of the pane; the place is kept."""
        self._text_width, self.centred = max(NARROWEST, min(width, WIDEST)), centred
        self.resized()

    # Painting

    def heading(self) -> tuple[str, str]:
        """Name the pane; at the right the hit that is shown, else the time it takes to read and how far that is."""
        if self.finding:
            here, count = self.found
            return say("ui.found", wanted=self._wanted), f"{here}/{count}" if count else say("ui.not_found")
        minutes = say("ui.minutes", count=self._minutes) if self._minutes else ""
        read = self._read_share()
        return say("ui.article"), "  ".join(part for part in (minutes, f"{read}%" if read else "") if part)

    def _read_share(self) -> int:
        """How much of the text has been in sight, in per cent; 0 where all of it is."""
        total = self.row_count()
        return min(self.top + self.page, total) * 100 // total if self.max_scroll_y and total else 0

    def title_line(self) -> Strip:
        """Paint the title; its rule, as far as the text is read, in the accent."""
        strip, cut = super().title_line(), self.size.width * self._read_share() // 100
        if not cut:
            return strip
        read, rest = strip.crop(0, cut), strip.crop(cut, self.size.width)
        return Strip.join([read.apply_style(Style(color=self.style_of("pane--aside").color)), rest])

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
        marks = [
            (start, end, self.style_of("article--hit-now" if number == self._hit else "article--hit"))
            for start, end, number in self._marked_on.get(index, ())
        ]
        if selection and (selected := selection.get_span(index)):
            start, end = selected
            marks.append((start, _FAR if end == -1 else end, self.screen.get_component_rich_style("screen--selection")))
        body = Strip(list(self._segments(self._lines[index], marks))).apply_offsets(0, index)
        margin = Segment(" " * self._margin, self.fill)
        return Strip([margin, *body]).crop_extend(0, self.size.width, self.fill)

    def _segments(self, line: Line, marks: list[tuple[int, int, Style]]) -> Iterator[Segment]:
        at = 0
        for run in line.runs:
            style = self.style_of(f"article--{run.style}")
            if run.url:
                style += Style.from_meta({"link": run.url})
            yield from _marked(run.text, style, [(start - at, end - at, mark) for start, end, mark in marks])
            at += len(run.text)

    @property
    def measure_of_text(self) -> int:
        """How many cells a line of text has now."""
        return max(min(self._text_width, self.size.width - 2 * _MARGIN), 2)

    @property
    def _margin(self) -> int:
        return (self.size.width - self.measure_of_text) // 2 if self.centred or self.has_class("-centred") else _MARGIN

    def resized(self) -> None:
        """Set the lines for the present size, and come back to the place."""
        if not self.size.width:
            return
        anchor, before = self._anchor, self._lines
        self.forget_painted()
        self._lines = typeset(self._state, self.measure_of_text, self._times)
        self._minutes = minutes_to_read(self._state.article.text) if self._state.article else 0
        self._look()
        self._hit = min(self._hit, max(len(self._hits) - 1, 0))
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


def _marked(text: str, style: Style, marks: list[tuple[int, int, Style]]) -> Iterator[Segment]:
    """Cut a run where marks begin and end; of marks in one place the last is seen."""
    edges = {min(max(edge, 0), len(text)) for start, end, _ in marks for edge in (start, end)}
    cuts = sorted(edges | {0, len(text)})
    for first, last in pairwise(cuts):
        over = [mark for start, end, mark in marks if start <= first and last <= end]
        yield Segment(text[first:last], style + over[-1] if over else style)
