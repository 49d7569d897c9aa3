"""The map of Korea in braille dots: the coast drawn into cells of two by four dots, and where a place lies in them.

The coast is korea.json beside this file (Natural Earth, public domain). Longitudes are drawn narrower by the cosine of
the middle latitude, so that a degree is as long in both directions; a dot is as high as wide where a cell is twice so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from math import cos, radians
from typing import Any

from msgspec import Struct

from reader.text.braille import ACROSS, DOWN, braille

Point = tuple[float, float]  # longitude, latitude


class Projection(Struct, frozen=True):
    """From degrees to dots: the whole map at its largest within `columns` by `rows` cells, in their middle."""

    columns: int
    rows: int

    @property
    def _scale(self) -> float:
        """Dots a degree of latitude."""
        west, south, east, north = _korea().bounds
        wide, high = self.columns * ACROSS - 1, self.rows * DOWN - 1
        return max(min(wide / ((east - west) * _squeeze()), high / (north - south)), 0.0)

    def dot(self, longitude: float, latitude: float) -> tuple[int, int]:
        """Give the dot of a place, from the left and from the top; it may lie outside."""
        west, south, east, north = _korea().bounds
        scale = self._scale
        left = (self.columns * ACROSS - 1 - (east - west) * _squeeze() * scale) / 2
        top = (self.rows * DOWN - 1 - (north - south) * scale) / 2
        return round(left + (longitude - west) * _squeeze() * scale), round(top + (north - latitude) * scale)

    def cell(self, longitude: float, latitude: float) -> tuple[int, int] | None:
        """Give the cell of a place, column and row; None outside the map."""
        x, y = self.dot(longitude, latitude)
        column, row = x // ACROSS, y // DOWN
        return (column, row) if 0 <= column < self.columns and 0 <= row < self.rows else None


def drawn(projection: Projection, marks: frozenset[tuple[int, int]] = frozenset()) -> list[str]:
    """Draw the coast, and `marks` (dots) beside it; a line of braille a row, each exactly as wide as the map."""
    return braille((*_coast(projection), *marks), projection.columns, projection.rows)


@lru_cache(maxsize=2)  # 30 KiB for each size
def _coast(projection: Projection) -> tuple[tuple[int, int], ...]:
    dots: dict[tuple[int, int], None] = {}
    for dashed, points in _korea().lines:
        on_map = [projection.dot(*point) for point in points]
        for start, end in pairwise(on_map):
            dots |= dict.fromkeys(dot for place, dot in enumerate(_between(start, end)) if not (dashed and place % 2))
    return tuple(dots)


def _between(start: tuple[int, int], end: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Give the dots of a straight line, both ends included."""
    steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
    for step in range(steps + 1):
        yield round(start[0] + (end[0] - start[0]) * step / steps), round(start[1] + (end[1] - start[1]) * step / steps)


class _Korea(Struct, frozen=True):
    """The outline: lines of places, dashed where they are no coast of the south; bounds west, south, east, north."""

    lines: tuple[tuple[bool, tuple[Point, ...]], ...]
    bounds: tuple[float, float, float, float]


@cache
def _korea() -> _Korea:
    tree: dict[str, Any] = json.loads((files("reader.ui") / "korea.json").read_text(encoding="utf-8"))
    lines = tuple((line["kind"] != "coast", tuple(map(tuple, line["points"]))) for line in tree["lines"])
    return _Korea(lines, tuple(tree["bbox"]))


@cache
def _squeeze() -> float:
    _, south, _, north = _korea().bounds
    return cos(radians((south + north) / 2))
