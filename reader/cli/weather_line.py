"""The one-line form for status bars: `{name} {sky} {temperature:.0f}°`, in Python's format language.

Only the names below and format specifications are taken, no attributes and no indices. What is missing prints as a
dash, and never as a zero; a rounded value never as -0.
"""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

from reader.model import Observation

if TYPE_CHECKING:
    from reader.model import WeatherState

NAMES = ("name", "id", "sky", "temperature", "rain", "wind", "provider", "observed")
_EXAMPLE = Observation("108", "서울", "맑음", -0.6, 0.0, 1.5)


def form(text: str) -> str:
    """Give `text` if it can be filled; raises ValueError, as an argument's type does."""
    for _, name, _, conversion in Formatter().parse(text):
        if name is not None and (name not in NAMES or conversion):
            raise ValueError(name)
    _fill(text, _values(_EXAMPLE, "kma", "09:00"))
    return text


def filled(text: str, station: Observation, state: WeatherState) -> str:
    """Fill a form with one station."""
    observed = f"{state.observed:%H:%M}" if state.observed else None
    return _fill(text, _values(station, state.provider, observed))


def _values(station: Observation, provider: str, observed: str | None) -> dict[str, object]:
    return {
        "name": station.name,
        "id": station.station,
        "sky": station.sky,
        "temperature": station.temperature,
        "rain": station.rain,
        "wind": station.wind,
        "provider": provider,
        "observed": observed,
    }


def _fill(text: str, values: dict[str, object]) -> str:
    parts = []
    for before, name, spec, _ in Formatter().parse(text):
        parts.append(before)
        if name is not None:
            parts.append(_one(values[name], spec or ""))
    return "".join(parts)


def _one(value: object, spec: str) -> str:
    if value is None:
        return "-"
    told = format(value, spec)
    return told.replace("-", "", 1) if isinstance(value, float) and "-" in told and _is_zero(told) else told


def _is_zero(told: str) -> bool:
    return not any(digit in told for digit in "123456789")
