"""OPML 2.0 (opml.org/spec2): subscriptions carried from one reader to another, folders as sections; no file is opened.

Owns what other readers' files mean, and what ours say: a mediaon site goes out as its RSS, which every reader
understands, with what it really is in attributes of our own namespace (spec2, "Extending OPML"), which only we read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import cast
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct, field
from msgspec.structs import replace

from reader.errors import BadOpml
from reader.model import Offer, SourceKind
from reader.text.address import absolute, bare, canonical, host, safe_url
from reader.text.charset import decode
from reader.text.clean import clean

MOST = 10_000  # feeds of one file
LONGEST = 20 << 20  # bytes of one file

_DEEPEST = 64
_NAME = 100
_NAMESPACE = "urn:nuri-reader:opml"
_RSS_OF_MEDIAON = "/data/rss/news.xml"
_NO_FEEDS = {"link", "include", "page", "song", "thumb"}


class Imported(Struct, frozen=True):
    """What a file holds: its feeds in order, each address once; `refused` are lines with addresses no feed can have."""

    offers: tuple[Offer, ...] = ()
    refused: tuple[tuple[int, str], ...] = ()


def read(data: bytes, file: str = "") -> Imported:
    """Read what `file` (named for messages) holds; raises BadOpml with the line (from 1) of what is wrong in it."""
    if len(data) > LONGEST:
        raise BadOpml(file=file, line=1, reason=f"over {LONGEST} bytes")
    reading = _Reading(file)
    try:
        reading.parser.Parse(decode(data).encode("utf-8", "replace"), True)  # noqa: FBT003 - positional in the C interface
    except expat.ExpatError as error:
        raise BadOpml(file=file, line=error.lineno, reason=expat.ErrorString(error.code)) from error
    return Imported(_told_apart(reading.offers, set()), tuple(reading.refused))


def fresh(offers: Iterable[Offer], held: Sequence[Offer]) -> tuple[Offer, ...]:
    """Give those offers that are not among `held`, by address; a name that is taken gets a number."""
    known = {_address(offer) for offer in held}
    new = [offer for offer in offers if _address(offer) not in known]
    return _told_apart(new, {offer.name for offer in held})


def write(offers: Iterable[Offer], *, made: datetime, title: str = "누리") -> str:
    """Write a file: a folder a section, in the order in which they first come, what has no section before them."""
    folders: dict[str, list[Offer]] = {"": []}
    for offer in offers:
        folders.setdefault(offer.section, []).append(offer)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:nuri="{_NAMESPACE}">',
        "  <head>",
        f"    <title>{escape(clean(title, limit=_NAME))}</title>",
        f"    <dateCreated>{format_datetime(made)}</dateCreated>",
        "  </head>",
        "  <body>",
        *(f"    {_outline(offer)}" for offer in folders.pop("")),
    ]
    for section, inside in folders.items():
        name = quoteattr(clean(section, limit=_NAME))
        lines += [
            f"    <outline text={name} title={name}>",
            *(f"      {_outline(offer)}" for offer in inside),
            "    </outline>",
        ]
    return "\n".join([*lines, "  </body>", "</opml>", ""])


class _Reading(Struct):
    """The state of one walk: the folders that are open, `None` for an outline that is none."""

    file: str
    offers: list[Offer] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    open: list[str | None] = field(default_factory=list)
    deep: int = 0
    parser: expat.XMLParserType = field(default_factory=lambda: expat.ParserCreate("utf-8"))

    def __post_init__(self) -> None:
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _doctype(self, *_: object) -> None:
        raise self._wrong("a DTD")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.deep and name.lower() != "opml":
            raise self._wrong(f"<{clean(name, limit=_NAME)}>")
        self.deep += 1
        if self.deep > _DEEPEST:
            raise self._wrong(f"over {_DEEPEST} levels")
        if name.lower() == "outline":
            self._outline({key.lower(): value.strip() for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self.deep -= 1
        if name.lower() == "outline":
            self.open.pop()

    def _outline(self, told: dict[str, str]) -> None:
        """Take a feed, or open a folder."""
        name = clean(told.get("text", "") or told.get("title", ""), limit=_NAME)
        kind = told.get("type", "").lower()
        address = told.get("xmlurl", "") or told.get("url", "")
        if not address:
            self.open.append(name or None)
            return
        self.open.append(None)
        url = "" if kind in _NO_FEEDS else safe_url(address) or absolute("", address)
        if not url:
            self.refused.append((self.parser.CurrentLineNumber, clean(bare(address), limit=_NAME)))
            return
        if len(self.offers) >= MOST:
            raise self._wrong(f"over {MOST} feeds")
        title = clean(told.get("title", "") or name, limit=_NAME) or host(url)
        self.offers.append(_offer(told, Offer("feed", title, url, section=self._section(told))))

    def _section(self, told: dict[str, str]) -> str:
        """Name the folder that a feed is in, else its first category (comma-separated paths, spec2)."""
        folder = next((name for name in reversed(self.open) if name), "")
        category = told.get("category", "").partition(",")[0].strip("/ ").rpartition("/")[2]
        return folder or clean(category, limit=_NAME)

    def _wrong(self, reason: str) -> BadOpml:
        return BadOpml(file=self.file, line=self.parser.CurrentLineNumber, reason=reason)


def _offer(told: dict[str, str], feed: Offer) -> Offer:
    """Add what else is told; what we wrote ourselves becomes what it was."""
    home = safe_url(told.get("htmlurl", ""))
    language = clean(told.get("language", ""), limit=_NAME).lower().removesuffix("unknown")
    kind = told.get("nuri:kind", "feed")
    if kind == "mediaon" and home:
        sections = tuple(clean(name, limit=_NAME) for name in told.get("nuri:sections", "").split("|") if name.strip())
        return replace(feed, kind=cast("SourceKind", kind), url=home, home=home, language=language, sections=sections)
    return replace(feed, home=home, language=language)


def _outline(offer: Offer) -> str:
    attributes = {
        "type": "rss",
        "text": offer.name,
        "title": offer.name,
        "xmlUrl": offer.url,
        "language": offer.language,
    }
    if offer.kind == "mediaon":
        attributes["xmlUrl"] = absolute(offer.url, _RSS_OF_MEDIAON)
        attributes |= {"htmlUrl": offer.url, "nuri:kind": offer.kind, "nuri:sections": "|".join(offer.sections)}
    else:
        attributes["htmlUrl"] = offer.home
    told = (f"{name}={quoteattr(clean(value, limit=len(value) + 1))}" for name, value in attributes.items() if value)
    return f"<outline {' '.join(told)}/>"


def _address(offer: Offer) -> str:
    return f"{offer.kind} {canonical(offer.url)}"


def _told_apart(offers: Iterable[Offer], taken: set[str]) -> tuple[Offer, ...]:
    """Give each address once, and each name: the second of two that are alike gets a number."""
    found: dict[str, Offer] = {}
    names = set(taken)
    for offer in offers:
        if _address(offer) in found:
            continue
        name, number = offer.name, 2
        while name in names:
            name, number = f"{offer.name} {number}", number + 1
        names.add(name)
        found[_address(offer)] = replace(offer, name=name)
    return tuple(found.values())
