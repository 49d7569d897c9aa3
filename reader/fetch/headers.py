"""Header fields as the cache reads them: lists, Cache-Control, dates, seconds.

Owns parsing alone, strict where leniency would make an answer look fresher than its server meant; decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.fetch.wire import Headers

FOREVER = timedelta(seconds=2**31)
"""What a delta-seconds that is too large to hold counts as (RFC 9111 1.2.2)."""

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1
    )
}
_CLOCK = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_SHORT = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_LONG = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_DATES = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"{_SHORT}, (?P<day>\d\d) {_MONTH} (?P<year>\d{{4}}) {_CLOCK} GMT",
        rf"{_LONG}, (?P<day>\d\d)-{_MONTH}-(?P<year>\d\d) {_CLOCK} GMT",
        rf"{_SHORT} {_MONTH} (?P<day>[ \d]\d) {_CLOCK} (?P<year>\d{{4}})",
    )
)
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_PART = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*"?)+')
_ESCAPED = re.compile(r"\\(.)")


def field(headers: Headers, name: str) -> str | None:
    """Give a field's value with all its lines joined by commas (RFC 9110 5.3); None where it is absent."""
    lines = _lines(headers).get(name)
    return None if lines is None else ", ".join(lines)


def first(headers: Headers, name: str) -> str:
    """Give a field's first line, "" where it is absent."""
    lines = _lines(headers).get(name)
    return lines[0] if lines else ""


@lru_cache(maxsize=256)
def _lines(headers: Headers) -> Mapping[str, list[str]]:
    """Gather the lines of each field; kept for a while, since one decision looks at the same answer a dozen times."""
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), []).append(value)
    return found


def names(value: str | None) -> tuple[str, ...]:
    """Split a list of field names, lower-cased (Vary, Connection)."""
    return tuple(part for part in (piece.strip().lower() for piece in (value or "").split(",")) if part)


def directives(headers: Headers, name: str = "cache-control") -> Mapping[str, str | None]:
    """Read Cache-Control: directive, lower-cased, to its argument (RFC 9111 5.2).

    Of a directive said twice the first counts (4.2.1); an argument may be a token or a quoted string.
    """
    return _directives(field(headers, name) or "")


@lru_cache(maxsize=512)
def _directives(value: str) -> Mapping[str, str | None]:
    found: dict[str, str | None] = {}
    for match in _PART.finditer(value):
        directive, equals, argument = match.group().strip().partition("=")
        found.setdefault(directive.strip().lower(), _unquoted(argument) if equals else None)
    found.pop("", None)
    return found


def _unquoted(argument: str) -> str:
    if len(argument) > 1 and argument.startswith('"') and argument.endswith('"'):
        return _ESCAPED.sub(r"\1", argument[1:-1])
    return argument


def seconds(text: str | None) -> timedelta | None:
    """Read delta-seconds (RFC 9111 1.2.2): digits alone, capped at `FOREVER`; None for anything else."""
    if text is None or not _DIGITS.fullmatch(text):
        return None
    return FOREVER if len(text) > 10 else min(timedelta(seconds=int(text)), FOREVER)  # noqa: PLR2004 - 2**31 has ten digits


def http_date(text: str, *, near: datetime) -> datetime | None:
    """Read one of the three forms of HTTP-date (RFC 9110 5.6.7), to the letter; None for anything else.

    `near` says which century a two-digit year is in: one over fifty years ahead of it means the past.
    """
    match = next((found for form in _DATES if (found := form.fullmatch(text))), None)
    if match is None:
        return None
    year = int(match["year"])
    if len(match["year"]) == 2:  # noqa: PLR2004 - RFC 850's two digits
        year += near.year - near.year % 100
        year -= 100 if year > near.year + 50 else 0
    try:
        return datetime(
            year,
            _MONTHS[match["month"]],
            int(match["day"]),
            int(match["hour"]),
            int(match["minute"]),
            min(int(match["second"]), 59),  # a leap second has no place in datetime
            tzinfo=UTC,
        )
    except ValueError:
        return None
