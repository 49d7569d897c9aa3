"""The rounds over the weather's providers: one at a time on this machine, whoever of its windows comes first.

A round is begun and ended in the library, since that is what all windows share. What began and never ended, because
its process was killed, is over after a lease. `key` tells configurations apart that ask different providers.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from msgspec import Struct

from reader.library.memory import recall, remember
from reader.library.records import from_iso, iso

LEASE = timedelta(minutes=3)  # longer than the slowest round: four providers of 20 s, sixteen squares among them


class WeatherRound(Struct, frozen=True):
    """The last round: when the next is `due`, until when another window is `asking`, and what came of it.

    `answered`: when a server last answered anything at all; `got`: whether that was an observation. `failures` counts
    rounds in a row that no server answered.
    """

    due: datetime | None = None
    asking: datetime | None = None
    answered: datetime | None = None
    got: bool = False
    failures: int = 0


def weather_round(conn: sqlite3.Connection, key: str) -> WeatherRound:
    """Give the last round; an empty one where there was none."""
    held = recall(conn, f"weather:{key}")
    if not held:
        return WeatherRound()
    due, asking, answered, got, failures = held
    return WeatherRound(from_iso(due), from_iso(asking), from_iso(answered), got, failures)


def begin_weather_round(conn: sqlite3.Connection, key: str, held: WeatherRound, now: datetime) -> bool:
    """Begin a round, unless anyone has begun or ended one since `held` was read; says whether it was begun."""
    last = weather_round(conn, key)
    if last != held or (last.asking and now < last.asking <= now + LEASE):
        return False
    _keep(conn, key, WeatherRound(last.due, now + LEASE, last.answered, last.got, last.failures))
    return True


def end_weather_round(conn: sqlite3.Connection, key: str, done: WeatherRound) -> None:
    """Keep what came of a round, and let others begin the next."""
    _keep(conn, key, done)


def _keep(conn: sqlite3.Connection, key: str, one: WeatherRound) -> None:
    remember(conn, f"weather:{key}", [iso(one.due), iso(one.asking), iso(one.answered), one.got, one.failures])
