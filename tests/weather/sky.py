"""A desk in front of the replica by a clock that the test moves, and the strip that a person would see there."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from msgspec.structs import replace

from reader.config import Names, parse
from reader.newsroom.desk import open_desk
from reader.newsroom.polling import Manner
from reader.newsroom.weather import weather_state
from reader.newsroom.weather_round import refresh_weather
from reader.paths import Paths
from reader.text.dates import KST
from reader.ui.times import Times
from reader.ui.weather import _value, credit

START = datetime(2026, 1, 15, 9, 14, tzinfo=KST)
KMA, OBS, API, METEO = "/XML/*", "/w/renew2021/*", "/1360000/*", "/v1/forecast"
ASKED = {"kma": KMA, "weather.go.kr": OBS, "kma-api": API, "open-meteo": METEO}
LIVE = Manner(due_only=True)
PERSON = Manner(urgency="person")


class Clock:
    def __init__(self):
        self.moment = START

    def __call__(self):
        return self.moment

    def pass_by(self, **span):
        self.moment += timedelta(**span)


class Sky:
    """One window: `round` asks as it would by itself, `strip` is what it shows."""

    def __init__(self, desk, replica, clock):
        self.desk, self.replica, self.clock = desk, replica, clock

    async def round(self, manner=LIVE):
        return await refresh_weather(self.desk, manner)

    async def after(self, manner=LIVE, **span):
        self.clock.pass_by(**span)
        return await self.round(manner)

    def state(self, *names):
        return weather_state(self.desk, names)

    def strip(self, *names):
        state = self.state(*names)
        told = "  ".join(f"{one.name} {_value(one)}" for one in state.stations)
        return f"{told} | {credit(state, Times(self.clock), 200).strip()}"

    def asked(self):
        """How often each provider was asked since the last look."""
        counts = {name: self.replica.count(pattern) for name, pattern in ASKED.items()}
        self.replica.forget()
        return {name: count for name, count in counts.items() if count}


def settings(replica, stations='"서울", "고창", "고창군"', providers=("kma", "weather.go.kr", "open-meteo")):
    listed = ", ".join(f'"{name}"' for name in providers)
    return parse(replica.config(more=f"stations = [{stations}]\nproviders = [{listed}]\n"), "config.toml", Names())


@asynccontextmanager
async def window(folder, replica, clock, **how):
    desk = open_desk(settings(replica, **how), Paths.under(folder), now=clock)
    desk.dice = lambda: 0.0
    desk.config = replace(desk.config, sources=())
    try:
        yield Sky(desk, replica, clock)
    finally:
        await desk.close()
