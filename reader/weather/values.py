"""Numbers as providers tell them: text, numbers or nothing, and marks for gaps. What cannot be measured is None.

A missing value is never zero. The bounds are those of the earth: KMA marks gaps with ±900 and beyond.
"""

from __future__ import annotations

import json
from datetime import datetime
from math import isfinite
from typing import Any

from reader.errors import NotWhatItSays

_COLDEST, _HOTTEST = -90.0, 60.0  # ℃; nothing on earth was measured outside
_WETTEST = 500.0  # mm in an hour; the most ever measured is 305
_YEARS = range(1900, 2200)
_WINDIEST = 120.0  # m/s; the strongest gust ever measured is 113


def temperature(told: object) -> float | None:
    """Read ℃."""
    return _within(told, _COLDEST, _HOTTEST)


def rain(told: object) -> float | None:
    """Read mm in the last hour."""
    return _within(told, 0.0, _WETTEST)


def wind(told: object) -> float | None:
    """Read m/s."""
    return _within(told, 0.0, _WINDIEST)


def whole(told: object) -> int | None:
    """Read a code, which some services send as text and some as 3.0."""
    value = _within(told, 0.0, 1000.0)
    return int(value) if value is not None and value == int(value) else None


def observed(moment: datetime) -> datetime | None:
    """Give a time of observation back if it is of this age: others cannot even be told in every zone."""
    return moment if moment.year in _YEARS else None


def document(text: str, expected: str) -> Any:
    """Read JSON; raises NotWhatItSays, which says whether it is HTML or XML instead."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotWhatItSays(expected=expected, found=kind_of(text), cause=str(error)) from error


def kind_of(text: str) -> str:
    """Say what a text is that is not what was expected."""
    head = text[:2000].lstrip("\ufeff \r\n\t").lower()
    if "<html" in head or head.startswith("<!doctype html"):
        return "HTML"
    return "XML" if head.startswith("<") else "?"


def _within(told: object, least: float, most: float) -> float | None:
    if isinstance(told, bool) or not isinstance(told, str | int | float):
        return None
    try:
        value = float(told)
    except (ValueError, OverflowError):
        return None
    return value if isfinite(value) and least <= value <= most else None
