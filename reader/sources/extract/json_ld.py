"""What a page says of its article in JSON-LD (schema.org): head, and often the text itself.

Owns where in the many shapes of it an article may stand. It is written for search engines: a text may be all of the
article, its first sentences, or one line without paragraphs, so that what to make of it is the caller's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from reader.model import Block, Passage
from reader.sources.blocks import blocks_of
from reader.text.clean import BODY, TITLE, clean

if TYPE_CHECKING:
    from reader.sources.mediaon.page import Page

_SCRIPTS = 20
_LONGEST = 2_000_000
_NODES = 5_000
_KIND = re.compile(r"(?:.*/)?(?:\w*NewsArticle|Article|\w*BlogPosting|Report|TechArticle)")
_WRAPPED = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.*?\*/|<!\[CDATA\[)?\s*(.*?)[\s;]*(?:-->|//\s*\]\]>|\]\]>)?\s*$", re.DOTALL
)
_TAG = re.compile(r"<(?:p|br|div|span|figure|img|h[1-6]|ul|a|b|strong)[\s/>]", re.IGNORECASE)


class Told(Struct):
    """What was told; "" where it was not. `published` and `updated` are as printed."""

    title: str = ""
    authors: list[str] = field(default_factory=list)
    published: str = ""
    updated: str = ""
    section: str = ""
    image: str = ""
    text: tuple[Block, ...] = ()


def told_of(page: Page) -> Told:
    """Read the page's article; of several the one with the longest text."""
    found = [
        article
        for script in page.tree.css('script[type*="ld+json"]')[:_SCRIPTS]
        for article in _articles(script.text())
    ]
    article = max(found, key=lambda one: len(_text(one.get("articleBody"))), default=None)
    if article is None:
        return Told()
    return Told(
        title=clean(unescape(_text(article.get("headline")) or _text(article.get("name"))), limit=TITLE),
        authors=[name for one in _list(article.get("author")) if (name := clean(unescape(_name(one)), limit=TITLE))],
        published=_text(article.get("datePublished")) or _text(article.get("dateCreated")),
        updated=_text(article.get("dateModified")),
        section=clean(
            unescape(next((name for one in _list(article.get("articleSection")) if (name := _name(one))), "")),
            limit=TITLE,
        ),
        image=next((url for one in _list(article.get("image")) if (url := _address(one))), ""),
        text=_blocks(_text(article.get("articleBody"))[:BODY], page.url),
    )


def _articles(script: str) -> Iterator[dict[str, Any]]:
    wrapped = _WRAPPED.match(script[:_LONGEST])
    try:
        whole = json.loads(wrapped[1] if wrapped else script, strict=False)  # line breaks in texts are common
    except (ValueError, RecursionError):
        return
    waiting = [whole]
    for _ in range(_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node[:_NODES]))
        elif isinstance(node, dict):
            if any(_KIND.fullmatch(kind) for kind in map(_text, _list(node.get("@type")))):
                yield node
            waiting.extend(value for value in node.values() if isinstance(value, dict | list))


def _blocks(text: str, base: str) -> tuple[Block, ...]:
    """Give a text as blocks: HTML where it is some, else a paragraph a line."""
    if _TAG.search(text):
        return blocks_of(text, base)
    lines = (clean(line, limit=BODY) for line in unescape(text).replace("\r", "\n").split("\n"))
    return tuple(Block("paragraph", (Passage(line),)) for line in lines if line)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _name(value: object) -> str:
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _address(value: object) -> str:
    return _text(value.get("url")) if isinstance(value, dict) else _text(value)
