"""Open-Meteo's current weather: one object for one place, an array in the order asked for several.

What a place is called there is its coordinates as they were asked, read back from the address. The answer's own are
the model's grid point: they must lie near, else the values are another place's and are not taken. CC BY 4.0.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

from reader.errors import NotWhatItSays
from reader.model import Observation, Observations
from reader.weather import sky, values
from reader.weather.asking import OPEN_METEO as PROVIDER

PARSER_VERSION = 1
_EXPECTED = "Open-Meteo"
_NEAR = 0.5  # degrees: twice the coarsest grid (0.25)
_LONGEST_OFFSET = 24 * 3600


def parse(text: str, url: str) -> Observations:
    """Turn the answer to `url` into observations by `key`; raises NotWhatItSays for anything else."""
    tree = values.document(text, _EXPECTED)
    points = tree if isinstance(tree, list) else [tree]
    asked = _asked(url)
    if len(points) != len(asked) or not all(isinstance(point, dict) and "current" in point for point in points):
        raise NotWhatItSays(expected=_EXPECTED, found="JSON")
    found = tuple(_observation(point, name) for point, name in zip(points, asked, strict=True))
    return Observations(PROVIDER, min(filter(None, map(_observed, points)), default=None), found)


def _asked(url: str) -> list[str]:
    """Read the places back from the address."""
    query = parse_qs(urlsplit(url).query)
    places = (query.get(name, [""])[0].split(",") for name in ("latitude", "longitude"))
    return [f"{latitude},{longitude}" for latitude, longitude in zip(*places, strict=True)]


def _observation(point: dict[str, object], name: str) -> Observation:
    current = point["current"]
    if not isinstance(current, dict) or not _near(point, name):
        return Observation(name, "")
    code = values.whole(current.get("weather_code"))
    return Observation(
        station=name,
        name="",
        sky=None if code is None else sky.of_wmo(code),
        temperature=values.temperature(current.get("temperature_2m")),
        rain=values.rain(current.get("precipitation")),
        wind=values.wind(current.get("wind_speed_10m")),
    )


def _near(point: dict[str, object], name: str) -> bool:
    pairs = zip((point.get("latitude"), point.get("longitude")), name.split(","), strict=True)
    return all(isinstance(got, int | float) and _close(got, float(asked)) for got, asked in pairs)


def _close(got: float, asked: float) -> bool:
    return asked - _NEAR <= got <= asked + _NEAR  # compared, not subtracted: JSON has numbers that no float can hold


def _observed(point: dict[str, object]) -> datetime | None:
    """Read the local time that comes without its offset, and the offset beside it."""
    current, offset = point["current"], point.get("utc_offset_seconds")
    told = current.get("time") if isinstance(current, dict) else None
    if not isinstance(told, str) or not isinstance(offset, int) or abs(offset) >= _LONGEST_OFFSET:
        return None
    try:
        return values.observed(datetime.fromisoformat(told).replace(tzinfo=timezone(timedelta(seconds=offset))))
    except ValueError:
        return None
