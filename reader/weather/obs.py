"""weather.go.kr's current-weather-obs-stn: JSON of the stations that were asked for, without their numbers or an hour.

`{"data": [{"stnKo": "서울", "wwKo": "맑음", "ta": "0.8", "rnHr1": …, "ws": …}]}`; values are texts, numbers, null or
absent. Undocumented; a station is known by its name alone, and one whose name is not known is left out: its values
might be those of another place.
"""

from __future__ import annotations

from reader.errors import NotWhatItSays
from reader.model import Observation, Observations
from reader.text.clean import TITLE, clean
from reader.weather import sky, values
from reader.weather.asking import OBS as PROVIDER
from reader.weather.stations import stations

PARSER_VERSION = 1
_EXPECTED = "current-weather-obs-stn"


def parse(text: str) -> Observations:
    """Turn the answer into observations by station number; raises NotWhatItSays for anything else."""
    tree = values.document(text, _EXPECTED)
    rows = tree.get("data") if isinstance(tree, dict) else None
    if not isinstance(rows, list):
        raise NotWhatItSays(expected=_EXPECTED, found="JSON")
    known = {station.name: number for number, station in stations().items()}
    found: dict[str, Observation] = {}
    for row in rows:
        if isinstance(row, dict) and (number := _number(row, known)) and number not in found:
            found[number] = _observation(row, number)
    if not found:
        raise NotWhatItSays(expected=_EXPECTED, found="JSON")
    return Observations(PROVIDER, None, tuple(found.values()))


def _number(row: dict[str, object], known: dict[str, str]) -> str:
    """Know the station by its whole name, or by what stands before a bracket: 대구(기) is 대구."""
    name = _text(row.get("stnKo"))
    return known.get(name) or known.get(name.partition("(")[0].strip(), "")


def _observation(row: dict[str, object], number: str) -> Observation:
    return Observation(
        station=number,
        name=stations()[number].name,
        sky=sky.of_words(_text(row.get("wwKo"))),
        temperature=values.temperature(row.get("ta")),
        rain=values.rain(row.get("rnHr1")),
        wind=values.wind(row.get("ws")),
    )


def _text(value: object) -> str:
    return clean(value, limit=TITLE).strip() if isinstance(value, str) else ""
