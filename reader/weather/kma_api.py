"""KMA's API with the user's key: getUltraSrtNcst, what is observed now at one square of KMA's 5 km grid.

`{"response": {"header": {"resultCode": "00"}, "body": {"items": {"item": [{"category": "T1H", …}]}}}}`;
a bad key is answered in XML whatever was asked for. The sky is not in it, only what falls.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from reader.errors import NotWhatItSays
from reader.model import Observation, Observations
from reader.text.clean import TITLE, clean
from reader.text.dates import KST
from reader.weather import sky, values
from reader.weather.asking import KMA_API as PROVIDER

PARSER_VERSION = 1
_EXPECTED = "getUltraSrtNcst"


def parse(text: str) -> Observations:
    """Turn the answer into one observation whose station is `nx,ny`; raises NotWhatItSays for anything else."""
    tree = values.document(text, _EXPECTED)
    code = _within(tree, "response", "header", "resultCode")
    if code != "00":
        message = _within(tree, "response", "header", "resultMsg")
        raise NotWhatItSays(expected=_EXPECTED, found=clean(str(message or "JSON"), limit=TITLE))
    items = _within(tree, "response", "body", "items", "item")
    rows = [row for row in items if isinstance(row, dict)] if isinstance(items, list) else []
    if not rows:
        raise NotWhatItSays(expected=_EXPECTED, found="JSON")
    return Observations(PROVIDER, _observed(rows[0]), (_observation(rows),))


def _within(tree: object, *path: str) -> object:
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree


def _observation(rows: list[dict[str, object]]) -> Observation:
    told = {str(row.get("category")): row.get("obsrValue") for row in rows}
    falling = values.whole(told.get("PTY"))
    return Observation(
        station=f"{values.whole(rows[0].get('nx'))},{values.whole(rows[0].get('ny'))}",
        name="",
        sky=None if falling is None else sky.of_falling(falling),
        temperature=values.temperature(told.get("T1H")),
        rain=values.rain(told.get("RN1")),
        wind=values.wind(told.get("WSD")),
    )


def _observed(row: Mapping[str, object]) -> datetime | None:
    try:
        told = datetime.strptime(f"{row.get('baseDate')}{row.get('baseTime')}", "%Y%m%d%H%M").replace(tzinfo=KST)
    except ValueError:
        return None
    return values.observed(told)
