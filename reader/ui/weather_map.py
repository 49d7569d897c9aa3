"""The map of the weather screen: the coast in braille dots, every station a dot in the colour of its warmth.

The station under the cursor is named beside its place, to the right where there is room. Only this widget knows cells;
where places lie is `korea`'s.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual.strip import Strip
from textual.widget import Widget

from reader.text.layout import cells
from reader.text.marks import marks
from reader.text.weather import degrees
from reader.ui.korea import Projection, drawn
from reader.ui.pane import strip_of
from reader.ui.weather import warmth

if TYPE_CHECKING:
    from rich.style import Style

    from reader.model import StationRow


class WeatherMap(Widget):
    """`show` the stations, and which of them is `here`."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("map--coast", "map--station", "map--here", "map--name"),
        *("weather--value", "weather--freezing", "weather--cold", "weather--mild", "weather--warm", "weather--hot"),
    }

    def __init__(self, *, id: str = "map") -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._rows: tuple[StationRow, ...] = ()
        self._here: StationRow | None = None
        self._drawn_for: Projection | None = None
        self._lines: list[str] = []
        self._warm: dict[tuple[int, int], str] = {}

    def show(self, rows: tuple[StationRow, ...], here: StationRow | None) -> None:
        """Show `rows`, and name `here`; painted only where that differs from what is shown."""
        if (rows, here) == (self._rows, self._here):
            return
        if rows != self._rows:
            self._drawn_for = None
        self._rows, self._here = rows, here
        self.refresh()

    @property
    def projection(self) -> Projection:
        """Where places lie at this size."""
        return Projection(self.size.width, self.size.height)

    def render_line(self, y: int) -> Strip:
        """Paint one row of the map."""
        if self._drawn_for != self.projection:  # the size is known here before a resize is told
            self._draw()
        if y >= len(self._lines):
            return Strip.blank(self.size.width, self.rich_style)
        styles = [self._warm.get((x, y), "map--coast") for x in range(self.size.width)]
        shown = list(zip(self._lines[y], styles, strict=False))
        here = self.projection.cell(self._here.longitude, self._here.latitude) if self._here else None
        if self._here and here and here[1] == y:
            shown = self._named(shown, here[0], f" {self._here.now.name} {degrees(self._here.now.temperature)} ")
        parts = [
            ("".join(text for text, _ in run), self._style(name)) for name, run in groupby(shown, lambda one: one[1])
        ]
        return strip_of(parts, self.size.width, self.rich_style)

    def _named(self, shown: list[tuple[str, str]], column: int, label: str) -> list[tuple[str, str]]:
        """Lay the name over the row, to the right of its place, or to the left where it would not fit."""
        wide = cells(label)
        start = column + 1 if column + 1 + wide <= len(shown) else column - wide
        marked = [*shown[:column], (marks().here, "map--here"), *shown[column + 1 :]]
        if start < 0:
            return marked
        return [*marked[:start], (label, "map--name"), *marked[start + wide :]]

    def _draw(self) -> None:
        projection = self._drawn_for = self.projection
        if min(projection.columns, projection.rows) < 1:
            self._lines = []
            return
        dots = frozenset(projection.dot(row.longitude, row.latitude) for row in self._rows)
        self._lines = [marks().map(line) for line in drawn(projection, dots)]
        self._warm = {}
        for row in reversed(self._rows):  # the reader's own, which come first, over all others
            if place := projection.cell(row.longitude, row.latitude):
                warm = warmth(row.now.temperature)
                self._warm[place] = "map--station" if warm == "value" else f"weather--{warm}"

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name)
