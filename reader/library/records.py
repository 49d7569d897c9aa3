"""How times, errors and addresses are written into columns and read back.

Seconds since 1970 where only the moment matters; ISO text where the zone does.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

Told = tuple[str, tuple[tuple[str, str], ...]]  # an error's sentence key and its fields, as in model.SourceReport

_LIMIT = 2**62  # a hostile number must not overflow SQLite's integers


def stamp(moment: datetime) -> int:
    """Write a moment as whole seconds since 1970."""
    return int(moment.timestamp())


def stamp_or_none(moment: datetime | None) -> int | None:
    """Write a moment that may be missing."""
    return None if moment is None else stamp(moment)


def moment(seconds: int) -> datetime:
    """Read a moment, in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def moment_or_none(seconds: int | None) -> datetime | None:
    """Read a moment that may be missing."""
    return None if seconds is None else moment(seconds)


def iso(moment: datetime | None) -> str | None:
    """Write a moment with its zone."""
    return None if moment is None else moment.isoformat()


def from_iso(text: str | None) -> datetime | None:
    """Read a moment with its zone."""
    return None if text is None else datetime.fromisoformat(text)


def span(seconds: int | None) -> timedelta | None:
    """Read a length of time that may be missing."""
    return None if seconds is None else timedelta(seconds=seconds)


def seconds_or_none(span: timedelta | None) -> int | None:
    """Write a length of time that may be missing."""
    return None if span is None else int(span.total_seconds())


def bounded(number: int) -> int:
    """Keep a number from outside within what a column holds."""
    return max(-_LIMIT, min(_LIMIT, number))


def told_to_text(error: Told | None) -> str:
    """Write an error's key and fields; "" for none."""
    return "" if error is None else json.dumps([error[0], *map(list, error[1])], ensure_ascii=False)


def told_from_text(text: str) -> Told | None:
    """Read what `told_to_text` wrote."""
    if not text:
        return None
    key, *fields = json.loads(text)
    return key, tuple((name, value) for name, value in fields)
