"""What a page embeds: where a picture really is, and where a film can be watched.

Lazily loaded pictures keep their address in another attribute and a data: URI in `src`; a counting pixel is no picture.
An iframe is an advertisement unless its host is known to show films.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reader.sources.markup import attribute
from reader.text.address import absolute, host
from reader.text.clean import TITLE, clean

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_SOURCES = ("data-original", "data-src", "data-lazy-src", "src")
_PIXEL = re.compile(r"\s*[012](?:px)?\s*", re.IGNORECASE)
_NO_WORDS = re.compile(r".*\.(?:jpe?g|png|gif|webp|avif|bmp|svg)|image\d*|photo\d*|이미지|사진", re.IGNORECASE)
_FILM_HOSTS = (
    "youtube.com",
    "youtube-nocookie.com",
    "youtu.be",
    "vimeo.com",
    "dailymotion.com",
    "naver.com",
    "kakao.com",
)
_YOUTUBE = re.compile(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,20})")


def picture(node: LexborNode, base_url: str) -> tuple[str, str]:
    """Give the address of an `img` and its alternative text; "" for a pixel or one that is nowhere to be fetched."""
    if any(_PIXEL.fullmatch(attribute(node, side)) for side in ("width", "height")):
        return "", ""
    listed = attribute(node, "srcset").strip().partition(" ")[0].rstrip(",")
    told = (*(attribute(node, name) for name in _SOURCES), listed)
    url = next((url for each in told if each and (url := absolute(base_url, each))), "")
    said = clean(attribute(node, "alt"), limit=TITLE)
    return url, "" if _NO_WORDS.fullmatch(said) else said


def film(node: LexborNode, base_url: str) -> str:
    """Give the address where what an `iframe`, `embed`, `video` or `audio` shows can be watched, or ""."""
    inside = node.css_first("source[src]") if node.tag in {"video", "audio"} else None
    told = attribute(node, "src") or attribute(node, "data-src") or (attribute(inside, "src") if inside else "")
    url = absolute(base_url, told)
    if node.tag in {"iframe", "embed"} and not _shows_films(url):
        return ""
    known = _YOUTUBE.match(url)
    return f"https://www.youtube.com/watch?v={known[1]}" if known else url


def _shows_films(url: str) -> bool:
    name = host(url)
    return any(name == known or name.endswith(f".{known}") for known in _FILM_HOSTS)
