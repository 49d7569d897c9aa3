"""JSON Feed 1.0 and 1.1 (jsonfeed.org) into the same `RawFeed`. What has the wrong type counts as not said."""

from __future__ import annotations

import json
import re
from typing import Any

from reader.errors import NotWhatItSays
from reader.sources.feed.raw import MOST_ENTRIES, MOST_PARTS, Raw, RawFeed, RawFile, RawLink

_NAMES = {
    "guid": "id",
    "link": "url external_url",
    "title": "title",
    "summary": "summary",
    "content": "content_html content_text",
    "published": "date_published",
    "updated": "date_modified",
}
_NUMBERS = {"id", "date_published", "date_modified", "size_in_bytes"}
_LONE = re.compile("[\ud800-\udfff]")


def read(text: str) -> RawFeed:
    """Read a JSON Feed; raises NotWhatItSays for any other JSON, and for what is none."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotWhatItSays(expected="JSON Feed", found="?", cause=str(error)) from error
    if not isinstance(told, dict) or not (
        "jsonfeed.org" in _text(told, "version") or isinstance(told.get("items"), list)
    ):
        raise NotWhatItSays(expected="JSON Feed", found="JSON")
    names = {"title": "title", "language": "language", "link": "home_page_url"}
    head = Raw(_values(told, names), markup={"title": "text"})
    head.links = [RawLink(_text(hub, "url"), "hub") for hub in _list(told, "hubs") if _text(hub, "url")]
    head.links.append(RawLink(_text(told, "next_url"), "next"))
    authors = _authors(told)
    return RawFeed(
        head, [_entry(item, authors) for item in _list(told, "items")[:MOST_ENTRIES] if isinstance(item, dict)]
    )


def _entry(item: dict[str, Any], authors: list[str]) -> Raw:
    raw = Raw(
        _values(item, _NAMES),
        markup={"title": "text", "summary": "text", "content": "html" if _text(item, "content_html") else "text"},
        authors=_authors(item) or authors,
        categories=[tag for tag in _list(item, "tags")[:MOST_PARTS] if isinstance(tag, str)],
    )
    pictures = (_text(item, "image"), _text(item, "banner_image"))
    raw.files = [RawFile(url, "", "thumbnail") for url in pictures if url]
    raw.files += [
        RawFile(_text(one, "url"), _text(one, "mime_type"), "", _text(one, "size_in_bytes"))
        for one in _list(item, "attachments")[:MOST_PARTS]
    ]
    return raw


def _values(told: dict[str, Any], names: dict[str, str]) -> dict[str, str]:
    """Give the values under `names` (ours: the format's, several in the order of trust)."""
    found = {
        name: next((said for key in keys.split() if (said := _text(told, key))), "") for name, keys in names.items()
    }
    return {name: said for name, said in found.items() if said}


def _authors(told: dict[str, Any]) -> list[str]:
    """Give the names of the authors: a list since version 1.1, one before."""
    return [name for one in [*_list(told, "authors")[:MOST_PARTS], told.get("author")] if (name := _text(one, "name"))]


def _text(told: object, key: str) -> str:
    """Give a text, or a number as one where the number could be meant so."""
    value = told.get(key) if isinstance(told, dict) else None
    if key in _NUMBERS and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return _LONE.sub("", value) if isinstance(value, str) else ""


def _list(told: dict[str, Any], key: str) -> list[Any]:
    value = told.get(key)
    return value if isinstance(value, list) else []
