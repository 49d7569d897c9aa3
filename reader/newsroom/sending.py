"""What the reader did, sent to the sync servers some seconds after the last of it, as long as a window is open.

A round that failed is not repeated for the same actions: they wait for the next one, for another action, or for the
network to come back.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from reader.errors import NuriError
from reader.library.sync_actions import newest_pending
from reader.newsroom.desk import key_of
from reader.newsroom.polling import Manner
from reader.newsroom.sync import sync

if TYPE_CHECKING:
    from reader.config import SourceSettings
    from reader.newsroom.desk import Desk
    from reader.newsroom.live import Listener

log = logging.getLogger("nuri.newsroom")

QUIET = 3.0
"""Seconds without an action after which they are sent together."""
_AGAIN = 10  # times that long after a round that another window was making


async def send(desk: Desk, listener: Listener) -> None:
    """Send what waits for as long as the window is open; what goes wrong stands at its source."""
    tried: dict[str, int] = {}
    before: dict[str, int] = {}
    offline = False
    while True:
        await asyncio.sleep(QUIET)
        if offline and not desk.offline:
            tried.clear()
        offline = desk.offline
        now = {} if offline else desk.library.read(newest_pending)
        for settings in desk.config.sources:
            newest = now.get(key_of(settings), 0) if settings.kind == "greader" and not settings.paused else 0
            if newest > tried.get(key_of(settings), 0) and newest == before.get(key_of(settings)):
                tried[key_of(settings)] = newest
                if not await _sent(desk, listener, settings):
                    tried[key_of(settings)] = 0
                    await asyncio.sleep(QUIET * _AGAIN)
        before = now


async def _sent(desk: Desk, listener: Listener, settings: SourceSettings) -> bool:
    """Make a round; False where another window is making one."""
    try:
        await desk.load()
        report = await sync(desk, settings, Manner(), listener.progressed)
    except NuriError as error:
        log.warning("%s: %s", settings.name, error)
        return True
    listener.changed()
    return report.status != "skipped"
