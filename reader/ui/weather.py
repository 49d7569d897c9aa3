"""The weather strip: whole stations only, the reader's own always there, the others taking turns where room is short.

A turn is one repaint of one line every five seconds; no timer runs while all stations fit, and nothing is painted that
has not changed. At the right stand who observed it and when, and its age once it is stale. Words only, no glyphs: a
temperature has the colour of its warmth, and below zero and in great heat a form that is seen without colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.strip import Strip
from textual.widget import Widget

from reader.locale import say
from reader.model import Observation, WeatherState
from reader.text.layout import cells
from reader.text.marks import marks
from reader.text.weather import degrees, whose
from reader.ui.pane import ends

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events
    from textual.timer import Timer

    from reader.ui.times import Times

TURN_SECONDS = 5
_GAP = 2
_CREDIT_SHARE = 2  # the credit may take one part in so many; shorter ones are tried until one does
WARMTH = ((0.0, "freezing"), (10.0, "cold"), (20.0, "mild"), (28.0, "warm"))  # up to; above is hot


class WeatherStrip(Widget):
    """`show` a `WeatherState`; hidden while there is nothing to show."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("weather--name", "weather--value", "weather--credit", "weather--stale"),
        *("weather--freezing", "weather--cold", "weather--mild", "weather--warm", "weather--hot"),
    }

    def __init__(self, times: Times, *, id: str = "weather") -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._times = times
        self._state = WeatherState()
        self._credit = ""
        self._pages: list[tuple[Observation, ...]] = [()]
        self._page = 0
        self._timer: Timer | None = None

    def show(self, state: WeatherState) -> None:
        """Show `state`, painting only if that differs from what is shown."""
        before = (self._state, self._credit)
        self._state = state
        self._arrange()
        self.set_class(not state.stations and not state.note, "-empty")
        if (state, self._credit) != before:
            self.refresh()

    @property
    def turning(self) -> bool:
        """Whether stations take turns, because not all of them fit."""
        return len(self._pages) > 1

    @property
    def in_sight(self) -> tuple[Observation, ...]:
        """The stations that are shown now."""
        return self._pages[self._page]

    def turn(self) -> None:
        """Show the stations whose turn is next."""
        self._page = (self._page + 1) % len(self._pages)
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the stations anew."""
        del event
        self._arrange()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Paint the one line."""
        if y:
            return Strip.blank(self.size.width, self.rich_style)
        name, value = self._style("name"), self._style("value")
        parts = [(f" {say(self._state.note)}", value)] if self._state.note and not self._state.stations else []
        for station in self.in_sight:
            parts += [(f" {station.name}", name), (f" {station.sky or '-'} ", value)]
            parts.append((degrees(station.temperature), self._style(warmth(station.temperature))))
            parts.append((" " * (_GAP - 1), self.rich_style))
        marked = self._state.stale or self._state.instead
        credit = [(text, self._style("stale" if marked else "credit")) for text in [self._credit] if text]
        return ends(parts, credit, self.size.width, self.rich_style)

    def _arrange(self) -> None:
        self._credit = credit(self._state, self._times, self.size.width // _CREDIT_SHARE)
        room = self.size.width - cells(self._credit)
        self._pages = _pages(self._state.stations, self._state.own, room)
        self._page %= len(self._pages)
        if self._timer is not None and not self.turning:
            self._timer.stop()
            self._timer = None
        elif self._timer is None and self.turning:
            self._timer = self.set_interval(TURN_SECONDS, self.turn)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"weather--{name}")


def credit(state: WeatherState, times: Times, room: int) -> str:
    """Say whose the values are and how old, the longest way that takes at most `room` cells, else the shortest."""
    who, when = whose(state), _when(state, times)
    if not who:
        return ""
    ways = ([*who, *when], [*who, *when[-1:]], [*who[:1], *when[-1:]], when[-1:] or who)
    told = [f"{marks().between.join(way)} " for way in ways]
    return next((one for one in told if cells(one) <= room), told[-1])


def _when(state: WeatherState, times: Times) -> list[str]:
    """Say the hour (of the observation, else of the answer), and the age where it is stale."""
    moment = state.observed or state.fetched
    if moment is None:
        return []
    hour = say("ui.observed" if state.observed else "ui.weather.fetched", time=times.near(moment))
    return [hour, say("ui.weather.old", age=times.age(moment))] if state.stale else [hour]


def warmth(temperature: float | None) -> str:
    """Name the warmth of a temperature, by which it is coloured; `value` where there is none."""
    if temperature is None:
        return "value"
    return next((name for bound, name in WARMTH if round(temperature, 1) < bound), "hot")


def _value(station: Observation) -> str:
    return f"{station.sky or '-'} {degrees(station.temperature)}"


def _pages(stations: Sequence[Observation], own: int, room: int) -> list[tuple[Observation, ...]]:
    """Share the stations out to pages of at most `room` cells, each beginning with those of the reader's own."""

    def size(station: Observation) -> int:
        return cells(f" {station.name} {_value(station)}") + _GAP - 1

    fixed: list[Observation] = []
    others: list[Observation] = []
    for place, station in enumerate(stations):
        stands = place < own and sum(map(size, fixed)) + size(station) <= room
        (fixed if stands else others).append(station)
    pages: list[tuple[Observation, ...]] = []
    page, used = list(fixed), sum(map(size, fixed))
    for station in others:
        if used + size(station) > room and len(page) > len(fixed):
            pages.append(tuple(page))
            page, used = list(fixed), sum(map(size, fixed))
        if used + size(station) <= room:
            page.append(station)
            used += size(station)
    return [*pages, tuple(page)] if len(page) > len(fixed) or not pages else pages
