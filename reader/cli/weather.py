"""`nuri weather [STATION…]`: the strip as a table; asks the network only when a new observation is due."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from reader.cli import output
from reader.cli.setup import at_desk
from reader.errors import UnknownName
from reader.locale import say
from reader.newsroom.polling import Manner
from reader.newsroom.weather import weather_state
from reader.newsroom.weather_round import refresh_weather
from reader.text.dates import KST
from reader.weather.stations import numbers

if TYPE_CHECKING:
    import argparse

    from reader.model import Observation, WeatherState
    from reader.newsroom.desk import Desk


def run(options: argparse.Namespace) -> int:
    """Print the weather of the stations that `options` name, or of those configured; 1 where none is held."""
    for name in options.stations:
        if name not in numbers():
            raise UnknownName("station", name, tuple(difflib.get_close_matches(name, numbers(), 3, 0.3)))

    async def work(desk: Desk) -> WeatherState:
        await refresh_weather(desk, Manner(urgency="person", due_only=True))
        return weather_state(desk, options.stations)

    state = at_desk(options, work)
    if options.json:
        output.document(output.weather(state))
    else:
        _table(state)
    return 0 if state.fetched or not state.stations else 1


def line(state: WeatherState) -> str:
    """Give the strip as one line of text with its credit; empty where no weather is wanted."""
    told = "  ".join(f"{station.name} {' '.join(_values(station))}" for station in state.stations)
    return f"{told}  {credit(state)}".strip()


def credit(state: WeatherState) -> str:
    """Say who observed and when, and that it is old where it is."""
    if state.note:
        return say(state.note)
    parts = [say("ui.credit.kma") if state.provider == "kma" else state.provider]
    if state.observed:
        parts.append(say("ui.observed", time=f"{state.observed.astimezone(KST):%m.%d %H:%M}"))
    if state.stale:
        parts.append(say("cli.old"))
    return " · ".join(parts)


def _table(state: WeatherState) -> None:
    output.columns([(station.name, *_values(station)) for station in state.stations])
    output.line(credit(state))


def _values(station: Observation) -> tuple[str, str]:
    return station.sky or "-", "-" if station.temperature is None else f"{station.temperature:.1f}℃"
