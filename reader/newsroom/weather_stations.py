"""Choosing the strip's stations on the screen: at once for this window, and in the configuration for all to come."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from reader.config import Place
from reader.config.keeping import write_stations
from reader.newsroom.weather_plan import place_key
from reader.weather.stations import PAGE_STRIP, numbers, stations

if TYPE_CHECKING:
    from reader.newsroom.desk import Desk

_Chosen = str | int | Place


async def choose_stations(desk: Desk, ids: Sequence[str]) -> None:
    """Make the stations of these ids (numbers, keys of places) the strip's; raises ConfigUnwritable.

    What the configuration holds keeps its own form there (`105`, a place); others enter it by their Korean names.
    """
    held = {_id(one): one for one in desk.config.weather.stations or PAGE_STRIP}
    chosen = tuple(_as_configured(held.get(one, one)) for one in ids)
    async with desk.editing:
        await asyncio.to_thread(write_stations, desk.config_file, chosen)
    desk.config = replace(desk.config, weather=replace(desk.config.weather, stations=chosen))


def _id(one: _Chosen) -> str:
    return place_key(one) if isinstance(one, Place) else numbers()[str(one)]


def _as_configured(one: _Chosen) -> _Chosen:
    """Name a station that comes from the table; what the reader wrote stays as it was."""
    return stations()[one].name if isinstance(one, str) and one in stations() else one
