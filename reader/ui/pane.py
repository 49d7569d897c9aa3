"""What the three panes share: a title line that stands still, rows by the line API below it, and scrolling by rows.

A pane is one widget: its first line is the title, underlined as a thin rule, so that no glyph of a frame can be drawn
two cells wide. Painted rows are kept until the styles or the width change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from reader.text.layout import cells, fit, truncate

if TYPE_CHECKING:
    from textual import events

Parts = Iterable[tuple[str, Style]]


def strip_of(parts: Parts, width: int, fill: Style) -> Strip:
    """Make a strip of exactly `width` cells from styled texts, cut or filled at the right."""
    segments, used = [], 0
    for text, style in parts:
        shown = truncate(text, width - used)
        if shown:
            segments.append(Segment(shown, style))
            used += cells(shown)
    if used < width:
        segments.append(Segment(" " * (width - used), fill))
    return Strip(segments, width)


def ends(left: Parts, right: Parts, width: int, fill: Style) -> Strip:
    """Make a strip with texts at both ends; the left ones give way."""
    right = tuple(right)
    room = width - sum(cells(text) for text, _ in right)
    if room < 0:
        return strip_of(left, width, fill)
    return Strip.join([strip_of(left, room, fill), strip_of(right, width - room, fill)])


class Pane(ScrollView, can_focus=True, inherit_bindings=False):
    """A titled pane of rows. Subclasses give `heading`, `row_count` and `row`."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"pane--title", "pane--aside"}
    # Those that look otherwise in focus: no row that is kept is painted in them.
    FOCUSED: ClassVar[frozenset[str]] = frozenset({"pane--title"})

    @dataclass
    class Resized(Message):
        """The reader drags the border at the right of a pane."""

        pane: Pane
        width: int

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._painted: dict[object, Strip] = {}
        self._painted_width = 0
        self._dragged = False
        self._styles: dict[tuple[str, str], Style] = {}
        self._former: dict[tuple[str, str], Style] = {}  # in which rows are painted, until they are known to hold still

    def heading(self) -> tuple[str, str]:
        """Give the title, and what stands at the right end of its line."""
        raise NotImplementedError

    def row_count(self) -> int:
        """Count the rows below the title."""
        raise NotImplementedError

    def row(self, index: int) -> Strip:
        """Paint one row, `self.size.width` cells wide."""
        raise NotImplementedError

    def style_of(self, name: str, over: str = "") -> Style:
        """Give the style of the component class `name`, on the background and with the weight of `over`."""
        style = self._styles.get((name, over))
        if style is None:
            style = self._styles[name, over] = self._style_of(name, over)
        return style

    def _style_of(self, name: str, over: str) -> Style:
        style = self.get_component_rich_style(name) if name else self.rich_style
        if not over:
            return style
        above = self.get_component_rich_style(over)
        return style + Style(bgcolor=above.bgcolor, bold=above.bold or None, underline=above.underline or None)

    @property
    def fill(self) -> Style:
        """The style of empty cells; the widget's own, which Textual computes anew at every call."""
        return self.style_of("")

    @property
    def caret(self) -> tuple[int, int]:
        """Where in the pane, in cells and lines, the reader is."""
        return 1, 0

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the border."""
        if self.styles.border_right[0] and event.screen_x == self.region.right - 1:
            self._dragged = True
            self.capture_mouse()
            event.stop()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the border."""
        if self._dragged:
            self.post_message(self.Resized(self, int(event.screen_x) - self.region.x + 1))

    def on_mouse_up(self) -> None:
        """Let the border go."""
        if self._dragged:
            self._dragged = False
            self.release_mouse()

    @property
    def top(self) -> int:
        """The first row in sight."""
        return round(self.scroll_y)

    @property
    def page(self) -> int:
        """How many rows are in sight."""
        return max(self.size.height - 1, 1)

    def render_line(self, y: int) -> Strip:
        """Paint the line `y` of what is in sight."""
        if self.size.width != self._painted_width:  # known here before the resize is told
            self.forget_painted()
            self._painted_width = self.size.width
        if self._former:
            self._forget_restyled()
        if y == 0:
            return self.title_line()
        index = self.top + y - 1
        return self.row(index) if index < self.row_count() else Strip.blank(self.size.width, self.fill)

    def repaint_rows(self, first: int, count: int = 1) -> None:
        """Have the rows painted anew, those of them that are in sight."""
        start = max(first - self.top, 0) + 1
        stop = min(first + count - self.top + 1, self.size.height)
        if start < stop:
            self.refresh(Region(0, start, self.size.width, stop - start))

    def repaint_title(self) -> None:
        """Have the title line painted anew."""
        self.refresh(Region(0, 0, self.size.width, 1))

    def measure(self) -> None:
        """Tell Textual how high the whole is; to be called whenever `row_count` has changed.

        Set without its watchers, which would lay out the whole screen: a pane's own size never follows its content.
        """
        self.set_reactive(Pane.virtual_size, Size(self.size.width, self.row_count() + 1))
        if self.top > self.max_scroll_y:
            self.scroll_to_row(self.max_scroll_y)

    def scroll_to_row(self, row: int) -> None:
        """Put `row` at the top, as far as there is enough below it."""
        self.scroll_to(y=min(max(row, 0), self.max_scroll_y), animate=False, force=True, immediate=True)

    def bring_into_sight(self, first: int, count: int = 1) -> None:
        """Scroll where the rows are out of sight: by half a pane at least, so that most steps repaint two lines."""
        if first < self.top:
            self.scroll_to_row(min(first, self.top - self.page // 2))
        elif first + count > self.top + self.page:
            self.scroll_to_row(min(first, max(first + count - self.page, self.top + self.page // 2)))

    def forget_painted(self) -> None:
        """Drop every painted row."""
        self._painted.clear()

    def notify_style_update(self) -> None:
        """Paint anew what looks otherwise now; Textual has not worked out the component classes yet."""
        super().notify_style_update()
        self._former = self._former or self._styles
        self._styles = {}

    def _forget_restyled(self) -> None:
        """Drop what was painted if it looks otherwise now; a change of focus leaves most rows as they are."""
        former, self._former = self._former, {}
        if any(self.style_of(*names) != style for names, style in former.items() if self.FOCUSED.isdisjoint(names)):
            self.forget_painted()

    def on_resize(self, event: events.Resize) -> None:
        """Measure again for the new width."""
        del event
        self.forget_painted()
        self.resized()

    def resized(self) -> None:
        """Do what a new size asks for."""
        self.measure()

    def title_line(self) -> Strip:
        """Paint the title over its rule."""
        name, aside = self.heading()
        right = f" {aside} " if aside else ""
        room = max(self.size.width - cells(right), 0)
        left = f" {fit(name, max(room - 1, 0))}"  # one run with its spaces: the rule is drawn under all of it
        parts = [(left, self.style_of("pane--title")), (right, self.style_of("pane--aside", "pane--title"))]
        return strip_of(parts, self.size.width, self.style_of("pane--title"))
