"""When what is polled is due: pure decisions, the clock and the dice handed in.

A page is asked again after its source's interval, or later where the server named a lifetime or a time to wait; after
failures ever later. The weather goes by the observation hours, not by intervals.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

LONGEST_WAIT = timedelta(hours=24)
NEVER = datetime(9999, 12, 31, tzinfo=UTC)  # what is gone for good is due no more; it can still be asked by name
PUBLISHED_AFTER = timedelta(minutes=10)  # KMA's page changes some minutes after the full hour
_GONE = 410
_HOUR = timedelta(hours=1)
_SPREAD = 0.1
_HOURS_OF_A_WEEK = 7 * 24 + 1


def next_visit(
    now: datetime, interval: timedelta, *, lifetime: timedelta | None, wait_until: datetime | None, dice: float
) -> datetime:
    """Give when a page that answered is due again: interval or lifetime, whichever is longer, plus up to 10 % jitter.

    `dice` is from 0 to 1. A server's `wait_until` (Retry-After, RFC 9110 10.2.3) is never undercut.
    """
    pause = min(max(interval, lifetime or timedelta()), max(interval, LONGEST_WAIT))
    due = now + pause + interval * _SPREAD * dice
    return max(due, wait_until) if wait_until else due


def not_before(
    due: datetime, now: datetime, every: timedelta, hours: Collection[int], days: Collection[int]
) -> datetime:
    """Put `due` off to when a feed wants to be asked: `every` so often at most, not in these hours (UTC) and days.

    RSS 2.0: ttl, skipHours, skipDays (0 is Monday). A feed that names every hour of the week wants nothing that can be
    done, and is asked at `due`.
    """
    due = max(due, now + min(every, LONGEST_WAIT))
    for hour in range(_HOURS_OF_A_WEEK):
        moment = due.astimezone(UTC) + hour * _HOUR
        if moment.hour not in hours and moment.weekday() not in days:
            return (moment.replace(minute=0, second=0, microsecond=0) if hour else due).astimezone(due.tzinfo)
    return due


def next_try(
    now: datetime, interval: timedelta, failures: int, *, wait_until: datetime | None, dice: float
) -> datetime:
    """Give when a page that failed `failures` times in a row (from 1) is due: 1, 2, 4 … intervals, at most a day."""
    pause = min(interval * (1 << min(failures - 1, 10)), max(interval, LONGEST_WAIT))
    due = now + pause + interval * _SPREAD * dice
    return max(due, wait_until) if wait_until else due


def next_observation(now: datetime, dice: float) -> datetime:
    """Give when the weather is due after an answer at `now`: 10 to 20 minutes past the next hour not yet asked for."""
    asked = now - PUBLISHED_AFTER
    hour = asked.replace(minute=0, second=0, microsecond=0)
    return hour + _HOUR + PUBLISHED_AFTER + PUBLISHED_AFTER * dice


def next_observation_try(now: datetime, failures: int, *, wait_until: datetime | None) -> datetime:
    """Give when the weather is tried again after `failures` failures in a row: 5, 10, 20 … minutes, at most an hour."""
    due = now + min(timedelta(minutes=5) * (1 << min(failures - 1, 4)), _HOUR)
    return max(due, wait_until) if wait_until else due


def is_gone(due: datetime | None, status: int) -> bool:
    """Tell whether a page is left alone because its server said that it is gone for good (RFC 9110 15.5.11)."""
    return due == NEVER and status == _GONE
