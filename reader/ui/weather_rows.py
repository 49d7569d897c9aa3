"""How a station looks in the weather screen's table: its columns for a width, and its day as a sparkline.

What does not fit gives way from the right: first the day, then wind, then rain; the last two stand only where any
station tells of them. The sparkline is Textual's; it knows no gaps, so it is drawn of the hours that are held, and each
bar is put at its hour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from rich.segment import Segment
from textual.renderables.sparkline import Sparkline

from reader.locale import say
from reader.text.layout import cells, fit
from reader.text.marks import marks
from reader.text.weather import degrees
from reader.ui.weather import warmth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.style import Style

    from reader.model import StationRow

_NAMES, _SKIES = (6, 16), (4, 16)  # cells: at least and at most
_GUTTER, _GAP = 3, 2
_LEAST_HOURS = 8
_ITS_BARS = Sparkline.BARS
_COLUMNS = ("temperature", "change", "rain", "wind")
_WIDTHS = {"temperature": 5, "change": 5, "rain": 6, "wind": 7}


class Columns(Struct, frozen=True):
    """How wide each column is, in cells; those without room are 0. `hours` of the day are drawn."""

    name: int
    sky: int
    numbers: tuple[tuple[str, int], ...]
    hours: int


def columns(rows: Sequence[StationRow], width: int) -> Columns:
    """Share `width` out among the columns that these rows need."""
    name = _widest([row.now.name for row in rows] + [say("ui.weather.station")], *_NAMES)
    sky = _widest([row.now.sky or "-" for row in rows] + [say("ui.weather.sky")], *_SKIES)
    room = width - _GUTTER - name - _GAP - sky
    numbers = []
    for column in _told(rows):
        wide = max(_WIDTHS[column], cells(say(f"ui.weather.{column}"))) + _GAP
        if wide > room:
            break
        numbers.append((column, wide))
        room -= wide
    hours = min(room - _GAP - 1, 24)
    return Columns(name, sky, tuple(numbers), hours if hours >= _LEAST_HOURS else 0)


def heading(shape: Columns) -> str:
    """Print the names of the columns."""
    names = [fit(say("ui.weather.station"), shape.name), " " * _GAP, fit(say("ui.weather.sky"), shape.sky)]
    names += [_right(say(f"ui.weather.{column}"), wide) for column, wide in shape.numbers]
    if shape.hours:
        names.append(f"{' ' * _GAP}{fit(say('ui.weather.day'), shape.hours)}")
    return f"{' ' * (_GUTTER - 1)}{''.join(names)}"


def row_parts(row: StationRow, shape: Columns) -> list[tuple[str, str]]:
    """Print one station, without its day: texts with the names of their styles."""
    name = "station" if row.chosen else "other"
    parts = [(f" {marks().chosen if row.chosen else ' '} ", "mark"), (fit(row.now.name, shape.name), name)]
    parts.append((" " * _GAP + fit(row.now.sky or "-", shape.sky), name))
    told = {
        "temperature": (degrees(row.now.temperature), warmth(row.now.temperature)),
        "change": (_signed(row.change), name),
        "rain": (_measured(row.now.rain, "mm"), name),
        "wind": (_measured(row.now.wind, "m/s"), name),
    }
    for column, wide in shape.numbers:
        text, style = told[column]
        parts += [(" " * (wide - cells(text)), name), (text, style)]
    return parts


def day(row: StationRow, hours: int, console: Console, low: Style, high: Style) -> list[Segment]:
    """Draw the last `hours` of a station's day, a cell an hour; an hour that is not held is left empty."""
    values = row.day[-hours:]
    held = [value for value in values if value is not None]
    empty = [Segment(" ") for _ in range(hours)]
    if not held or low.color is None or high.color is None:
        return empty
    line = Sparkline(held, width=len(held), min_color=low.color, max_color=high.color)
    drawn_as = str.maketrans(_ITS_BARS, marks().bars)  # its own are two cells wide in some terminals
    bars = iter([Segment(one.text.translate(drawn_as), one.style) for one in console.render(line) if one.text.strip()])
    drawn = [Segment(" ") if value is None else next(bars) for value in values]
    return [*empty[: hours - len(drawn)], *drawn]


def _told(rows: Sequence[StationRow]) -> list[str]:
    """Name the columns of which any station tells anything; temperature and change always stand."""
    rain = any(row.now.rain is not None for row in rows)
    wind = any(row.now.wind is not None for row in rows)
    return [name for name in _COLUMNS if (name != "rain" or rain) and (name != "wind" or wind)]


def _widest(texts: list[str], least: int, most: int) -> int:
    return min(max(map(cells, texts), default=least), most) if texts else least


def _right(text: str, wide: int) -> str:
    return " " * max(wide - cells(text), 0) + text


def _signed(value: float | None) -> str:
    return "" if value is None else f"{round(value, 1) + 0.0:+.1f}"


def _measured(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:.1f}{unit}"
