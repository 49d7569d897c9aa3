"""XML that is not well-formed: feedparser, which reads on past any mistake, into the same `RawFeed`.

Owns what feedparser is handed: a stream of bytes, for it would open a text that looks like an address or a file; not
more of it than a few seconds' work (up to 50 µs an element); and no tag with very many attributes, for which it takes
quadratic time (20 s for 200,000). Its cleaning of HTML and its dates are not used.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

from reader.errors import ParseError
from reader.sources.feed.raw import MOST_ENTRIES, MOST_PARTS, Raw, RawFeed, RawFile, RawLink
from reader.sources.feed.tree import markup_of

_MOST_TAGS = 60_000
_MOST_ATTRIBUTES = 64
_PROLOG = re.compile(r"\s*<\?xml[^>]*>", re.IGNORECASE)
_FAILURES = (ValueError, LookupError, AssertionError, TypeError, AttributeError, RecursionError, RuntimeError)


def read(text: str) -> RawFeed | None:
    """Read what can be read; None where feedparser recognises no feed. Raises ParseError for what is refused."""
    import feedparser  # noqa: PLC0415 - 45 ms that only a broken feed needs

    data = _bounded(_PROLOG.sub("", text, count=1)).encode("utf-8", "replace")
    _check(data)
    try:
        found = feedparser.parse(
            io.BytesIO(data),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _FAILURES as error:
        raise ParseError(cause=f"feedparser: {type(error).__name__}: {error}") from error
    if not found.version and not found.entries:
        return None
    return RawFeed(_head(found.feed), [_entry(told) for told in found.entries[:MOST_ENTRIES]])


def _check(data: bytes) -> None:
    """Refuse tags that cost too much; expat goes as far as feedparser's own strict reading will."""

    def start(name: str, attributes: list[str]) -> None:
        if len(attributes) > 2 * _MOST_ATTRIBUTES:
            raise ParseError(cause=f"a tag <{name[:20]}> with over {_MOST_ATTRIBUTES} attributes")

    parser = expat.ParserCreate("utf-8")
    parser.ordered_attributes = True
    parser.StartElementHandler = start
    with contextlib.suppress(expat.ExpatError):
        parser.Parse(data, True)  # noqa: FBT003 - positional in the C interface


def _bounded(text: str) -> str:
    """Cut off what would take too long; the newest entries stand first."""
    end = place = 0
    for _ in range(_MOST_TAGS):
        place = text.find("<", end)
        if place < 0:
            return text
        end = place + 1
    return text[:place]


def _head(told: Mapping[str, Any]) -> Raw:
    raw = Raw(links=_links(told))
    for name in ("title", "link", "language", "ttl"):
        _take(raw, name, told, name)
    return raw


def _entry(told: Mapping[str, Any]) -> Raw:
    raw = Raw(links=_links(told), files=_files(told))
    for name, key in (
        ("guid", "id"),
        ("link", "link"),
        ("title", "title"),
        ("description", "summary"),
        ("pubdate", "published"),
        ("created", "created"),
        ("updated", "updated"),
    ):
        _take(raw, name, told, key)
    for content in _list(told, "content")[:1]:
        _take(raw, "content", content, "value")
        _told_type(raw, "content", content)
    for detail in ("title", "summary"):
        _told_type(raw, {"summary": "description"}.get(detail, detail), _own(told, f"{detail}_detail"))
    raw.authors = [name for one in _list(told, "authors")[:MOST_PARTS] if (name := _text(one, "name"))]
    if not raw.authors and (author := _text(told, "author")):
        raw.authors = [author]
    raw.categories = [
        term for tag in _list(told, "tags")[:MOST_PARTS] if (term := _text(tag, "label") or _text(tag, "term"))
    ]
    _take(raw, "source", _own(told, "source"), "title")
    return raw


def _take(raw: Raw, name: str, told: object, key: str) -> None:
    if said := _text(told, key):
        raw.values[name] = said


def _told_type(raw: Raw, name: str, detail: object) -> None:
    """Take feedparser's word for what a text is in only where it is markup: it says text where nothing was said."""
    if isinstance(detail, Mapping) and markup_of(_text(detail, "type")) == "html":
        raw.markup[name] = "html"


def _links(told: Mapping[str, Any]) -> list[RawLink]:
    return [
        RawLink(_text(link, "href"), _text(link, "rel"), _text(link, "type"))
        for link in _list(told, "links")[:MOST_PARTS]
    ]


def _files(told: Mapping[str, Any]) -> list[RawFile]:
    enclosed = [
        RawFile(_text(link, "href"), _text(link, "type"), "", _text(link, "length"))
        for link in _list(told, "links")
        if _text(link, "rel") == "enclosure"
    ]
    media = [
        RawFile(_text(one, "url"), _text(one, "type"), _text(one, "medium"), _text(one, "filesize"))
        for one in _list(told, "media_content")
    ]
    thumbnails = [RawFile(_text(one, "url"), "", "thumbnail") for one in _list(told, "media_thumbnail")]
    return [*enclosed, *media, *thumbnails][:MOST_PARTS]


def _own(told: object, key: str) -> object:
    """Give what really stands under a key; feedparser's own mapping gives something else where it does not."""
    return dict.get(told, key) if isinstance(told, dict) else None


def _text(told: object, key: str) -> str:
    value = _own(told, key)
    return value if isinstance(value, str) else ""


def _list(told: object, key: str) -> list[Any]:
    value = _own(told, key)
    return value if isinstance(value, list) else []
