"""The sample edition: a small mediaon site of our own writing, static files beside this one, that `nuri demo` serves.

Owns which address each file answers; how it is served, and the clock that runs on from NOW, belong to the newsroom.
An article is added by hand: its own page, its row in two lists, perhaps one on the front page; file names give the
addresses. The weather strip stands on the front page alone, so that each value is written in one page and the XML.
Its pictures are small drawings of our own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.resources import files
from types import MappingProxyType

from msgspec import Struct

from reader.text.dates import KST

ORIGIN = "https://www.nuriilbo.com"
NOW = datetime(2026, 1, 15, 9, 54, tzinfo=KST)

_TYPES = {"html": "text/html; charset=UTF-8", "xml": "text/xml; charset=UTF-8", "jpg": "image/jpeg"}
_SINGLE = {"front": "/", "sfc_web_map": "/XML/weather/sfc_web_map.xml"}


class SamplePage(Struct, frozen=True):
    """What one address answers: a page in UTF-8 or a picture, and the Content-Type that says so."""

    body: bytes
    content_type: str


def pages() -> Mapping[str, SamplePage]:
    """Give every page by path and query ("/news/article.html?no=1"), read anew from the package; about 60."""
    found: dict[str, SamplePage] = {}
    for file in files(__name__).iterdir():
        stem, _, suffix = file.name.rpartition(".")
        if suffix in _TYPES:
            page = SamplePage(file.read_bytes(), _TYPES[suffix])
            found.update(dict.fromkeys(_addresses(stem), page))
    return MappingProxyType(found)


def _addresses(stem: str) -> Iterator[str]:
    """Name the addresses that a file answers; a list repeats its only page past the end, as the real site does."""
    kind, _, number = stem.rpartition("-")
    if stem in _SINGLE:
        yield _SINGLE[stem]
    elif stem.startswith("art_"):
        yield f"/data/photos/20260103/{stem}.jpg"
    elif kind == "article":
        yield f"/news/article.html?no={number}"
    else:
        path = f"/news/section_list_all.html?sec_no={number}" if kind == "section" else f"/news/{stem}.html"
        yield path
        joint = "&" if "?" in path else "?"
        yield from (f"{path}{joint}page={page}" for page in (1, 2))
