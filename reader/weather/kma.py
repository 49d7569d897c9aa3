"""KMA's sfc_web_map.xml: what every station of the country observed at the last full hour.

`<current xmlns="current"><weather year month day hour><local stn_id icon desc ta rn_hr1>이름</local>…`; hours are KST.
The address also answers HTML while it is in trouble, and attributes come and go: what is missing is None, never zero.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from xml.parsers import expat

from reader.errors import NotWhatItSays
from reader.model import Observation, Observations
from reader.text.clean import TITLE, clean
from reader.text.dates import KST
from reader.weather import sky, values
from reader.weather.asking import KMA as PROVIDER

PARSER_VERSION = 2

_LAST_HOUR = 24


def parse(text: str) -> Observations:
    """Turn the answer into observations, stations in its own order; raises NotWhatItSays for anything else."""
    reading = _Reading()
    try:
        reading.run(text)
    except expat.ExpatError as error:
        raise NotWhatItSays(expected="XML", found=values.kind_of(text), cause=str(error)) from error
    if not reading.stations:
        raise NotWhatItSays(expected="sfc_web_map.xml", found=values.kind_of(text))
    return Observations(PROVIDER, reading.observed, tuple(reading.stations.values()))


class _Reading:
    """One walk through the XML. Expat is used bare: it builds no tree, and a DTD is refused before it can expand."""

    def __init__(self) -> None:
        self.observed: datetime | None = None
        self.stations: dict[str, Observation] = {}
        self._attributes: dict[str, str] | None = None
        self._text: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype

    def run(self, text: str) -> None:
        """Walk through `text`; raises ExpatError."""
        declared = text.lstrip("\ufeff \r\n\t")
        if declared.startswith("<?xml"):
            declared = declared.partition("?>")[2]  # its encoding is that of the bytes, which are decoded already
        self._parser.Parse(declared.encode("utf-8", "replace"), True)  # noqa: FBT003 - positional in the C interface

    def _doctype(self, *_: object) -> None:
        raise NotWhatItSays(expected="sfc_web_map.xml", found="DOCTYPE")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "weather":
            self.observed = _observed(attributes)
        elif local == "local":
            self._attributes, self._text = attributes, []

    def _characters(self, data: str) -> None:
        if self._attributes is not None:
            self._text.append(data)

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] != "local" or self._attributes is None:
            return
        attributes, self._attributes = self._attributes, None
        number = clean(attributes.get("stn_id", ""), limit=TITLE).strip()
        if number.isascii() and number.isdigit():
            self.stations[number] = Observation(
                station=number,
                name=clean("".join(self._text), limit=TITLE).strip(),
                sky=sky.of_words(clean(attributes.get("desc", ""), limit=TITLE)),
                temperature=values.temperature(attributes.get("ta")),
                rain=values.rain(attributes.get("rn_hr1")),
            )


def _observed(attributes: dict[str, str]) -> datetime | None:
    """Read year, month, day, hour in Korean time; 24 is midnight of the next day; None where they make no date."""
    try:
        year, month, day, hour = (int(attributes[name]) for name in ("year", "month", "day", "hour"))
        if not 0 <= hour <= _LAST_HOUR:
            return None
        return values.observed(datetime(year, month, day, tzinfo=KST) + timedelta(hours=hour))
    except (KeyError, ValueError, OverflowError):
        return None
