"""`nuri weather [PLACE…]`: the strip as a table, as JSON, or on one line in a form of the reader's own.

The network is asked only when a new observation is due. With `--watch` it goes on until it is stopped, and prints again
whenever there is something new.
"""

from __future__ import annotations

import asyncio
import difflib
import sys
from typing import TYPE_CHECKING

from reader.cli import output
from reader.cli.setup import at_desk
from reader.cli.weather_line import filled
from reader.config import Place
from reader.errors import UnknownName
from reader.locale import language, say
from reader.newsroom.polling import Manner
from reader.newsroom.weather import weather_state
from reader.newsroom.weather_round import refresh_weather, weather_due, weather_pages
from reader.text import telling
from reader.text.dates import KST
from reader.text.weather import degrees, whose
from reader.weather.stations import numbers

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from datetime import datetime

    from reader.model import Observation, WeatherState
    from reader.newsroom.desk import Desk

_LONGEST_SLEEP = 60.0


def run(options: argparse.Namespace) -> int:
    """Print the weather of the places that `options` name, or of those configured; 1 where none is held."""
    state = at_desk(options, lambda desk: _told(desk, options))
    return 0 if state.fetched or not state.stations else 1


async def _told(desk: Desk, options: argparse.Namespace) -> WeatherState:
    """Ask if it is time, and print; with `--watch` again and again."""
    _check(options.stations, desk)
    printed: WeatherState | None = None
    while True:
        await refresh_weather(desk, Manner(urgency="person", due_only=True))
        state = _state(desk, options)
        if state != printed:
            _print(state, options)
            printed = state
        if not options.watch:
            _trouble(desk, state)
            return state
        sys.stdout.flush()
        due = weather_due(desk) or desk.now()
        await asyncio.sleep(min(max((due - desk.now()).total_seconds(), 1.0), _LONGEST_SLEEP))


def _trouble(desk: Desk, state: WeatherState) -> None:
    """Say on stderr why nothing is held, where that is so."""
    if state.fetched or not state.stations:
        return
    errors = [page.error for page in weather_pages(desk) if page.error]
    output.note(telling.sentence(*errors[0]) if errors else say("cli.doctor.never"))


def _check(names: Sequence[str], desk: Desk) -> None:
    """Raise UnknownName for a place that neither KMA's stations nor the configuration know."""
    own = {place.name for place in desk.config.weather.stations or () if isinstance(place, Place)}
    for name in names:
        if name not in numbers() and name not in own:
            raise UnknownName("station", name, tuple(difflib.get_close_matches(name, [*own, *numbers()], 3, 0.3)))


def _state(desk: Desk, options: argparse.Namespace) -> WeatherState:
    """Give what is held; JSON has the Korean names and words, whatever language is spoken."""
    return weather_state(desk, options.stations, english=not options.json and language() == "en")


def _print(state: WeatherState, options: argparse.Namespace) -> None:
    if options.json:
        output.document(output.weather(state))
    elif options.format:
        output.line("  ".join(filled(options.format, station, state) for station in state.stations))
    else:
        _table(state)


def line(state: WeatherState) -> str:
    """Give the strip as one line of text with its credit; empty where no weather is wanted."""
    told = "  ".join(f"{station.name} {' '.join(_values(station))}" for station in state.stations)
    return f"{told}  {credit(state)}".strip()


def credit(state: WeatherState) -> str:
    """Say who observed and when, whether that one stands in for another, and that it is old where it is."""
    if state.note:
        return say(state.note)
    parts = whose(state)
    if state.observed:
        parts.append(say("ui.observed", time=_hour(state.observed)))
    elif state.fetched:
        parts.append(say("ui.weather.fetched", time=_hour(state.fetched)))
    if state.stale:
        parts.append(say("cli.old"))
    return " · ".join(parts)


def _hour(moment: datetime) -> str:
    return f"{moment.astimezone(KST):%m.%d %H:%M}"


def _table(state: WeatherState) -> None:
    output.columns([(station.name, *_values(station)) for station in state.stations])
    output.line(credit(state))


def _values(station: Observation) -> tuple[str, str]:
    told = degrees(station.temperature)
    return station.sky or "-", told if station.temperature is None else f"{told}℃"
