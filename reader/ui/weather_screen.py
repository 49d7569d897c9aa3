"""The weather screen (`w`): every station in a table, the map of Korea beside it; the strip's stations are chosen here.

A choice holds at once and is kept in the configuration; where that fails the reader is told, and nothing has changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from reader.errors import NuriError
from reader.locale import say
from reader.text.marks import marks
from reader.text.telling import tell
from reader.ui.keys import press_latin
from reader.ui.weather import credit
from reader.ui.weather_map import WeatherMap
from reader.ui.weather_table import WeatherTable

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from reader.ui.service import Service
    from reader.ui.times import Times


class WeatherScreen(Screen[None]):
    """The table and the map, in front of a `service`."""

    CSS_PATH = "weather.tcss"
    AUTO_FOCUS = "#sky"
    HEARS = frozenset({"weather"})  # the news after which it is shown anew
    HORIZONTAL_BREAKPOINTS = [(0, "-stacked"), (100, "-beside")]  # noqa: RUF012 - Textual declares it without ClassVar
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("g,home", "move(-1000)", show=False),
        Binding("G,end", "move(1000)", show=False),
        Binding("space,enter", "choose", show=False),
        Binding("J,shift+down,ctrl+down,plus", "carry(1)", show=False),
        Binding("K,shift+up,ctrl+up,minus", "carry(-1)", show=False),
        Binding("q,escape,w", "leave", show=False),
    ]

    def __init__(self, service: Service, times: Times) -> None:
        super().__init__()
        self._service = service
        self._times = times
        self._head = Static(id="sky-head")
        self.table = WeatherTable()
        self.map = WeatherMap()

    def compose(self) -> ComposeResult:
        """Lay table and map out; the style sheet places them by width."""
        yield self._head
        yield Container(self.table, self.map, id="sky-panes")
        yield Static(Content(say("ui.weather.hints")), id="sky-hints")

    def on_mount(self) -> None:
        """Show what is held."""
        self.renew()

    def renew(self) -> None:
        """Show the weather of this moment."""
        state = self._service.weather_table()
        told = credit(state.strip, self._times, self.size.width or 1) or say(state.strip.note or "ui.note.no_weather")
        sample = f" {say('ui.sample')}" if state.strip.sample else ""
        head = f" {say('ui.weather.title')}{sample}{marks().between}{told}"
        if self._head.content != Content(head):
            self._head.update(Content(head))
        self.table.show(state)
        self._point()

    async def on_key(self, event: events.Key) -> None:
        """Take the Hangul layout's keys here as well."""
        await press_latin(self.app, event)

    def action_leave(self) -> None:
        """Go back to the paper."""
        self.dismiss()

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self.table.move(step)

    async def action_choose(self) -> None:
        """Put the station under the cursor onto the strip, as its last, or take it off."""
        if here := self.table.current:
            name, chosen = here.now.station, self.table.chosen
            await self._choose([one for one in chosen if one != name] if here.chosen else [*chosen, name])

    async def action_carry(self, step: int) -> None:
        """Give the station under the cursor another place on the strip; the first always stands."""
        here, chosen = self.table.current, self.table.chosen
        if here is None or not here.chosen:
            return
        place = chosen.index(here.now.station)
        if 0 <= place + step < len(chosen):
            chosen.insert(place + step, chosen.pop(place))
            await self._choose(chosen)

    async def _choose(self, ids: list[str]) -> None:
        try:
            await self._service.choose_stations(ids)
        except NuriError as error:
            self.notify(tell(error), severity="warning", markup=False)
        self.renew()

    @on(WeatherTable.Moved)
    def _point(self) -> None:
        """Name the station under the cursor on the map."""
        self.map.show(self.table.state.rows, self.table.current)
