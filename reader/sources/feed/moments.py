"""When a feed's entries were published, read with the forms that printed dates have and tamed by the clock.

Owns the quick reading of the two commonest forms, and the feed that lies about its zone: several entries hours in the
future, all said to be UTC, all past as soon as they are taken for the source's own time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from reader.text.dates import parse_date

_SKEW = timedelta(minutes=10)  # clocks of honest servers differ by less
_LEAST = 3  # one article from the future is a mistake or an embargo; three are a rule
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
# Thu, 15 Jan 2026 09:41:00 +0900: 1.5 µs instead of 10, of which a feed of a hundred has a hundred.
_MAIL = re.compile(
    rf"(?:[A-Z][a-z]{{2}}, )?(\d\d?) ({'|'.join(_MONTHS)}) (\d{{4}}) (\d\d):(\d\d):(\d\d) (?:GMT|UTC|([+-]\d\d)(\d\d))"
)
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")


def read(text: str, zone: tzinfo | None) -> datetime | None:
    """Read a date as `parse_date` does; `zone` is that of a date which names none."""
    try:
        if told := _MAIL.fullmatch(text):
            day, month, year, hour, minute, second, hours, minutes = told.groups()
            offset = _offset(hours, minutes) if hours else UTC
            return datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=offset)
        if _ISO.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass  # 24:00:00, a leap second or a day that no month has: the longer way knows which of them is a date
    return parse_date(text, zone=zone)


def mislabelled(moments: Sequence[datetime | None], zone: tzinfo, now: datetime) -> bool:
    """Say whether these dates are times of `zone` that call themselves UTC."""
    known = [moment for moment in moments if moment is not None]
    ahead = [moment for moment in known if moment > now + _SKEW]
    if len(ahead) < min(_LEAST, len(known)) or not ahead:
        return False
    return all(not moment.utcoffset() for moment in known) and all(
        moment.replace(tzinfo=zone) <= now + _SKEW for moment in ahead
    )


def tamed(moment: datetime | None, now: datetime | None) -> datetime | None:
    """Give `moment`, or `now` in its zone where it is later: nothing was published in the future."""
    if moment is None or now is None or moment <= now:
        return moment
    return now.astimezone(moment.tzinfo)


@lru_cache(64)
def _offset(hours: str, minutes: str) -> timezone:
    size = timedelta(hours=int(hours[1:]), minutes=int(minutes))
    return timezone(-size if hours[0] == "-" else size)
