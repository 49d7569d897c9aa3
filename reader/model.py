"""The paper's nouns: frozen data that every room hands to the next, without behaviour beyond the obvious.

Every `str` here that came from outside has passed `text.clean`. Every `datetime` is aware. What a *source* lists is an
`Entry`; what the *reader* sees of it, with marks of their own, is a `Headline`; with its text it is an `Article`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

SourceKind = Literal["mediaon", "feed", "greader"]
BlockKind = Literal["paragraph", "heading", "list", "quote", "table", "image", "code"]
ViewKind = Literal["all", "section", "unread", "saved", "query"]
Change = Literal["read", "unread", "saved", "unsaved", "hidden", "shown"]


# What sources give


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside a passage: `[start:end]` in characters of its text, and where it leads (http or https)."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text with its links; a line break within it is a newline character."""

    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
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
        return "\n".join(passage.text for passage in self.passages)


@dataclass(frozen=True, slots=True)
class Entry:
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


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a source: its name in the menu, the site's own number for it, its list's address."""

    name: str
    number: str
    url: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One list page or front-page block: the section that it says it is (or ""), its entries in the page's order."""

    section: str = ""
    entries: tuple[Entry, ...] = ()
    next_url: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class FrontPage:
    """A front page: the menu, the lead article, the section blocks, and the weather strip that the page shows."""

    printed: date | None = None
    menu: tuple[Section, ...] = ()
    lead: Entry | None = None
    blocks: tuple[Listing, ...] = ()
    weather: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """What an article's own page says: its head where the page gives one, and its text in blocks."""

    title: str = ""
    subtitle: str = ""
    author: str = ""
    section: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    image: str = ""
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that comes with a feed's entry: its media type and its size in bytes where told ("" and 0 where not)."""

    url: str
    kind: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What a feed says of one article: its entry, the text that the feed itself carries, and what goes with it.

    `body` has no blocks where the feed gives no text at all; `whole` says that it looks like the whole article, not
    like a summary of it.
    """

    entry: Entry
    body: Body = Body()
    whole: bool = False
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
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


@dataclass(frozen=True, slots=True)
class Offer:
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


@dataclass(frozen=True, slots=True)
class Discovery:
    """What one answer offers as sources, the best first; `guesses` are addresses to try where it names none."""

    offers: tuple[Offer, ...] = ()
    guesses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """One station at one hour; None where the provider gave nothing.

    `sky` in the vocabulary of `weather.sky`, `temperature` in ℃, `rain` in mm of the last hour, `wind` in m/s.
    """

    station: str
    name: str
    sky: str | None = None
    temperature: float | None = None
    rain: float | None = None
    wind: float | None = None


@dataclass(frozen=True, slots=True)
class Observations:
    """One answer of a weather provider: when it was observed (None: not said), and its stations in its own order."""

    provider: str
    observed: datetime | None
    stations: tuple[Observation, ...]


# How fresh something is


@dataclass(frozen=True, slots=True)
class Validators:
    """ETag and Last-Modified of one answer, kept to the letter (RFC 9110 8.8); always both from the same answer."""

    etag: str = ""
    last_modified: str = ""

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True)
class Freshness:
    """When a copy was fetched, and whether it is stale: its renewal failed, or it is older than its lifetime."""

    fetched: datetime | None = None
    stale: bool = False
    error: str = ""


# What the reader sees


@dataclass(frozen=True, slots=True)
class Source:
    """A configured source. `key` stays the same when it is renamed: a hash of its address."""

    key: str
    name: str
    kind: SourceKind
    url: str


@dataclass(frozen=True, slots=True)
class Headline:
    """One article in a list, with the reader's own marks. `id` is `[a-z0-9]`, the same after any rebuild."""

    id: str
    source: str
    title: str
    url: str
    section: str = ""
    also: tuple[str, ...] = ()
    subtitle: str = ""
    summary: str = ""
    author: str = ""
    image: str = ""
    published: datetime | None = None
    first_seen: datetime | None = None
    read: bool = False
    saved: bool = False
    has_text: bool = False
    freshness: Freshness = Freshness()


@dataclass(frozen=True, slots=True)
class Article:
    """A headline with its text; `blocks` is empty while the text is not held."""

    headline: Headline
    blocks: tuple[Block, ...] = ()
    updated: datetime | None = None

    @property
    def text(self) -> str:
        """The body as plain text, blocks apart by an empty line; what search and `--json` give."""
        return "\n\n".join(block.text for block in self.blocks if block.text)

    @property
    def links(self) -> tuple[str, ...]:
        """Every address that the text links to, in order, each once."""
        found = (link.url for block in self.blocks for passage in block.passages for link in passage.links)
        return tuple(dict.fromkeys(found))

    @property
    def images(self) -> tuple[Block, ...]:
        """The image blocks, in order."""
        return tuple(block for block in self.blocks if block.kind == "image")


