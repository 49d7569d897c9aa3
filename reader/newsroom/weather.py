"""What is held of the weather, as the strip and the weather screen show it: in the reader's order, with its age.

A station has the values of that station or none. The reader's first provider stands for three hours; after that the
newest observation of any provider does, and is named as standing in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from reader.config import Place
from reader.library import observations
from reader.library.weather import day
from reader.model import Freshness, Observation, Observations, SkyState, StationRow, WeatherState
from reader.newsroom.weather_plan import BY_PLACE, Plan, chosen_of, place_key, plan_of
from reader.weather import sky
from reader.weather.stations import stations

if TYPE_CHECKING:
    from reader.config import WeatherSettings
    from reader.newsroom.desk import Desk

Held = tuple[Observations, Freshness]

STANDS = timedelta(hours=3)
"""How long after it was fetched the first provider's copy stands before any other's."""
_HOUR = timedelta(hours=1)
_HOURS = 24
_ABOUT = timedelta(minutes=20)  # an hour ago is forty to eighty minutes ago


def weather_state(desk: Desk, names: Sequence[str] = (), *, english: bool = False) -> WeatherState:
    """Give what is held of the weather for the chosen stations, or for those `names`; never of any other place.

    `names` are those of stations, or of places of the configuration. With `english`, names and skies are English.
    """
    settings = desk.config.weather
    if settings.stations == () and not names:
        return WeatherState(sample=desk.sample, note="weather.none")
    wanted = _named(settings, names) if names else chosen_of(settings.stations)
    plan = plan_of(settings)
    plan = replace(plan, stations=tuple(one for one in wanted if isinstance(one, str)))
    main, places = _standing(desk, plan), _places(desk, plan)
    told = _values(main, places)
    rows = tuple(_shown(one, told, english=english) for one in wanted)
    return _credited(desk, plan, main, places if _has_place(wanted) else None, rows)


def sky_state(desk: Desk, *, english: bool = False) -> SkyState:
    """Give the weather screen: the strip's stations in its order, then all others, each with its day."""
    strip = weather_state(desk, english=english)
    chosen = chosen_of(desk.config.weather.stations)
    others = [number for number in stations() if number not in chosen]
    plan = plan_of(desk.config.weather)
    main, places = _standing(desk, replace(plan, stations=tuple(stations()))), _places(desk, plan)
    told = _values(main, places)
    of_stations = _day(desk, main[0].provider) if main else _Day()
    of_places = _day(desk, BY_PLACE) if places else _Day()
    rows = [
        _row(
            one,
            _shown(one, told, english=english),
            of_places if isinstance(one, Place) else of_stations,
            chosen=one in chosen,
        )
        for one in (*chosen, *others)
    ]
    return SkyState(strip, tuple(rows))


def stands(desk: Desk, plan: Plan) -> bool:
    """Say whether the first provider's copy is good: fetched in the last hours, with any station that is wanted."""
    held = desk.library.read(observations, desk.now(), plan.first) if plan.first else None
    if held is None or held[1].fetched is None or desk.now() - held[1].fetched > STANDS:
        return False
    return any(one.station in plan.stations for one in held[0].stations)


def _named(settings: WeatherSettings, names: Sequence[str]) -> tuple[str | Place, ...]:
    """Find what `names` name: a place of the reader's own first."""
    own = {place.name: place for place in settings.stations or () if isinstance(place, Place)}
    return chosen_of([own.get(name, name) for name in names])


def _standing(desk: Desk, plan: Plan) -> Held | None:
    """Give the copy that stands for the stations: the first provider's while it is good, else the newest of any."""
    if stands(desk, plan):
        return desk.library.read(observations, desk.now(), plan.first)
    found = [desk.library.read(observations, desk.now(), name) for name, _ in plan.chain]
    able = [one for one in found if one and any(row.station in plan.stations for row in one[0].stations)]
    return max(able, key=_moment, default=None)


def _places(desk: Desk, plan: Plan) -> Held | None:
    return desk.library.read(observations, desk.now(), BY_PLACE) if plan.places and plan.by_place else None


