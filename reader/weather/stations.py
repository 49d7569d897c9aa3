"""The weather stations of KMA: number, names, province, place. The table is stations.csv beside this file.

Stations are told apart by number: names change over the years, and 고창 and 고창군 are two places.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from msgspec import Struct

# The strip of the paper's front page, in its order, which is the order of the numbers.
PAGE_STRIP = (
    "98", "105", "108", "133", "143", "152", "156", "159", "172", "184", "201", "226", "238", "259", "283", "294",
)  # fmt: skip


class Station(Struct, frozen=True):
    """One station; `latitude` north and `longitude` east in degrees."""

    number: str
    name: str
    english: str
    province: str
    latitude: float
    longitude: float


@cache
def stations() -> dict[str, Station]:
    """Give every station by its number."""
    text = Path(__file__).with_name("stations.csv").read_text(encoding="utf-8")
    return {
        row["stn_id"]: Station(
            row["stn_id"], row["name_ko"], row["name_en"], row["province_ko"], float(row["lat"]), float(row["lon"])
        )
        for row in csv.DictReader(text.splitlines())
    }


@cache
def numbers() -> dict[str, str]:
    """Give the number for each way in which a reader may name a station: number, Korean name, English name."""
    found: dict[str, str] = {}
    for station in stations().values():
        for name in (station.number, station.name, station.english, station.english.lower()):
            found.setdefault(name, station.number)
    return found