@dataclass(frozen=True, slots=True)
class View:
    """What a list shows: everything, one section (by name), all that is unread or saved, or what a `query` finds."""

    kind: ViewKind
    name: str = ""
    query: str = ""

    @property
    def key(self) -> str:
        """A name for this view that outlives a restart."""
        return f"{self.kind}:{self.name}" if self.name else self.kind


ALL = View("all")
UNREAD = View("unread")
SAVED = View("saved")


@dataclass(frozen=True, slots=True)
class QueryProblem:
    """What of a query was not understood: `[start:end]` in its characters, and the key of the sentence for it."""

    start: int
    end: int
    key: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of an article's text on one line, and where in it what was looked for stands, as `[start:end]`."""

    text: str = ""
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """What a search found: a headline, where in its title the match stands, and a piece of its text."""

    headline: Headline
    title_spans: tuple[tuple[int, int], ...] = ()
    snippet: Snippet = Snippet()


# What panes are shown: one immutable state each


@dataclass(frozen=True, slots=True)
class Shelf:
    """One row of the sections pane."""

    view: View
    label: str
    total: int
    unread: int


@dataclass(frozen=True, slots=True)
class SectionsState:
    """The sections pane: its rows in order, and the one whose list is open."""

    shelves: tuple[Shelf, ...] = ()
    current: View = ALL


@dataclass(frozen=True, slots=True)
class ListState:
    """The list pane: `rows` may read lazily from the library; a `lead` stands first and taller when there is one.

    `waiting` counts new articles that the reader has not let in. `note` is the key of the sentence that an empty list
    shows (`locale`), with `note_fields`.
    """

    view: View = ALL
    title: str = ""
    rows: Sequence[Headline] = ()
    lead: bool = False
    waiting: int = 0
    many_sources: bool = False
    freshness: Freshness = Freshness()
    note: str = ""
    note_fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleState:
    """The article pane: what is held of one article, and the key of a sentence about what is not (with its fields)."""

    article: Article | None = None
    loading: bool = False
    note: str = ""
    note_fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WeatherState:
    """The strip: stations in the order to show (the first `own` always stand), their provider and age.

    `instead`: the provider stands in for the reader's first. `partner`: a second one, of which the reader's own places
    come. `observed` and `fetched` are the provider's; the older of the two where any of it is stale.
    """

    provider: str = ""
    observed: datetime | None = None
    fetched: datetime | None = None
    stations: tuple[Observation, ...] = ()
    own: int = 0
    stale: bool = False
    sample: bool = False
    note: str = ""
    instead: bool = False
    partner: str = ""


@dataclass(frozen=True, slots=True)
class StationRow:
    """One station of the weather screen: what it has now, and its temperatures of the day, the oldest first.

    `day` has one value an hour, None where it is not held, the last of them the hour of `now`. `change` is the
    difference to an hour ago in degrees. `chosen`: it stands on the strip. `latitude` and `longitude` in degrees.
    """

    now: Observation
    chosen: bool
    latitude: float
    longitude: float
    province: str = ""
    change: float | None = None
    day: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class SkyState:
    """The weather screen: the strip's stations in its order, then all others that there are."""

    strip: WeatherState = WeatherState()
    rows: tuple[StationRow, ...] = ()


@dataclass(frozen=True, slots=True)
class MastheadState:
    """The masthead: the paper's name, today, when the paper was last renewed, and what must be said about it."""

    name: str
    today: date
    renewed: datetime | None = None
    offline: bool = False
    sample: bool = False
    refreshing: bool = False


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What a refresh did for one source; `error` is the sentence's key and fields of the first failure."""

    name: str
    status: Literal["updated", "unchanged", "skipped", "failed"]
    new: int = 0
    requests: int = 0
    error: tuple[str, tuple[tuple[str, str], ...]] | None = None


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What a whole refresh did: a row a source, the weather's among them, and how many texts were fetched ahead."""

    sources: tuple[SourceReport, ...] = ()
    prefetched: int = 0
    skipped_texts: int = 0
    started: datetime | None = field(default=None)

    @property
    def failed(self) -> bool:
        """Whether any source failed."""
        return any(report.status == "failed" for report in self.sources)
