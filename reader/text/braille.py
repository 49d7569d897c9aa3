"""Braille patterns: dots drawn into cells, two wide and four high each; what is drawn belongs to the callers."""

from __future__ import annotations

from collections.abc import Iterable

ACROSS, DOWN = 2, 4
"""How many dots a cell has."""

_BLANK = 0x2800
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # by row and column (Unicode 15, 21.1)


def braille(dots: Iterable[tuple[int, int]], columns: int, rows: int) -> list[str]:
    """Draw `dots` (from the left, from the top) in `rows` lines of `columns` cells; those outside are left out."""
    cells = [[0] * columns for _ in range(rows)]
    for x, y in dots:
        if 0 <= x < columns * ACROSS and 0 <= y < rows * DOWN:
            cells[y // DOWN][x // ACROSS] |= _BITS[y % DOWN][x % ACROSS]
    return ["".join(chr(_BLANK + bits) if bits else " " for bits in row) for row in cells]
