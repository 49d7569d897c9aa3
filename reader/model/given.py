"""What sources give of the news and the sky, and how fresh it is, before a reader has done anything with it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct

SourceKind = Literal["mediaon", "feed", "greader"]
BlockKind = Literal["paragraph", "heading", "list", "quote", "table", "image", "code"]


class Link(Struct, frozen=True):
    """A link inside a passage: `[start:end]` in characters of its text, and where it leads (http or https)."""

    start: int
    end: int
    url: str


class Passage(Struct, frozen=True):
    """A run of text with its links; a line break within it is a newline character."""

    text: str
    links: tuple[Link, ...] = ()


class Block(Struct, frozen=True):
    """One piece of an article's body.

    paragraph, heading (`level` 1-6), quote, code: their text in `passages` (a quote may have several).
    list: one passage an item, numbered when `ordered`. table: `rows` of cells, the first a header when `header`.
    image: `url`, and the caption (or the alternative text) as its one passage, if any.
    """

    kind: BlockKind
    passages: tuple[Passage, ...] = ()
    level: int = 0
    ordered: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    header: bool = False
    url: str = ""

    @property
    def text(self) -> str:
        """The block as plain text, a line for each passage or table row."""
        if self.kind == "table":
            return "\n".join("\t".join(row) for row in self.rows)
        return "\n".join([passage.text for passage in self.passages])


class Entry(Struct, frozen=True):
    """What a source lists of one article, before the reader has done anything with it.

    `identity` is the source's own name for it (a mediaon `no`, a feed's guid); `rank` orders entries of one moment
    (higher is newer). `published` at midnight exactly means that only the day is known; None: not said.
    """

    identity: str
    url: str
    title: str
    subtitle: str = ""
    summary: str = ""
    author: str = ""
    image: str = ""
    published: datetime | None = None
    rank: int = 0


class Section(Struct, frozen=True):
    """A section of a source: its name in the menu, the site's own number for it, its list's address."""

    name: str
    number: str
    url: str


class Listing(Struct, frozen=True):
    """One list page or front-page block: the section that it says it is (or ""), its entries in the page's order."""

    section: str = ""
    entries: tuple[Entry, ...] = ()
    next_url: str = ""
    number: str = ""


class FrontPage(Struct, frozen=True):
    """A front page: the menu, the lead article, the section blocks, and the weather strip that the page shows."""

    printed: date | None = None
    menu: tuple[Section, ...] = ()
    lead: Entry | None = None
    blocks: tuple[Listing, ...] = ()
    weather: tuple[Observation, ...] = ()


class Body(Struct, frozen=True):
    """What an article's own page says: its head where the page gives one, and its text in blocks.

    `packed`: the text as `text.columns` writes it, in the place of the blocks where it only goes on into the library.
    """

    title: str = ""
    subtitle: str = ""
    author: str = ""
    section: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    image: str = ""
    blocks: tuple[Block, ...] = ()
    packed: tuple[str, str] | None = None

    @property
    def has_text(self) -> bool:
        """Say whether there is a text, in either form."""
        return bool(self.blocks or self.packed)


class Enclosure(Struct, frozen=True):
    """A file that comes with a feed's entry: its media type and its size in bytes where told ("" and 0 where not)."""

    url: str
    kind: str = ""
    size: int = 0


class FeedEntry(Struct, frozen=True):
    """What a feed says of one article: its entry, the text that the feed itself carries, and what goes with it.

    `body` has no blocks where the feed gives no text at all; `whole` says that it looks like the whole article, not
    like a summary of it.
    """

    entry: Entry
    body: Body = Body()
    whole: bool = False
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()


class Feed(Struct, frozen=True):
    """A feed: its entries in its own order, and what it says of itself.

    `home` is the site's front page, `hub` where WebSub is spoken (W3C WebSub 4), `next_url` older entries (RFC 5005).
    `every`, `skip_hours` (0-23, UTC) and `skip_days` (0 is Monday) say when it wants to be asked (RSS 2.0 ttl,
    skipHours, skipDays). `mislabelled`: its dates are local times that call themselves UTC, and were read as local.
    """

    title: str = ""
    home: str = ""
    language: str = ""
    entries: tuple[FeedEntry, ...] = ()
    hub: str = ""
    next_url: str = ""
    every: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    mislabelled: bool = False


class Offer(Struct, frozen=True):
    """A source that could be added: found behind an address, listed in the catalogue, or carried by an OPML file.

    `section` is where its articles would stand ("": not said), `sections` those of a mediaon site that are wanted
    (none: all). `home` is the paper's front page.
    """

    kind: SourceKind
    name: str
    url: str
    section: str = ""
    home: str = ""
    language: str = ""
    sections: tuple[str, ...] = ()


class Discovery(Struct, frozen=True):
    """What one answer offers as sources, the best first; `guesses` are addresses to try where it names none."""

    offers: tuple[Offer, ...] = ()
    guesses: tuple[str, ...] = ()


class Observation(Struct, frozen=True):
    """One station at one hour; None where the provider gave nothing.

    `sky` in the vocabulary of `weather.sky`, `temperature` in ℃, `rain` in mm of the last hour, `wind` in m/s.
    """

    station: str
    name: str
    sky: str | None = None
    temperature: float | None = None
    rain: float | None = None
    wind: float | None = None


class Observations(Struct, frozen=True):
    """One answer of a weather provider: when it was observed (None: not said), and its stations in its own order."""

    provider: str
    observed: datetime | None
    stations: tuple[Observation, ...]


class Validators(Struct, frozen=True):
    """ETag and Last-Modified of one answer, kept to the letter (RFC 9110 8.8); always both from the same answer."""

    etag: str = ""
    last_modified: str = ""

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


class Freshness(Struct, frozen=True):
    """When a copy was fetched, and whether it is stale: its renewal failed, or it is older than its lifetime."""

    fetched: datetime | None = None
    stale: bool = False
    error: str = ""


NOT_FETCHED = Freshness()
