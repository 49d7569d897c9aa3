"""The glyphs that the frame is drawn with: one table, in which each has a form in ASCII as well.

All of the first form are one cell wide in every terminal, but for the middle dot, which some of East Asia draw wider
and which therefore only stands between words. Which form is drawn is chosen once, before anything is painted.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct


class Marks(Struct, frozen=True):
    """cut: where text was left out. bar: the cursor. here: the place on the map. between: apart from what precedes.

    bars: the height of a value, from the lowest to the highest. ascii: whether all are.
    """

    cut: str
    bar: str
    unread: str
    saved: str
    chosen: str
    here: str
    between: str
    bars: str
    ascii: bool = False

    def map(self, line: str) -> str:
        """Give a line of Braille (`text.braille`) as it is drawn: in ASCII a cell tells where in it there are dots."""
        return line.translate(_AS_ASCII) if self.ascii else line


DRAWN = Marks("⋯", "▐", "▪", "✦", "▪", "⣿", " · ", "⡀⣀⣄⣤⣦⣶⣷⣿")
ASCII = Marks("~", ">", "*", "+", "*", "@", " - ", "_.-~=+*#", ascii=True)

_UPPER, _LOWER = 0b00011011, 0b11100100  # the dots of a cell's upper and lower half (Unicode 15, 21.1)
_AS_ASCII = {0x2800 + bits: " '.:"[bool(bits & _UPPER) + 2 * bool(bits & _LOWER)] for bits in range(256)}


class _Chosen:
    """The one form of this process; a class only so that it can be changed without `global`."""

    marks: ClassVar[Marks] = DRAWN


def use(*, ascii_only: bool) -> None:
    """Draw with these marks from now on."""
    _Chosen.marks = ASCII if ascii_only else DRAWN


def marks() -> Marks:
    """Give the marks that are drawn now."""
    return _Chosen.marks
