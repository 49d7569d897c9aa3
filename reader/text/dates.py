"""Printed dates and times: every form that papers and feeds use, to aware datetimes.

Owns the forms and the zones' names; knows no clock, so that what lies in the future is for others to tame. The forms
are tried from the commonest to the rarest; a text that names no zone takes the caller's.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache

KST = timezone(timedelta(hours=9), "KST")

_LONGEST = 200
_YEARS = range(1900, 2200)
_THIS_CENTURY = 69  # two-digit years below it are 20xx, as POSIX has it
_MIDNIGHT = 24
_NOON = 12
# fmt: off
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3,
    "kst": 9, "jst": 9, "hkt": 8, "sgt": 8, "aest": 10, "aedt": 11,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}
# fmt: on
_OFFSET = re.compile(r"([+-])(\d\d?):?(\d\d)?$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_HALF = r"(?P<half>오전|오후|[ap]m|[ap]\.m\.)"
_CLOCK = r"(?P<hour>\d\d?)\s?:\s?(?P<minute>\d\d?)(?:\s?:\s?(?P<second>\d\d?)(?:[.,]\d+)?)?"
_ZONE = r"(?:\s?\(?(?P<zone>(?:gmt|utc)?[+-]\d\d?:?(?:\d\d)?|[a-z]{1,5}\b))?"
_TIME = rf"(?:(?:[\s,t]|at\b)*(?:{_HALF}\s?)?{_CLOCK}(?:\s?(?P<late>[ap]m\b|[ap]\.m\.))?{_ZONE})?"
_DAY = r"(?P<day>\d\d?)(?:st|nd|rd|th)?(?!\d)"
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_FORMS = tuple(
    "".join(form)
    for form in (
        # 2026-01-15T09:41:00+09:00, 2026.01.15 (목) 09:41, 2026. 1. 15. 오전 9:41, 2026년 1월 15일 9시 41분
        (
            r"(?<!\d)(?P<year>\d{4})\s?(?:[-./]|년)\s?(?P<month>\d\d?)\s?(?:[-./]|월)\s?(?P<day>\d\d?)(?!\d)[일.]?",
            r"(?:\s?\(?[일월화수목금토](?:요일)?\)?)?",
            _TIME,
        ),
        # 20260115T094100+0900, 20260115
        (
            r"(?<!\d)(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
            rf"(?:[t ]?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?{_ZONE})?(?!\d)",
        ),
        # Thu, 15 Jan 2026 09:41:00 KST, 15-Jan-26, and with the month in digits
        (
            rf"(?<!\d){_DAY}(?:[\s-]+{_MONTH}[\s,-]+|\s(?P<month>\d\d?)\s)",
            rf"(?P<year>\d{{4}}|\d\d)(?!\d){_TIME}",
        ),
        # January 15, 2026 9:41 am
        (rf"\b{_MONTH}\s{_DAY},?\s(?P<year>\d{{4}})(?![\d:])", _TIME),
        # Thu Jan 15 09:41:00 KST 2026
        (rf"\b{_MONTH}\s{_DAY}\s{_CLOCK}{_ZONE}\s(?P<year>\d{{4}})(?!\d)",),
    )
)
_EPOCH = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")
_KOREAN = re.compile(r"[가-힣]|\d{4}\s?\.\s?\d")
_HOURS_IN_WORDS = ((re.compile(r"(?<=\d)\s?시\s?(?=\d)"), ":"), (re.compile(r"(?<=\d)\s?분\s?(?=\d)"), ":"))
_FULL_HOUR = re.compile(r"(?<=\d)\s?시(?!\s?\d)")


def parse_date(text: str, *, zone: tzinfo | None = None) -> datetime | None:
    """Read the first date in `text`, with its time if it has one; None where there is none that could be.

    A day alone gives midnight. `zone` is that of a text which names none; left out, Korean words and dotted dates are
    Korean time and everything else UTC. 24:00 is the next day's midnight, a leap second the one before it.
    """
    text = " ".join(text[:_LONGEST].split())
    if epoch := _EPOCH.fullmatch(text):
        since = datetime.fromtimestamp(int(epoch[1]), UTC)
        return since if since.year in _YEARS else None
    zone = zone or (KST if _KOREAN.search(text) else UTC)
    for words, sign in _HOURS_IN_WORDS:
        text = words.sub(sign, text)
    text = _FULL_HOUR.sub(":00", text)
    for form in _FORMS:
        if (found := _compiled(form).search(text)) and (moment := _moment(found.groupdict(), zone)):
            return moment
    return None


@cache
def _compiled(form: str) -> re.Pattern[str]:
    """Compile a form when it is first tried: all together take 10 ms, and whoever needs only `KST` none of it."""
    return re.compile(form, re.IGNORECASE)


def _moment(told: dict[str, str | None], zone: tzinfo) -> datetime | None:
    """Build the moment that a form's groups tell; None where no calendar or clock has it."""
    year = int(told["year"] or 0)
    if len(told["year"] or "") < len("2026"):
        year += 2000 if year < _THIS_CENTURY else 1900
    month = _MONTHS.index(name.lower()) + 1 if (name := told.get("name")) else int(told.get("month") or 0)
    hour, minute, second = (int(told.get(part) or 0) for part in ("hour", "minute", "second"))
    hour = _of_day(hour, (told.get("half") or told.get("late") or "").lower())
    next_day = (hour, minute, second) == (_MIDNIGHT, 0, 0)
    if year not in _YEARS:
        return None
    try:
        named = _zone(told.get("zone") or "") or zone
        day = datetime(
            year, month, int(told["day"] or 0), 0 if next_day else hour, minute, min(second, 59), tzinfo=named
        )
    except ValueError:
        return None
    return day + timedelta(days=next_day)


def _of_day(hour: int, half: str) -> int:
    """Turn an hour of a half day (오전, 오후, am, pm) into one of the day; twelve comes before one."""
    if not half or hour > _NOON:
        return hour
    return hour % _NOON + (_NOON if half.startswith(("오후", "p")) else 0)


def _zone(name: str) -> tzinfo | None:
    """Know a zone by its offset or its name; None for a word that names none. Raises ValueError for a day and more."""
    if offset := _OFFSET.search(name):
        size = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(-size if offset[1] == "-" else size)
    hours = _ZONES.get(name.lower())
    return None if hours is None else KST if name.lower() == "kst" else timezone(timedelta(hours=hours))
