"""What live work tells a window, passed on as news to whoever shows it: the window's side of `live.Listener`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal

News = Literal["masthead", "sections", "waiting", "article", "weather", "refreshed", "failed"]
Told = Callable[[News, str], None]
_TOGETHER = 0.25  # seconds: three hundred sources, each told of by itself, would hold every key up
_APART = 2.0  # seconds from one telling to the next while more goes on coming


class Hearing:
    """Hears of refreshes, of time that passes and of failures, and tells those that have subscribed."""

    def __init__(self) -> None:
        self._told: list[Told] = []
        self._refreshing = 0
        self._changes: asyncio.TimerHandle | None = None  # when what has changed will be told
        self._told_at = 0.0  # on the loop's clock
        self._coming = (0, 0)  # articles of a sync server that have come, and all that will

    def subscribe(self, told: Told) -> None:
        """Call `told(news, which)` on the loop from now on."""
        self._told.append(told)

    def began(self) -> None:
        """Hear that a refresh has begun."""
        self._refreshing += 1
        self._tell("masthead")

    def ended(self) -> None:
        """Hear that a refresh has ended, however."""
        self._refreshing -= 1
        self._tell("refreshed")
        self._tell("weather")

    def progressed(self, name: str, done: int, total: int) -> None:
        """Hear how many of how many articles of a sync server have come."""
        del name
        self._coming = (done, total) if done < total else (0, 0)
        self._tell("masthead")

    def changed(self) -> None:
        """Hear that a source or the weather was renewed; of many that are at once, they are told together."""
        if self._changes is None:
            loop = asyncio.get_running_loop()
            when = max(loop.time() + _TOGETHER, self._told_at + _APART)
            self._changes = loop.call_at(when, self._tell_changes, when)

    def _tell_changes(self, when: float) -> None:
        self._changes, self._told_at = None, when
        self._tell("waiting")
        self._tell("weather")

    def aged(self) -> None:
        """Hear that time has passed: ages and the date may have changed."""
        self._tell("masthead")
        self._tell("weather")

    def failed(self, told: str) -> None:
        """Hear of a failure that the reader should know, as a sentence."""
        self._tell("failed", told)

    def _tell(self, news: News, which: str = "") -> None:
        for told in self._told:
            told(news, which)
