"""What of the weather is wanted, and of whom: stations and places of the configuration, and the chain of providers.

The first provider is the reader's choice; each of the others stands in where those before it fail. Places of the
reader's own go by coordinates, which Open-Meteo alone takes. A provider that is not listed is never asked.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from reader.config import Place
from reader.weather import asking
from reader.weather.asking import KMA, KMA_API, OBS, OPEN_METEO
from reader.weather.stations import PAGE_STRIP, numbers, stations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reader.config import WeatherSettings
    from reader.parsing import WeatherKind

KINDS: Final[dict[str, WeatherKind]] = {
    KMA: "weather.kma",
    OBS: "weather.obs",
    KMA_API: "weather.kma_api",
    OPEN_METEO: "weather.open_meteo",
}
BY_PLACE: Final = OPEN_METEO
MOST_PLACES: Final = 200
"""Places in one request to Open-Meteo, which counts each: hourly rounds then stay at half of its 10,000 a day."""


class Plan(Struct, frozen=True):
    """`stations` by number and `places`, in the reader's order; `chain`: the providers with the address of each."""

    stations: tuple[str, ...]
    places: tuple[Place, ...]
    chain: tuple[tuple[str, str], ...]

    @property
    def key(self) -> str:
        """A name for what is asked of whom: another configuration has rounds of its own."""
        told = (self.chain, bool(self.stations), sorted(place_key(place) for place in self.places))
        return hashlib.blake2b(repr(told).encode(), digest_size=8).hexdigest()

    @property
    def first(self) -> str:
        """The provider that the reader trusts most; "" where none is listed."""
        return self.chain[0][0] if self.chain else ""

    @property
    def by_place(self) -> tuple[str, str] | None:
        """Who tells of places, and its address."""
        return next((one for one in self.chain if one[0] == BY_PLACE), None)

    @property
    def wanted(self) -> bool:
        """Whether there is anything to ask, and anyone to be asked."""
        return bool(self.chain and (self.stations or (self.places and self.by_place)))


def plan_of(settings: WeatherSettings) -> Plan:
    """Make the plan of `[weather]`."""
    urls = {
        KMA: settings.kma_url,
        OBS: settings.obs_url,
        KMA_API: settings.kma_api_url,
        OPEN_METEO: settings.open_meteo_url,
    }
    chosen = chosen_of(settings.stations)
    return Plan(
        tuple(one for one in chosen if isinstance(one, str)),
        tuple(one for one in chosen if isinstance(one, Place))[:MOST_PLACES],
        tuple((name, urls[name]) for name in dict.fromkeys(settings.providers)),
    )


def chosen_of(chosen: Sequence[str | int | Place] | None) -> tuple[str | Place, ...]:
    """Give station numbers for names, each once, the page's strip for None; a place of the reader's own stays one."""
    if chosen is None:
        return PAGE_STRIP
    known = numbers()
    return tuple(dict.fromkeys(one if isinstance(one, Place) else known[str(one)] for one in chosen))


def place_key(place: Place) -> str:
    """Name a place as Open-Meteo's observations do."""
    return asking.place_key(place.latitude, place.longitude)


def station_key(number: str) -> str:
    """Name a station as a place."""
    station = stations()[number]
    return asking.place_key(station.latitude, station.longitude)


def square_of(number: str) -> tuple[int, int]:
    """Give the square of KMA's grid in which a station stands."""
    station = stations()[number]
    return asking.grid(station.latitude, station.longitude)
