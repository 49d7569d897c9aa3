"""A feed as its format tells it: strings under the names that RSS, Atom and their modules give them, nothing believed.

Owns the one vocabulary into which every reader (XML, JSON, broken XML) puts what it finds, so that all that follows is
written once. Names are in lower case; modules have their usual prefix, whatever the document calls them.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

MOST_ENTRIES = 2_000
MOST_PARTS = 50  # links, files, categories and authors of one entry

# "text" is plain, "html" is markup; a feed that does not say (all of RSS) means either.
Markup = Literal["", "text", "html"]


class RawLink(Struct, frozen=True):
    """A link with its relation ("": alternate) and media type."""

    url: str
    rel: str = ""
    kind: str = ""


class RawFile(Struct, frozen=True):
    """An enclosure, attachment, picture or thumbnail; `medium` as Media RSS has it (image, video, …)."""

    url: str
    kind: str = ""
    medium: str = ""
    size: str = ""


class Raw(Struct):
    """An entry, or the head of a feed.

    `values` by name, the first of each that is not empty, and `markup` for those that told a type.
    """

    values: dict[str, str] = field(default_factory=dict)
    markup: dict[str, Markup] = field(default_factory=dict)
    links: list[RawLink] = field(default_factory=list)
    files: list[RawFile] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    base: str = ""

    def first(self, *names: str) -> str:
        """Give the first value under these names."""
        values = self.values
        for name in names:
            if name in values:
                return values[name]
        return ""

    def text(self, *names: str) -> tuple[str, Markup]:
        """Give the first value under these names, and what markup it is in."""
        values = self.values
        for name in names:
            if name in values:
                return values[name], self.markup.get(name, "")
        return "", ""


class RawFeed(Struct):
    """A feed's head and its entries, in their order."""

    head: Raw = field(default_factory=Raw)
    entries: list[Raw] = field(default_factory=list)
    skip_hours: list[str] = field(default_factory=list)
    skip_days: list[str] = field(default_factory=list)
