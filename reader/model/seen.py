"""What the reader sees: sources, headlines and articles with marks of their own, and the views that list them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from reader.model.given import NOT_FETCHED, Block

if TYPE_CHECKING:
    from reader.model.given import Freshness, SourceKind

ViewKind = Literal["all", "section", "unread", "saved", "query"]
Change = Literal["read", "unread", "saved", "unsaved", "hidden", "shown"]


class Source(Struct, frozen=True):
    """A configured source. `key` stays the same when it is renamed: a hash of its address."""

    key: str
    name: str
    kind: SourceKind
    url: str


class Headline(Struct, frozen=True):
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
    freshness: Freshness = NOT_FETCHED


class Article(Struct, frozen=True):
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

    @property
    def pictures(self) -> tuple[Block, ...]:
        """What can be looked at: the image blocks, or where there is none the picture that the source shows beside."""
        beside = self.headline.image
        return self.images or ((Block("image", url=beside),) if beside else ())


class View(Struct, frozen=True):
    """What a list shows: everything, one section (by name), all that is unread or saved, or what a `query` finds."""

    kind: ViewKind
    name: str = ""
    query: str = ""

    @property
    def key(self) -> str:
        """A name for this view that outlives a restart."""
        return f"{self.kind}:{self.name}" if self.name else self.kind

    @property
    def passing(self) -> bool:
        """Whether it is what a search found just now, kept under no name."""
        return self.kind == "query" and not self.name


ALL = View("all")
UNREAD = View("unread")
SAVED = View("saved")


class QueryProblem(Struct, frozen=True):
    """What of a query was not understood: `[start:end]` in its characters, and the key of the sentence for it."""

    start: int
    end: int
    key: str
    fields: tuple[tuple[str, str], ...] = ()


class Completion(Struct, frozen=True):
    """What a query that is being typed may become: `text` in the place of its characters `[start:end]`."""

    start: int
    end: int
    text: str


class Snippet(Struct, frozen=True):
    """A piece of an article's text on one line, and where in it what was looked for stands, as `[start:end]`."""

    text: str = ""
    spans: tuple[tuple[int, int], ...] = ()


class Hit(Struct, frozen=True):
    """What a search found: a headline, where in its title the match stands, and a piece of its text."""

    headline: Headline
    title_spans: tuple[tuple[int, int], ...] = ()
    snippet: Snippet = Snippet()
