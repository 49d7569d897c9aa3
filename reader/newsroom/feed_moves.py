"""A feed that has moved for good (301, 308): asked at its new address once that has proved itself.

The configuration keeps the address that the reader gave, for its articles are named by it and must stay the same ones.
A move holds after seven days and three visits on end that led there and were answered with a feed, at once where only
https was put in the place of http; it is given up when the new address refuses or gives something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from reader.library.feeds import feed_hints

if TYPE_CHECKING:
    from reader.newsroom.desk import Desk
    from reader.newsroom.polling import Asked

Hints = dict[str, Any]

PROVEN = timedelta(days=7)  # a whole publisher's feeds once moved to one error page, and back
ROUNDS = 3
_NETWORK = {"error.offline", "error.unreachable", "error.timed_out", "error.asked_to_wait"}


def moved_to(desk: Desk, source: str) -> str:
    """Give where the feed of this key is asked in the place of its configured address; "" where it has not moved."""
    return followed(desk.library.read(feed_hints, source) or {})


def followed(hints: Mapping[str, Any]) -> str:
    """Give where a feed is asked by its `hints` (`library.feeds`); "" for its configured address."""
    move = hints.get("move") or {}
    return str(move["to"]) if move.get("holds") else ""


def noted(hints: Hints, asked: Asked[Any], now: datetime) -> Hints | None:
    """Give `hints` with what this visit says about a move; None where there is nothing to be known at all."""
    move = _after_failure(hints, asked) if asked.failure else _after_answer(hints, asked, now)
    found = {name: value for name, value in hints.items() if name != "move"} | ({"move": move} if move else {})
    return found or (None if not hints else {})


def _after_failure(hints: Hints, asked: Asked[Any]) -> Hints | None:
    held: Hints | None = hints.get("move")
    if asked.failure is None or asked.failure.error[0] in _NETWORK:
        return held
    return None


def _after_answer(hints: Hints, asked: Asked[Any], now: datetime) -> Hints | None:
    held: Hints = hints.get("move") or {}
    if asked.wanted.at:
        return None if asked.moved_to else held  # it moved on: followed from the configured address again
    if not asked.moved_to:
        return None
    same = held.get("to") == asked.moved_to
    since = held["since"] if same else now.isoformat()
    rounds = (held["rounds"] if same else 0) + 1
    proven = rounds >= ROUNDS and now - datetime.fromisoformat(since) >= PROVEN
    safer = asked.moved_to == asked.wanted.url.replace("http://", "https://", 1)
    return {"to": asked.moved_to, "since": since, "rounds": rounds, "holds": proven or safer}
