"""What a person writes for a time in a query: a date, a span back from now, or a word such as 어제. No I/O."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from reader.text.dates import KST

_WORDS = {
    **dict.fromkeys(("오늘", "today"), 0),
    **dict.fromkeys(("어제", "yesterday"), 1),
    **dict.fromkeys(("그제", "그저께"), 2),
    **dict.fromkeys(("그끄제", "그끄저께"), 3),
}
_SPANS = {
    **dict.fromkeys(("h", "시간"), timedelta(hours=1)),
    **dict.fromkeys(("d", "일"), timedelta(days=1)),
    **dict.fromkeys(("w", "주", "주일"), timedelta(weeks=1)),
    **dict.fromkeys(("m", "달", "개월"), timedelta(days=30)),
    **dict.fromkeys(("y", "년"), timedelta(days=365)),
}
_SPAN = re.compile(rf"(\d{{1,4}})\s*({'|'.join(sorted(_SPANS, key=len, reverse=True))})(?:\s*전)?")
_DATE = re.compile(r"(\d{4})(?:\s*[-./년]\s*(\d\d?)(?:\s*[-./월]\s*(\d\d?)\s*[일.]?)?)?\s*[월년]?")
_DAY = re.compile(r"(\d\d?)\s*[-./월]\s*(\d\d?)\s*[일.]?")
_EARLIEST, _LATEST = 1000, 9000
_YEARS_AS_SPAN = 1000  # 2025년 is a year, 3년 a span


def start_of(text: str, now: datetime) -> datetime | None:
    """Give the moment that `text` names: where its day, month or year begins (in Korea), or so long before `now`.

    2026-01-15, 2026.1.15, 2026년 1월, 2026, 1/15 (the last one), 어제, yesterday, 3d, 12h, 2주, 3개월; None for others.
    """
    text = text.strip().lower()
    today = now.astimezone(KST).replace(hour=0, minute=0, second=0, microsecond=0)
    if text in _WORDS:
        return today - timedelta(days=_WORDS[text])
    try:
        span = _SPAN.fullmatch(text)
        if span and not (span[2] == "년" and int(span[1]) >= _YEARS_AS_SPAN):
            return now - int(span[1]) * _SPANS[span[2]]
        return _date(text, today)
    except (ValueError, OverflowError):  # the 31st of February, or before the year 1
        return None


def _date(text: str, today: datetime) -> datetime | None:
    if found := _DATE.fullmatch(text):
        year, month, day = (int(part or 1) for part in found.groups())
        return today.replace(year=year, month=month, day=day) if _EARLIEST <= year < _LATEST else None
    if found := _DAY.fullmatch(text):
        day_of_year = today.replace(month=int(found[1]), day=int(found[2]))
        return day_of_year if day_of_year <= today else day_of_year.replace(year=today.year - 1)
    return None
