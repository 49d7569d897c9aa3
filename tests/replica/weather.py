"""The weather services: KMA's map in XML, weather.go.kr's observations and Open-Meteo's forecast in JSON.

All three tell of the same stations, which a test may change while the replica runs: `observe` a new hour, `put` values.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from .answer import Answer, Asked
from .articles import at
from .data.stations import ICONS, STATIONS, STRIP, WMO

KMA = "/XML/weather/sfc_web_map.xml"
OBSERVATIONS = "/w/renew2021/rest/main/current-weather-obs-stn.do"
OPEN_METEO = "/v1/forecast"

# Readers that take attributes by their place fail here: no two neighbours have them in the same order.
ORDERS = (("stn_id", "icon", "desc", "ta"), ("ta", "desc", "icon", "stn_id"), ("desc", "stn_id", "ta", "icon"))

WET = ("비", "눈", "비/눈", "소나기", "가끔 비", "가끔 눈")  # these stations also tell the hour's rain


@dataclass(frozen=True, slots=True)
class Station:
    """One station now; `temperature` as it is printed, "" for an empty attribute, None for none at all."""

    number: int
    name: str
    latitude: float
    longitude: float
    sky: str
    temperature: str | None


def _json(value: object, status: int = 200) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False).encode(), "application/json;charset=UTF-8", status)


class Weather:
    """What the stations tell; `observed` is the hour that KMA names."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.observed = at("01-15 09:00")
        self._stations = {row[0]: Station(*row) for row in STATIONS}
        self.version = 0

    def observe(self, observed: datetime, values: Mapping[str, tuple[str, float | str | None]] | None = None) -> None:
        """Tell a new hour, and of some stations (by name) a new sky and temperature."""
        with self._lock:
            self.observed = observed
            self.version += 1
            for name, (sky, temperature) in (values or {}).items():
                self.put(name, sky, temperature)

    def put(self, name: str, sky: str, temperature: float | str | None) -> None:
        """Tell one station's sky ("-" for none) and temperature (a number, or text to the letter, or None)."""
        told = f"{temperature:.1f}" if isinstance(temperature, int | float) else temperature
        with self._lock:
            number = next(station.number for station in self._stations.values() if station.name == name)
            self._stations[number] = replace(self._stations[number], sky=sky, temperature=told)
            self.version += 1

    def drop(self, name: str) -> None:
        """Leave a station out from now on."""
        with self._lock:
            self._stations = {number: one for number, one in self._stations.items() if one.name != name}
            self.version += 1

    @property
    def stations(self) -> tuple[Station, ...]:
        """All stations, in KMA's order."""
        with self._lock:
            return tuple(self._stations.values())

    @property
    def strip(self) -> tuple[Station, ...]:
        """The stations of a mediaon page, in its order."""
        return tuple(station for station in self.stations if station.number in STRIP)

    def answer(self, asked: Asked) -> Answer | None:
        """Answer one of the three services; None for any other path."""
        with self._lock:
            if asked.path == KMA:
                return Answer(self._map().encode(), "application/xml")
            if asked.path == OBSERVATIONS:
                return self._observations(asked.query.get("stns", ""))
            if asked.path == OPEN_METEO:
                return self._forecast(asked.query)
        return None

    def _map(self) -> str:
        hour = self.observed
        rows = "\n".join(_local(place, station) for place, station in enumerate(self.stations))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<current xmlns="current">\n'
            f'<weather year="{hour:%Y}" month="{hour:%m}" day="{hour:%d}" hour="{hour:%H}">\n{rows}\n</weather>\n</current>\n'
        )

    def _observations(self, asked: str) -> Answer:
        numbers = [int(word) for word in asked.split(",") if word.isdecimal()]
        known = [self._stations[number] for number in numbers if number in self._stations]
        return _json({"data": [_observation(station) for station in known]})

    def _forecast(self, query: dict[str, str]) -> Answer:
        try:
            latitudes = [float(word) for word in query["latitude"].split(",")]
            longitudes = [float(word) for word in query["longitude"].split(",")]
        except (KeyError, ValueError):
            return _json({"error": True, "reason": "Value of type 'Float' required for key 'latitude'."}, 400)
        if len(latitudes) != len(longitudes):
            reason = "Parameter 'latitude' and 'longitude' must have the same number of elements"
            return _json({"error": True, "reason": reason}, 400)
        points = [self._point(place, *where) for place, where in enumerate(zip(latitudes, longitudes, strict=True))]
        return _json(points if len(points) > 1 else points[0])

    def _point(self, place: int, latitude: float, longitude: float) -> dict[str, object]:
        near = min(self.stations, key=lambda one: (one.latitude - latitude) ** 2 + (one.longitude - longitude) ** 2)
        point: dict[str, object] = {
            "latitude": round(latitude * 16) / 16,  # the grid's point, not the one asked for
            "longitude": round(longitude * 16) / 16,
            "generationtime_ms": 0.06,
            "utc_offset_seconds": 32400,
            "timezone": "Asia/Seoul",
            "timezone_abbreviation": "GMT+9",
            "elevation": 38.0,
            "current_units": {
                "time": "iso8601", "interval": "seconds", "temperature_2m": "°C", "weather_code": "wmo code",
            },
            "current": {
                "time": f"{self.observed:%Y-%m-%dT%H:%M}",
                "interval": 900,
                "temperature_2m": float(near.temperature) if near.temperature else None,
                "weather_code": WMO.get(near.sky),
            },
        }  # fmt: skip
        return point | ({"location_id": place} if place else {})


def _local(place: int, station: Station) -> str:
    values = {
        "stn_id": str(station.number), "icon": ICONS.get(station.sky, "99"), "desc": station.sky, "ta": station.temperature,
    }  # fmt: skip
    wet = [("rn_hr1", "0.4")] if station.sky in WET else []
    told = [(name, values[name]) for name in ORDERS[place % len(ORDERS)]] + wet
    attributes = " ".join(f'{name}="{escape(value)}"' for name, value in told if value is not None)
    return f"<local {attributes}>{escape(station.name)}</local>"


def _observation(station: Station) -> dict[str, str | None]:
    told: dict[str, str | None] = {"stnKo": station.name, "wwKo": None if station.sky == "-" else station.sky}
    if station.temperature is not None:  # a station without a thermometer has no such key
        told["ta"] = station.temperature or None
    return told | {"rnHr1": None, "icon": ICONS.get(station.sky, "")}
