"""Where a picture stands: a drawing in the middle, painted cell by cell, or a sentence while there is none.

What a terminal draws by a protocol of its own is sent after the cells below it were painted, each time they are, since
painting wipes it out. Textual's own way of writing is used, so that nothing comes between.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from reader.model import Drawing
from reader.text.layout import cells, wrap
from reader.ui.pane import strip_of
from reader.ui.terminal import write_to_terminal

if TYPE_CHECKING:
    from textual import events
    from textual.geometry import Region, Size

_HALF = "▀"  # two cells wide in some terminals of East Asia, which can be given dots instead
_WIPED = "\x1b_Ga=d,d=A,q=2\x1b\\"  # kitty: take every picture off the screen and forget it


class Canvas(Widget):
    """`show` a drawing or a sentence."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"canvas--note", "canvas--ink"}

    @dataclass
    class Sized(Message):
        """The room for pictures has another size, in cells."""

        size: Size

    def __init__(self, *, id: str = "canvas") -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._shown: Drawing | str = ""
        self._owed = False

    @property
    def shown(self) -> Drawing | str:
        """What is shown now."""
        return self._shown

    def show(self, shown: Drawing | str) -> None:
        """Show `shown` in the place of what was there."""
        self._wipe()
        self._shown = shown
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Tell of the new size; what was drawn for the old one stands until it is drawn anew."""
        self._wipe()
        self.post_message(self.Sized(event.size))

    def on_unmount(self) -> None:
        """Leave nothing behind."""
        self._wipe()

    def _wipe(self) -> None:
        if isinstance(self._shown, Drawing) and self._shown.sequence.startswith("\x1b_G"):
            write_to_terminal(self.app, _WIPED)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint the cells, and owe the terminal what it draws itself."""
        if isinstance(self._shown, Drawing) and self._shown.sequence and not self._owed:
            self._owed = True
            self.call_after_refresh(self._send)
        return super().render_lines(crop)

    def _send(self) -> None:
        self._owed = False
        drawing = self._shown
        if isinstance(drawing, Drawing) and self.is_attached and self.screen.is_current and self._fits(drawing):
            left, top = self._corner(drawing)
            x, y = self.content_region.x + left + 1, self.content_region.y + top + 1
            write_to_terminal(self.app, f"\x1b7\x1b[{y};{x}H{drawing.sequence}\x1b8")

    def _fits(self, drawing: Drawing) -> bool:
        return drawing.columns <= self.size.width and drawing.rows <= self.size.height

    def _corner(self, drawing: Drawing) -> tuple[int, int]:
        """Give the place of the first cell, so that the drawing stands in the middle."""
        return max(self.size.width - drawing.columns, 0) // 2, max(self.size.height - drawing.rows, 0) // 2

    def render_line(self, y: int) -> Strip:
        """Paint one line."""
        if isinstance(self._shown, str):
            return self._note_line(y)
        drawing, (left, top) = self._shown, self._corner(self._shown)
        row = y - top
        if not 0 <= row < drawing.rows or drawing.sequence:
            return Strip.blank(self.size.width, self.rich_style)
        drawn = self._pixel_row(drawing, row) if drawing.pixels else [self._ink_row(drawing, row)]
        strip = Strip([Segment(" " * left, self.rich_style), *drawn])
        return strip.crop_extend(0, self.size.width, self.rich_style)

    def _note_line(self, y: int) -> Strip:
        lines = wrap(self._shown, self.size.width - 4) if isinstance(self._shown, str) else []
        place = y - max(self.size.height - len(lines), 0) // 2
        text = lines[place] if 0 <= place < len(lines) else ""
        before = " " * (max(self.size.width - cells(text), 0) // 2)
        style = self.get_component_rich_style("canvas--note")
        return strip_of([(before, style), (text, style)], self.size.width, self.rich_style)

    def _ink_row(self, drawing: Drawing, row: int) -> Segment:
        return Segment(drawing.lines[row], self.get_component_rich_style("canvas--ink"))

    @staticmethod
    def _pixel_row(drawing: Drawing, row: int) -> list[Segment]:
        """Paint a row of cells from its two rows of pixels, cells of the same colours at once."""
        wide = drawing.columns * 3
        upper, lower = (drawing.pixels[start : start + wide] for start in (2 * row * wide, (2 * row + 1) * wide))
        pairs = ((upper[at : at + 3], lower[at : at + 3]) for at in range(0, wide, 3))
        return [
            Segment(_HALF * len(list(same)), Style.from_color(Color.from_rgb(*above), Color.from_rgb(*below)))
            for (above, below), same in groupby(pairs)
        ]
