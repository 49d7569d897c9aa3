"""The weather strip: whole stations only, the reader's own always there, the others taking turns where room is short.

A turn is one repaint of one line every five seconds; no timer runs while all stations fit. At the right stand who
observed it and when, and its age once it is stale.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.strip import Strip
from textual.widget import Widget

from reader.locale import say
from reader.model import Observation, WeatherState
from reader.text.layout import cells
from reader.ui.pane import ends

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events
    from textual.timer import Timer

    from reader.ui.times import Times

TURN_SECONDS = 5
_GAP = 2
_CREDIT_ROOM = 50  # cells: narrower strips name the hour only
_CREDITS = {"kma": "kma", "weather.go.kr": "kma", "kma-api": "kma", "sample": "kma", "open-meteo": "open_meteo"}


class WeatherStrip(Widget):
    """`show` a `WeatherState`; hidden while there is nothing to show."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"weather--name", "weather--value", "weather--credit", "weather--stale"}

    def __init__(self, times: Times, *, id: str = "weather") -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._times = times
        self._state = WeatherState()
        self._pages: list[tuple[Observation, ...]] = [()]
        self._page = 0
        self._timer: Timer | None = None

    def show(self, state: WeatherState) -> None:
        """Show `state`."""
        self._state = state
        self.set_class(not state.stations and not state.note, "-empty")
        self._arrange()
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
            parts += [(f" {station.name}", name), (f" {_value(station)}", value)]
            parts.append((" " * (_GAP - 1), self.rich_style))
        credit = [(text, self._style("stale" if self._state.stale else "credit")) for text in [self._credit()] if text]
        return ends(parts, credit, self.size.width, self.rich_style)

    def _arrange(self) -> None:
        room = self.size.width - cells(self._credit())
        self._pages = _pages(self._state.stations, self._state.own, room)
        self._page %= len(self._pages)
        if self._timer is not None and not self.turning:
            self._timer.stop()
            self._timer = None
        elif self._timer is None and self.turning:
            self._timer = self.set_interval(TURN_SECONDS, self.turn)

    def _credit(self) -> str:
        state = self._state
        if not state.stations:
            return ""
        known = _CREDITS.get(state.provider)
        parts = [say(f"ui.credit.{known}") if known else say("ui.credit.other", provider=state.provider)]
        if state.observed is not None:
            parts.append(say("ui.observed", time=self._times.near(state.observed)))
        if self.size.width < _CREDIT_ROOM:
            parts = parts[-1:]
        if state.stale and (state.observed or state.fetched):
            parts.append(self._times.age(state.observed or state.fetched or self._times.now()))
        return f"{' · '.join(parts)} "

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"weather--{name}")


def _value(station: Observation) -> str:
    temperature = "-" if station.temperature is None else f"{round(station.temperature, 1) + 0.0:.1f}"
    return f"{station.sky or '-'} {temperature}"


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
