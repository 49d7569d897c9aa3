"""How each provider is asked: their names, the addresses with what they take, KMA's grid. Pure, and without a parser.

Open-Meteo takes coordinates, KMA's API squares of its grid, weather.go.kr station numbers; KMA's map takes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from math import cos, floor, log, pi, radians, sin, tan
from urllib.parse import quote

from reader.text.dates import KST

KMA, OBS, KMA_API, OPEN_METEO = "kma", "weather.go.kr", "kma-api", "open-meteo"

_CURRENT = "current=temperature_2m,weather_code,precipitation,wind_speed_10m&wind_speed_unit=ms&timezone=Asia%2FSeoul"
_API_AFTER = timedelta(minutes=40)  # an hour's observation is there so much later

# The grid's Lambert conformal conic projection, as KMA's guide to the service gives it.
_RADIUS, _SIDE = 6371.00877, 5.0  # km
_STANDARD = (30.0, 60.0)
_ORIGIN_LONGITUDE, _ORIGIN_LATITUDE = 126.0, 38.0
_ORIGIN_X, _ORIGIN_Y = 43, 136


@cache
def grid(latitude: float, longitude: float) -> tuple[int, int]:
    """Give the square (nx, ny) of a place."""
    first, second = (radians(value) for value in _STANDARD)
    steep = log(cos(first) / cos(second)) / log(tan(pi / 4 + second / 2) / tan(pi / 4 + first / 2))
    scale = _RADIUS / _SIDE * float(tan(pi / 4 + first / 2) ** steep) * cos(first) / steep

    def far(angle: float) -> float:
        return scale / float(tan(pi / 4 + radians(angle) / 2) ** steep)

    turned = radians((longitude - _ORIGIN_LONGITUDE + 180) % 360 - 180) * steep
    x = far(latitude) * sin(turned) + _ORIGIN_X
    y = far(_ORIGIN_LATITUDE) - far(latitude) * cos(turned) + _ORIGIN_Y
    return floor(x + 0.5), floor(y + 0.5)


def kma_api_address(base: str, secret: str, square: tuple[int, int], now: datetime) -> str:
    """Make the address of a square's newest observation; a `secret` that is percent-encoded already stays so."""
    hour = (now.astimezone(KST) - _API_AFTER).replace(minute=0)
    signed = secret if "%" in secret else quote(secret, safe="")
    name = "authKey" if "apihub" in base else "serviceKey"
    mark = "&" if "?" in base else "?"
    return (
        f"{base}{mark}{name}={signed}&numOfRows=100&pageNo=1&dataType=JSON"
        f"&base_date={hour:%Y%m%d}&base_time={hour:%H%M}&nx={square[0]}&ny={square[1]}"
    )


def obs_address(base: str, numbers: tuple[str, ...]) -> str:
    """Make the address that asks weather.go.kr for these stations."""
    return f"{base}{'&' if '?' in base else '?'}stns={','.join(numbers)}"


def place_key(latitude: float, longitude: float) -> str:
    """Name a place by its coordinates, as they are asked: four decimals are 11 m."""
    return f"{latitude:.4f},{longitude:.4f}"


def open_meteo_address(base: str, keys: tuple[str, ...]) -> str:
    """Make the address that asks for all places at once."""
    latitudes, longitudes = (",".join(part) for part in zip(*(name.split(",") for name in keys), strict=True))
    mark = "&" if "?" in base else "?"
    return f"{base}{mark}latitude={latitudes}&longitude={longitudes}&{_CURRENT}"
