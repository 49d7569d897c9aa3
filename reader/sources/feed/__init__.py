"""Feeds: RSS 0.9x, 1.0, 2.0, Atom 0.3, 1.0 and JSON Feed, decoded text to `Feed`, no I/O.

Well-formed XML is read from the tree that expat builds (`tree`). What is broken is mended (`repair`) and read likewise;
only what is broken even then goes to feedparser (`loose`). fastfeedparser was tried for the first step and left out:
it turns every date into UTC before anyone can read it (a Korean time without a zone is 9 hours off) and drops XHTML
titles, ttl and hubs; with the check that it needs before it, it is no faster (1.1 ms, the tree 1.0: 100 entries).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from reader.errors import NotWhatItSays
from reader.model import Feed
from reader.sources.feed import json_feed, moments, said, tree
from reader.sources.feed.entries import Settling
from reader.text.address import absolute, host
from reader.text.clean import TITLE, clean
from reader.text.dates import KST

if TYPE_CHECKING:
    from reader.sources.feed.raw import RawFeed

__all__ = ["PARSER_VERSION", "parse"]

PARSER_VERSION = 1

_HEAD = 8_192  # characters in which a feed's root must begin; some servers print a warning before it
_ROOT = re.compile(r"<\?xml\b|<(?:\w+:)?(?:rss|rdf|feed)\b", re.IGNORECASE)
_FEED = re.compile(r"<(?:\w+:)?(?:rss|rdf|feed|channel)[\s>]", re.IGNORECASE)
_PAGE = re.compile(
    r"(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head|body|script|meta|title)\b", re.IGNORECASE | re.DOTALL
)
_LONGEST_WAIT = 31 * 24 * 60  # minutes; more is a mistake
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = 24


def parse(
    text: str, url: str, *, zone: tzinfo | None = None, now: datetime | None = None, mislabelled: bool = False
) -> Feed:
    """Read a feed that came from `url`; raises NotWhatItSays for a page or anything else that is no feed.

    `zone` is that of dates that name none; left out, Korean time for a Korean feed. With `now`, dates in the future are
    tamed and a mislabelled zone is noticed; `mislabelled` says that it was noticed earlier.
    """
    raw = _read(text.lstrip("\ufeff\0 \r\n\t"))
    language = clean(raw.head.first("language", "dc:language"), limit=TITLE).lower()
    zone = zone or (KST if language.startswith("ko") or host(url).endswith(".kr") else None)
    base = absolute(url, raw.head.base) or url
    settling = Settling(base, zone, now)
    dates = settling.dates(raw.entries)
    if zone and (mislabelled or (now and moments.mislabelled(dates, zone, now))):
        mislabelled = True
        dates = [moment and (moment if moment.utcoffset() else moment.replace(tzinfo=zone)) for moment in dates]
    links = {link.rel: link.url for link in reversed(raw.head.links) if link.url}
    home = raw.head.values.get("link", "") or links.get("alternate", "") or links.get("", "")
    return Feed(
        title=said.line(*raw.head.text("title")),
        home=absolute(base, home) if home else "",
        language=language,
        entries=settling.entries(raw.entries, dates),
        hub=absolute(base, links.get("hub", "")),
        next_url=absolute(base, links.get("next", "")),
        every=_every(raw.head.first("ttl")),
        skip_hours=frozenset(_numbers(raw.skip_hours)),
        skip_days=frozenset(_days(raw.skip_days)),
        mislabelled=bool(mislabelled and zone),
    )


def _read(text: str) -> RawFeed:
    """Read by what the text begins with: JSON, XML, or something that is neither."""
    if text.startswith(("{", "[")):
        return json_feed.read(text)
    root = _ROOT.search(text, 0, _HEAD)
    if root is None or _PAGE.match(text):
        raise NotWhatItSays(expected="RSS/Atom", found=kind_of(text))
    raw = tree.read(text[root.start() :])
    if raw is None and _FEED.search(text, 0, _HEAD):
        raw = _mended(text[root.start() :])
    if raw is None:
        raise NotWhatItSays(expected="RSS/Atom", found=kind_of(text))
    return raw


def _mended(text: str) -> RawFeed | None:
    from reader.sources.feed import loose, repair  # noqa: PLC0415 - 4 ms that only a broken feed needs

    mended = repair.repaired(text)
    return tree.read(mended) or loose.read(mended)


def kind_of(text: str) -> str:
    """Name what a text looks like, for people."""
    text = text.lstrip()
    if _PAGE.match(text) or "<html" in text[:_HEAD].lower():
        return "HTML"
    if text.startswith("<"):
        return "XML"
    return "PDF" if text.startswith("%PDF") else "JSON" if text.startswith(("{", "[")) else "?"


def _every(ttl: str) -> timedelta | None:
    minutes = int(ttl) if ttl.isascii() and ttl.isdigit() and len(ttl) < len("1000000") else 0
    return timedelta(minutes=min(minutes, _LONGEST_WAIT)) if minutes else None


def _numbers(told: Iterable[str]) -> Iterable[int]:
    """Read hours; 24 is midnight, as in RSS 0.91."""
    return (
        int(hour) % _HOURS
        for hour in told
        if hour.isascii() and hour.isdigit() and len(hour) <= len("24") and int(hour) <= _HOURS
    )


def _days(told: Iterable[str]) -> Iterable[int]:
    return (_WEEK.index(day[:3].lower()) for day in told if day[:3].lower() in _WEEK)
