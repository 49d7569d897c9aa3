"""Letting go of what the configuration says may go; nothing, unless it says so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from reader.library.pruning import AT_ONCE, Prunable, prunable, prune

if TYPE_CHECKING:
    from reader.newsroom.desk import Desk


def doomed(desk: Desk) -> Prunable:
    """Tell what may go now by `[library]` of the configuration."""
    settings = desk.config.library
    if not settings.keep_days and not settings.keep_count:
        return Prunable()
    return desk.library.read(prunable, settings.keep_days, settings.keep_count, desk.now())


async def let_go(desk: Desk, chosen: Prunable | None = None) -> int:
    """Delete what may go (all of it, or what was `chosen` and still may), a few at a time; tells how many.

    For the end of every refresh; raises LibraryError.
    """
    numbers = (chosen or doomed(desk)).numbers
    gone = 0
    for start in range(0, len(numbers), AT_ONCE):
        gone += await asyncio.wrap_future(desk.library.write(prune, numbers[start : start + AT_ONCE]))
    return gone
