"""What several pages say about the same articles, made into one candidate each, with its place in time. No I/O.

Lists and feeds are trusted over front pages, whose titles and summaries are cut and whose entries carry no date. An
entry without a date is placed by its rank right below the next higher one whose time is known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from reader.library.records import bounded, stamp
from reader.text.address import canonical

if TYPE_CHECKING:
    from reader.library.pages import PageRecord
    from reader.model import Entry, Listing


class Polled(Struct, frozen=True):
    """One page that was asked, and what it listed: nothing when a 304 confirmed it (`unchanged`)."""

    page: PageRecord
    listings: tuple[Listing, ...] = ()
    unchanged: bool = False


class Batch(Struct, frozen=True):
    """What one refresh of one source brought.

    A listing's `section` is the name under which its entries stand ("": outside of any section, as a front page's lead
    and ticker are, and whatever a feed lists). `lead`: the identity of the front page's lead, None where no front page
    was read. `into`: the generation that further pages of an open list join, so that this list grows and nothing is
    announced; 0: a new one.
    """

    source: str
    pages: tuple[Polled, ...]
    lead: str | None = None
    into: int = 0


class Candidate(Struct, frozen=True):
    """One article as all pages together tell of it; `position`: how far down its page it stood."""

    entry: Entry
    sections: tuple[str, ...]
    front: bool
    trusted: bool
    position: int


def shared(found: Sequence[Candidate]) -> frozenset[str]:
    """Give the addresses by which these articles may be known to other sources, as `canonical` writes them.

    One that several of them have is the site's, or a ticker's, and says nothing; neither does a bare host.
    """
    counted = Counter(canonical(one.entry.url) for one in found)
    return frozenset(name for name, count in counted.items() if count == 1 and ("/" in name or "?" in name))


def candidates(pages: Sequence[Polled]) -> tuple[Candidate, ...]:
    """Give one candidate an identity, in the order of the pages, what lists say before what front pages say."""
    found: dict[str, Candidate] = {}
    for polled in sorted(pages, key=lambda polled: polled.page.role == "front"):
        for candidate in _listed(polled):
            held = found.get(candidate.entry.identity)
            found[candidate.entry.identity] = _joined(held, candidate) if held else candidate
    return tuple(found.values())


def refined(held: Entry, told: Entry, *, trusted: bool) -> Entry:
    """Give `held` with what `told` knows better: all that it says if `trusted`, else only what is missing."""
    return replace(
        held,
        url=told.url if trusted and told.url else held.url,
        title=_better(held.title, told.title, trusted=trusted),
        subtitle=_better(held.subtitle, told.subtitle, trusted=trusted),
        summary=_better(held.summary, told.summary, trusted=trusted),
        author=_better(held.author, told.author, trusted=trusted),
        image=_better(held.image, told.image, trusted=trusted),
        published=_better_date(held.published, told.published, trusted=trusted),
    )


def day_only(moment: datetime) -> bool:
    """Tell whether only the day is known: midnight exactly, in the source's own zone."""
    return moment.timetz().replace(tzinfo=None) == time()


def sort_times(found: Iterable[Candidate], known: Mapping[str, int], now: datetime) -> dict[str, int]:
    """Give each candidate's place in time, in seconds, by identity; `known` ones keep theirs.

    A date in the future counts as now. Without a date: the time of the next higher rank in the same batch, now if none.
    """
    found = tuple(found)
    latest = stamp(now)
    times = {
        one.entry.identity: min(stamp(one.entry.published), latest) for one in found if one.entry.published is not None
    } | {one.entry.identity: known[one.entry.identity] for one in found if one.entry.identity in known}
    ranked = sorted((one.entry.rank, times[one.entry.identity]) for one in found if one.entry.identity in times)
    ranks = [rank for rank, _ in ranked]
    for one in found:
        above = bisect_right(ranks, one.entry.rank) if one.entry.rank > 0 else len(ranks)
        times.setdefault(one.entry.identity, ranked[above][1] if above < len(ranks) else latest)
    return times


def rank(candidate: Candidate) -> int:
    """Give what orders entries of one moment: the source's own number, else the place on the page, higher first."""
    return bounded(candidate.entry.rank) or -candidate.position


def _listed(polled: Polled) -> Iterator[Candidate]:
    role = polled.page.role
    position = 0
    for listing in polled.listings:
        sections = (listing.section,) if listing.section else ()
        front = not sections and role in ("front", "feed")  # a list of everything says nothing about the section
        for entry in listing.entries:
            position += 1
            yield Candidate(entry, sections, front, role != "front", position)


def _joined(held: Candidate, told: Candidate) -> Candidate:
    return replace(
        held,
        entry=refined(held.entry, told.entry, trusted=False),
        sections=tuple(dict.fromkeys(held.sections + told.sections)),
        front=held.front or told.front,
    )


def _better(held: str, told: str, *, trusted: bool) -> str:
    if not held or not told:
        return held or told
    cut = told.rstrip(".… ")
    return held if not trusted or (len(cut) < len(held) and held.startswith(cut)) else told


def _better_date(held: datetime | None, told: datetime | None, *, trusted: bool) -> datetime | None:
    if held is None or told is None:
        return held or told
    if day_only(held) and not day_only(told) and held.date() == told.date():
        return told
    return held if not trusted or (day_only(told) and held.date() == told.date()) else told
