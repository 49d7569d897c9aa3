"""The weather strip in a page's head: sixteen stations, as the site's server got them from KMA.

The page names no station numbers and no hour, and is a file that may be hours old: a last resort behind the providers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reader.model import Observation
from reader.sources.mediaon.page import line

if TYPE_CHECKING:
    from reader.sources.mediaon.page import Page

_MOST = 200
_READING = re.compile(r"(?P<name>\S.{0,20}?)\s+(?P<degrees>-?\d{1,2}(?:\.\d+)?|-|)\s*℃")
# Where no <span> tells the sky from the name, as in "맑음동두천 -4.5℃"; longer words stand before those they contain.
_SKY = re.compile(
    "-|맑음|구름조금|구름많음|구름|흐림|비/눈|이슬비|소나기|진눈깨비|박무|연무|안개|황사|뇌우|천둥번개|비(?=\\s)|눈(?=\\s)"
)


def strip(page: Page) -> tuple[Observation, ...]:
    """Read the stations in the page's order; `station` is the name again, since the page has no numbers."""
    listed = page.tree.css("ul.weather_slide > li") or page.tree.css("[class*=weather] li")
    found: dict[str, Observation] = {}
    for node in listed[:_MOST]:
        icon, said = node.css_first("span"), line(node)
        known = _SKY.match(said)
        sky = line(icon) if icon is not None else known[0] if known else ""
        if reading := _READING.fullmatch(said.removeprefix(sky).strip()):
            name, degrees = reading["name"], reading["degrees"]
            warmth = float(degrees) if degrees.strip("-") else None
            found.setdefault(name, Observation(name, name, None if sky in {"", "-"} else sky, warmth))
    return tuple(found.values())
