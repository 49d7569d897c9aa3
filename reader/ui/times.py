"""Dates, hours and ages as the screen prints them; the clock is handed in, and so is the zone: the paper's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone, tzinfo

from msgspec import Struct

from reader.locale import say

PAPER_ZONE = timezone(timedelta(hours=9), "KST")
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


class Times(Struct, frozen=True):
    """Prints times as seen from `now` in `zone`; a printed paper's hours are those of the place it comes from."""

    now: Callable[[], datetime]
    zone: tzinfo = PAPER_ZONE

    def short(self, moment: datetime | None) -> str:
        """Print for a list, at most five cells: the hour today, else the day, else the year; nothing for None."""
        if moment is None:
            return ""
        today, day = self._local(self.now()).date(), self._day(moment)
        if day != today:
            return f"{day:%m.%d}" if day.year == today.year else f"{day.year}"
        return f"{day:%m.%d}" if _only_day(moment) else self.hour(moment)

    def full(self, moment: datetime) -> str:
        """Print date and hour: `2026.01.15 09:41`, without the hour where only the day is known."""
        day = f"{self._day(moment):%Y.%m.%d}"
        return day if _only_day(moment) else f"{day} {self.hour(moment)}"

    def hour(self, moment: datetime) -> str:
        """Print the hour and minute, 09:41."""
        return f"{self._local(moment):%H:%M}"

    def near(self, moment: datetime) -> str:
        """Print the hour, with the day before it where that is not today: `09:00`, `01.14 09:00`."""
        local = self._local(moment)
        today = local.date() == self._local(self.now()).date()
        return f"{local:%H:%M}" if today else f"{local:%m.%d %H:%M}"

    def age(self, moment: datetime) -> str:
        """Say how long ago `moment` was."""
        seconds = (self.now() - moment).total_seconds()
        for unit, size in (("days", _DAY), ("hours", _HOUR), ("minutes", _MINUTE)):
            if seconds >= size:
                return say(f"ui.age.{unit}", count=int(seconds // size))
        return say("ui.age.now")

    def _day(self, moment: datetime) -> date:
        return moment.date() if _only_day(moment) else self._local(moment).date()

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)


def printed_day(day: date) -> str:
    """Print a date as the masthead does: `2026.01.15 (목)`."""
    return f"{day:%Y.%m.%d} ({say('ui.weekdays').split()[day.weekday()]})"


def _only_day(moment: datetime) -> bool:
    """Midnight exactly, in the zone that the source gave it in, means that only the day is known."""
    return moment.timetz().replace(tzinfo=None) == time.min
