"""One refresh of one feed: asked with its validators, its entries and the texts that it carries kept at once.

Where its articles stand is said by the configuration, or else by the feed's own title as it first was: a feed that
renames itself keeps its shelf.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from reader.library import Batch, PageRecord, Polled, menu, page, source_key
from reader.library.feeds import FeedRound, feed_hints, keep_feed
from reader.library.rounds import Round
from reader.model import Body, Feed, Listing, Section, SourceReport
from reader.newsroom import feed_moves, schedule
from reader.newsroom.polling import Asked, Manner, Poller, Wanted
from reader.parsing import version
from reader.text.address import host

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reader.config import SourceSettings
    from reader.fetch import Answer
    from reader.model import FeedEntry
    from reader.newsroom.desk import Desk

Hints = dict[str, Any]


async def refresh_feed(
    desk: Desk, settings: SourceSettings, manner: Manner, given: Answer | None = None
) -> SourceReport:
    """Refresh one feed with at most one request, none where its answer is `given`; what failed is reported."""
    key = source_key(settings.url)
    hints: Hints = desk.library.read(feed_hints, key) or {}
    mislabelled = bool(hints.get("mislabelled"))
    poller: Poller[Feed] = Poller(desk, key, settings, manner, desk.dice(), mislabelled=mislabelled)
    held = desk.library.read(menu, key)
    section = settings.section or (held[0].name if held else "")
    known = desk.library.read(page, key, settings.url)
    moved = known is not None and known.section != section  # its articles have no place yet
    wanted = Wanted(settings.url, "feed", "feed", section, at=feed_moves.followed(hints))
    asked = await poller.ask(wanted, whole=moved, given=given)
    if asked.outcome == "skipped":
        return SourceReport(settings.name, "skipped")
    done = _round(desk, settings, asked, section, hints)
    done = replace(done, hints=feed_moves.noted(done.hints or hints, asked, desk.now()))
    absorbed = await desk.write_together(keep_feed, done, desk.now())
    error = asked.failure.error if asked.failure else None
    return SourceReport(settings.name, asked.outcome, absorbed.new, asked.requests, error)


def _round(desk: Desk, settings: SourceSettings, asked: Asked[Feed], section: str, hints: Hints) -> FeedRound:
    """Give what is to be kept of an answer."""
    key = source_key(settings.url)
    if asked.record is None:
        return FeedRound(Round(Batch(key, ()), failures=(asked.failure,) if asked.failure else ()))
    feed = asked.parsed
    if feed is None:
        record = _patient(desk, asked.record, hints)
        return FeedRound(Round(Batch(key, (Polled(record, unchanged=True),)), polled=(settings.url,)))
    hints = hints | _hints(feed)
    name = section or feed.title or settings.name or host(settings.url)
    record = replace(_patient(desk, asked.record, hints), section=name)
    listing = Listing(name, tuple(each.entry for each in feed.entries))
    return FeedRound(
        Round(
            Batch(key, (Polled(record, (listing,)),)),
            menu=() if settings.section else (Section(name, "", settings.url),),
            polled=(settings.url,),
        ),
        texts=texts_of(feed.entries, settings),
        parser=version("feed"),
        hints=hints,
    )


def texts_of(entries: Iterable[FeedEntry], settings: SourceSettings) -> list[tuple[str, Body]]:
    """Choose the texts that need no page: all where pages are not to be read, else those that are whole.

    The text alone: what the feed says of its head stands in the entry, and may be corrected there.
    """
    if settings.full_text is True:
        return []
    return [
        (each.entry.identity, Body(updated=each.body.updated, blocks=each.body.blocks, packed=each.body.packed))
        for each in entries
        if each.body.has_text and (each.whole or settings.full_text is False)
    ]


def _hints(feed: Feed) -> Hints:
    return {
        "every": int(feed.every.total_seconds()) if feed.every else 0,
        "hours": sorted(feed.skip_hours),
        "days": sorted(feed.skip_days),
        "mislabelled": feed.mislabelled,
    }


def _patient(desk: Desk, record: PageRecord, hints: Hints) -> PageRecord:
    """Put the next visit off to when the feed wants it."""
    if record.due is None:
        return record
    every = timedelta(seconds=hints.get("every", 0))
    due = schedule.not_before(record.due, desk.now(), every, hints.get("hours", ()), hints.get("days", ()))
    return replace(record, due=due)