def _moment(held: Held) -> datetime:
    found = held[0].observed or held[1].fetched
    assert found is not None  # noqa: S101 - the library gives every copy the moment it was fetched
    return found


def _values(main: Held | None, places: Held | None) -> dict[str, Observation]:
    """Put what is known under station numbers and the places' keys, which never meet."""
    of_places = {one.station: one for one in places[0].stations if "," in one.station} if places else {}
    return of_places | ({one.station: one for one in main[0].stations if "," not in one.station} if main else {})


def _key(one: str | Place) -> str:
    return place_key(one) if isinstance(one, Place) else one


def _has_place(wanted: Sequence[str | Place]) -> bool:
    return any(isinstance(one, Place) for one in wanted)


def _shown(one: str | Place, told: dict[str, Observation], *, english: bool) -> Observation:
    """Give a station under the name that the table has for its number, a place under the reader's; values or none."""
    name = one.name if isinstance(one, Place) else stations()[one].english if english else stations()[one].name
    found = told.get(_key(one), Observation(_key(one), name))
    word = sky.in_english(found.sky) if english and found.sky else found.sky
    return replace(found, name=name, sky=word)


def _credited(
    desk: Desk, plan: Plan, main: Held | None, places: Held | None, rows: tuple[Observation, ...]
) -> WeatherState:
    """Say whose the values are and how old: of two copies the older speaks where either is stale."""
    settings = desk.config.weather
    held = [one for one in (main, places) if one]
    own = 1 if settings.stations else 0  # how many stations always stand at the left: the reader's first
    if not held:
        return WeatherState(stations=rows, own=own, sample=desk.sample, note="ui.note.no_weather")
    stale = any(one[1].stale for one in held)
    said = min(held, key=_moment) if stale else held[0]
    provider = held[0][0].provider
    return WeatherState(
        provider=provider,
        observed=said[0].observed,
        fetched=said[1].fetched,
        stations=rows,
        own=own,
        stale=stale,
        sample=desk.sample,
        instead=main is not None and provider != plan.first,
        partner=BY_PLACE if main and places and provider != BY_PLACE else "",
    )


class _Day(Struct, frozen=True):
    """A provider's day: each station's temperature by hours before now (0: the hour that ends now), and an hour ago.

    `last` and `before` are those of the newest answer and of one an hour before it.
    """

    hours: tuple[dict[str, float], ...] = ()
    last: Mapping[str, float] = field(default_factory=dict)
    before: Mapping[str, float] = field(default_factory=dict)

    def of(self, key: str) -> tuple[float | None, ...]:
        """Give a station's day, the oldest hour first."""
        return tuple(hour.get(key) for hour in reversed(self.hours))

    def change(self, key: str) -> float | None:
        """Give the difference to an hour ago."""
        known = key in self.last and key in self.before
        return round(self.last[key] - self.before[key], 1) if known else None


def _day(desk: Desk, provider: str) -> _Day:
    """Read a provider's day."""
    now = desk.now()
    told = [
        (moment, {each.station: each.temperature for each in one.stations if each.temperature is not None})
        for moment, one in desk.library.read(day, provider)
    ]
    hours: tuple[dict[str, float], ...] = tuple({} for _ in range(_HOURS))
    for moment, values in told:  # the oldest first: of two in one hour the newer stays
        back = int((now - moment) / _HOUR)
        if moment <= now and back < _HOURS:
            hours[back].update(values)
    if not told:
        return _Day(hours)
    last, values = told[-1]
    before = [earlier for moment, earlier in told if abs(last - moment - _HOUR) <= _ABOUT]
    return _Day(hours, values, before[-1] if before else {})


def _row(one: str | Place, now: Observation, held: _Day, *, chosen: bool) -> StationRow:
    place = one if isinstance(one, Place) else stations()[one]
    return StationRow(
        now=now,
        chosen=chosen,
        latitude=place.latitude,
        longitude=place.longitude,
        province="" if isinstance(one, Place) else stations()[one].province,
        change=held.change(_key(one)),
        day=held.of(_key(one)),
    )
