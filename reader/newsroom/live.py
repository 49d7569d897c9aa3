"""What a window does by itself: fetch what is due when it is due, and let ages on the screen grow.

It sleeps until the next page or observation is due, at most a minute at a time, so that a laptop that slept wakes to
the right hour.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from reader.errors import ConfigError, NuriError
from reader.library import pages
from reader.locale import say
from reader.newsroom.adopting import ConfigFile
from reader.newsroom.desk import key_of
from reader.newsroom.polling import Manner
from reader.newsroom.refresh import refresh
from reader.newsroom.sync import due as sync_due
from reader.newsroom.weather_round import weather_due
from reader.text.telling import problem, sentence, tell

if TYPE_CHECKING:
    from reader.config import SourceSettings
    from reader.model import SourceReport
    from reader.newsroom.desk import Desk

log = logging.getLogger("nuri.newsroom")

_LONGEST_SLEEP = 60.0
_SHORTEST_SLEEP = 1.0
_WATCH = 1.0
# Sources under way: each that starts or arrives takes the loop a millisecond, for which keys wait; so fewer unasked.
_AT_ONCE = {"person": 16, "background": 4}
_TOGETHER = timedelta(minutes=3)  # pages of a source that are due this close are asked in one round


class Listener(Protocol):
    """Who hears of live work."""

    def began(self) -> None:
        """Hear that a refresh began."""

    def ended(self) -> None:
        """Hear that it ended."""

    def changed(self) -> None:
        """Hear that something was renewed."""

    def progressed(self, name: str, done: int, total: int) -> None:
        """Hear how many of how many articles of a sync server have come."""

    def aged(self) -> None:
        """Hear that time has passed."""

    def failed(self, told: str) -> None:
        """Hear of a failure, as a sentence."""

    def noticed(self) -> None:
        """Hear that the library has changed, here or by another window."""

    def configured(self) -> None:
        """Hear that another configuration is in force."""


async def run(desk: Desk, listener: Listener) -> None:
    """Fetch what is due, for as long as the window is open; a round that fails is told, and the next one comes."""
    while True:
        pause = _LONGEST_SLEEP
        try:
            if next_due(desk) <= desk.now():
                await renew(desk, listener, (), Manner(due_only=True))
            remaining = (next_due(desk) - desk.now()).total_seconds()
            if remaining > 0:  # else something stays due whatever is done, and must not be asked without a pause
                pause = min(max(remaining, _SHORTEST_SLEEP), _LONGEST_SLEEP)
        except NuriError as error:
            log.warning("a round failed: %s", error)
            listener.failed(tell(error))
        await asyncio.sleep(pause)
        listener.aged()


async def watch(desk: Desk, listener: Listener) -> None:
    """Notice what other windows, and `nuri refresh` from a timer, do to the library; costs some µs a second.

    Likewise what `nuri sources add` or an editor does to the configuration; one that is wrong is told, and not taken.
    """
    file = ConfigFile(desk)
    while True:
        if desk.library.changed():
            listener.noticed()
        try:
            if await file.adopted():
                listener.configured()
        except ConfigError as error:
            listener.failed(say("ui.config_wrong", problem=problem(error.problems[0])))
        await asyncio.sleep(_WATCH)


async def renew(desk: Desk, listener: Listener, names: Sequence[str], manner: Manner) -> None:
    """Refresh the sources of these names (none: all, and the weather); a person who asked hears what failed."""

    def told(report: SourceReport) -> None:
        listener.changed()
        if report.error and manner.urgency == "person":
            listener.failed(f"{report.name}: {sentence(*report.error)}")

    listener.began()
    known = desk.problems
    try:
        await desk.load()
        at_once = _AT_ONCE[manner.urgency]
        await refresh(desk, names, manner=manner, told=told, progress=listener.progressed, at_once=at_once)
        for problem in desk.problems[len(known) :]:
            listener.failed(tell(problem))
    finally:
        listener.ended()


def next_due(desk: Desk) -> datetime:
    """Give when anything is due next; a source never asked is due now."""
    now = desk.now()
    found = [_due(desk, settings, now) for settings in desk.config.sources if not settings.paused]
    if sky := weather_due(desk):
        found.append(sky)
    return min(found, default=now + timedelta(days=1))


def _due(desk: Desk, settings: SourceSettings, now: datetime) -> datetime:
    if settings.kind == "greader":
        return sync_due(desk, settings)
    held = [record.due or now for record in desk.library.read(pages, key_of(settings)) if record.role != "more"]
    first = min(held, default=now)
    return max(due for due in (*held, first) if due - first <= _TOGETHER)
