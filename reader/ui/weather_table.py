"""The table of the weather screen: the strip's stations in their order, then all the others; a cursor over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from reader.locale import say
from reader.model import SkyState
from reader.ui import weather_rows
from reader.ui.pane import Pane, strip_of

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events

    from reader.model import StationRow


class WeatherTable(Pane, inherit_bindings=False):
    """`show` a `SkyState`; the cursor stays with its station."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("sky--mark", "sky--station", "sky--other", "sky--cursor", "sky--low", "sky--high"),
        *("weather--value", "weather--freezing", "weather--cold", "weather--mild", "weather--warm", "weather--hot"),
    }

    @dataclass
    class Moved(Message):
        """The cursor stands on another station."""

    def __init__(self, *, id: str = "sky") -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.state = SkyState()
        self._cursor = 0
        self._columns: tuple[int, weather_rows.Columns] | None = None  # the width they were shared out for

    def show(self, state: SkyState) -> None:
        """Show `state`, painting only if it differs."""
        if state == self.state:
            return
        here = self.current
        self.state = state
        ids = [row.now.station for row in state.rows]
        if here and here.now.station in ids:
            self._cursor = ids.index(here.now.station)
        self._cursor = min(self._cursor, max(len(ids) - 1, 0))
        self._columns = None
        self.forget_painted()
        self.measure()
        self.refresh()

    @property
    def current(self) -> StationRow | None:
        """The station under the cursor."""
        return self.state.rows[self._cursor] if self.state.rows else None

    @property
    def chosen(self) -> list[str]:
        """The ids of the strip's stations, in their order."""
        return [row.now.station for row in self.state.rows if row.chosen]

    def move_to(self, index: int) -> None:
        """Put the cursor on the station at `index`, or the nearest there is."""
        index = min(max(index, 0), len(self.state.rows) - 1)
        if index == self._cursor or not self.state.rows:
            return
        before, self._cursor = self._cursor, index
        self.forget_painted()
        for place in (before, index):
            self.repaint_rows(self._line(place))
        self.bring_into_sight(self._line(index))
        self.post_message(self.Moved())

    def move(self, step: int) -> None:
        """Move the cursor by `step` stations."""
        self.move_to(self._cursor + step)

    def heading(self) -> tuple[str, str]:
        """Give the names of the columns."""
        return weather_rows.heading(self._shape), ""

    def row_count(self) -> int:
        """Count the stations, and the line between the strip's and the others."""
        return len(self.state.rows) + 1

    def row(self, index: int) -> Strip:
        """Paint one station, or the line between."""
        place = index - (index > len(self.chosen))
        if index == len(self.chosen) or place >= len(self.state.rows):
            return self._between()
        row = self.state.rows[place]
        over = "sky--cursor" if place == self._cursor else ""
        parts = [(text, self._style(name, over)) for text, name in weather_rows.row_parts(row, self._shape)]
        fill = self._style("other", over)
        used = strip_of(parts, min(sum(Segment(text).cell_length for text, _ in parts), self.size.width), fill)
        if not self._shape.hours:
            return Strip.join([used, strip_of([], self.size.width - used.cell_length, fill)])
        drawn = weather_rows.day(
            row, self._shape.hours, self.app.console, self._style("low", over), self._style("high", over)
        )
        day = Strip(
            [Segment("  ", fill), *(Segment(one.text, fill + one.style if one.style else fill) for one in drawn)]
        )
        return Strip.join([used, day, strip_of([], self.size.width - used.cell_length - day.cell_length, fill)])

    @property
    def _shape(self) -> weather_rows.Columns:
        """The columns for the width of now, which is known to painting before a resize is told."""
        if self._columns is None or self._columns[0] != self.size.width:
            self._columns = (self.size.width, weather_rows.columns(self.state.rows, self.size.width))
        return self._columns[1]

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the station that was clicked."""
        index = self.top + event.y - 1
        if event.y > 0 and index != len(self.chosen):
            self.move_to(index - (index > len(self.chosen)))

    def _line(self, place: int) -> int:
        """Give the row of the station at `place`."""
        return place + (place >= len(self.chosen))

    def _between(self) -> Strip:
        return strip_of(
            [(f"   {say('ui.weather.others')}", self._style("other"))], self.size.width, self._style("other")
        )

    def _style(self, name: str, over: str = "") -> Style:
        known = name in {"mark", "station", "other", "low", "high"}
        return self.style_of(f"{'sky' if known else 'weather'}--{name}", over)
