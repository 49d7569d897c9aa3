"""Articles of a sync server to model, by the feed parser: an item is a feed's entry that somebody keeps states of.

Owns what the API calls what; how a title, a text and a picture come of it is settled as for any feed. Some servers
(Inoreader among them) have a text under `content`, FreshRSS has it under `summary`; either may be the whole article.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from reader.sources.feed.entries import Settling
from reader.sources.feed.raw import MOST_PARTS, Raw, RawFile, RawLink
from reader.sources.feed.said import line
from reader.sync.answers import document, folder, item_id, list_of, members, object_of, text_of
from reader.sync.model import Contents, Item
from reader.text.address import LONGEST
from reader.text.clean import TITLE, clean

if TYPE_CHECKING:
    from reader.model import FeedEntry

__all__ = ["PARSER_VERSION", "contents"]

PARSER_VERSION = 1
MOST_ITEMS = 2_000

_STATE = re.compile(r"user/[^/]*/state/com\.google/(.+)")
_SECOND, _MILLI, _MICRO = 1, 1_000, 1_000_000


def contents(text: str, url: str, *, now: datetime | None = None) -> Contents:
    """Read articles that a server at `url` gave; with `now`, dates in the future are tamed. Raises NotWhatItSays."""
    told: dict[str, dict[str, Any]] = {}
    for item in members(document(text, "items"), "items", text)[:MOST_ITEMS]:
        try:
            told.setdefault(item_id(item), item)
        except ValueError:
            continue  # it is not among those that were asked for
    raws = [_raw(name, item) for name, item in told.items()]
    settling = Settling(url, UTC, now)
    entries = settling.entries(raws, settling.dates(raws))
    items = tuple(_item(entry, told[entry.entry.identity]) for entry in entries)
    return Contents(items, tuple(name for name in told if name not in {item.id for item in items}))


def _item(entry: FeedEntry, told: dict[str, Any]) -> Item:
    states = {state[1] for label in _labels(told) if (state := _STATE.fullmatch(label))}
    origin = object_of(told, "origin")
    return Item(
        entry.entry.identity,
        clean(text_of(origin, "streamId"), limit=LONGEST),
        entry,
        read="read" in states,
        starred="starred" in states,
        origin=line(text_of(origin, "title"), limit=TITLE),
    )


def _raw(name: str, told: dict[str, Any]) -> Raw:
    values = {
        "guid": name,
        "title": text_of(told, "title"),
        "content": text_of(object_of(told, "content"), "content"),
        "summary": text_of(object_of(told, "summary"), "content"),
        "published": _moment(told),
        "updated": _iso(told.get("updated"), _SECOND),
        "link": next((href for name in ("canonical", "alternate") if (href := _href(told, name))), ""),
    }
    return Raw(
        {name: value for name, value in values.items() if value},
        links=[
            RawLink(text_of(one, "href"), "", text_of(one, "type")) for one in list_of(told, "alternate")[:MOST_PARTS]
        ],
        files=[
            RawFile(text_of(one, "href") or text_of(one, "url"), text_of(one, "type"), "", str(one.get("length", "")))
            for one in list_of(told, "enclosure")[:MOST_PARTS]
            if isinstance(one, dict)
        ],
        categories=[name for label in _labels(told) if (name := folder(label))],
        authors=[author] if (author := text_of(told, "author")) else [],
        base=text_of(object_of(told, "origin"), "htmlUrl"),
    )


def _moment(told: dict[str, Any]) -> str:
    """Give when it was published, or else when the server first had it."""
    named = (("published", _SECOND), ("crawlTimeMsec", _MILLI), ("timestampUsec", _MICRO))
    return next((iso for name, unit in named if (iso := _iso(told.get(name), unit))), "")


def _iso(value: object, unit: int) -> str:
    """Write a number of units since 1970 as a date; "" for none, and for 0, which means as much."""
    try:
        seconds = int(value) // unit if isinstance(value, int | str) and not isinstance(value, bool) else 0
        return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds > 0 else ""
    except (ValueError, OverflowError, OSError):
        return ""


def _labels(told: dict[str, Any]) -> list[str]:
    return [label for label in list_of(told, "categories")[:MOST_PARTS] if isinstance(label, str)]


def _href(told: dict[str, Any], name: str) -> str:
    links = list_of(told, name)
    return text_of(links[0], "href") if links else ""
