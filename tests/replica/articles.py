"""The replica's articles as their editors typed them: text, never HTML; pages/ turns them into markup.

What a reader must see of an article is said here once (`shown`, `shown_subtitle`), by hand for the hostile ones, so that
a test never computes its expectation with the code that it tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal

KST = timezone(timedelta(hours=9))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading between paragraphs."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered or not."""

    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation set apart."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first row is its header."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """An image: `src` relative to the site ("" for a data: URI), and where its caption stands."""

    src: str
    caption: str = ""
    how: Literal["figcaption", "mark", "none"] = "figcaption"
    host: bool = False  # written as //host/path


@dataclass(frozen=True, slots=True)
class Linked:
    """A paragraph in which some words are links."""

    text: str
    links: Mapping[str, str]


Piece = str | Heading | Items | Quote | Table | Picture | Linked


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `author` without "기자"; "" when there is no byline. `subtitle` may have several lines.

    `dated` says where its page tells the date: in the info list, or only in the head's meta element (with a zone or
    without). `markup` says what separates its paragraphs. `key` is how a test finds it: `site.named("table")`.
    """

    no: int
    section: str
    title: str
    published: datetime
    body: tuple[Piece, ...]
    sub: str = ""
    subtitle: str = ""
    author: str = ""
    edited: datetime | None = None
    dated: Literal["info", "meta", "naive"] = "info"
    markup: Literal["p", "br", "div"] = "p"
    picture: bool = True
    shown_as: str = ""
    key: str = ""

    @property
    def shown(self) -> str:
        """The title as a reader must see it."""
        return self.shown_as or self.title

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The texts of the plain paragraphs, in order."""
        return tuple(
            piece if isinstance(piece, str) else piece.text for piece in self.body if isinstance(piece, str | Linked)
        )

    @property
    def lead(self) -> str:
        """What lists show of the text: about 400 characters, cut in mid-sentence with two dots."""
        text = " ".join(self.paragraphs)
        return text if len(text) <= 400 else text[:400] + ".."

    @property
    def path(self) -> str:
        """Its address on the site."""
        return f"/news/article.html?no={self.no}"

    @property
    def image(self) -> str:
        """The path of its thumbnail, or "" when it has none."""
        stamp = int(self.published.timestamp())
        folder = f"{self.published:%Y%m}{self.published.isocalendar().week:02d}"
        return f"/data/cache/public/photos/{folder}/art_{stamp}_{self.no:06x}_140x90_c0.png" if self.picture else ""


def at(stamp: str) -> datetime:
    """Read "01-15 09:41" as that minute of 2026 in Korea."""
    return datetime.strptime(f"2026-{stamp} +0900", "%Y-%m-%d %H:%M %z").astimezone(KST)
