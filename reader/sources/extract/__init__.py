"""The whole article from any page: its text as the same blocks that mediaon articles have, and its head.

A ladder: mediaon's own pages, JSON-LD, the rules of papers we know (`sites`), readability, the densest part of a page.
Of the two extraction libraries that came first elsewhere readability-lxml was chosen: on our own corpus (18 shapes of
pages, most of them Korean, tests/data/extract) it gives F1 .920 through our block builder and trafilatura 2.3, tuned
for short Korean texts, .864 (the whole ladder: 1.0); it gives HTML, so that links, pictures and tables survive; and it
is 14 MB instead of 63.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import tzinfo
from typing import TYPE_CHECKING

from reader.errors import NotWhatItSays
from reader.model import Block, Body
from reader.sources.blocks import blocks
from reader.sources.extract import sites
from reader.sources.extract.json_ld import Told, told_of
from reader.sources.extract.library import readable
from reader.sources.extract.tidy import linkless, tidied
from reader.sources.mediaon import article, head
from reader.sources.mediaon.page import line, open_page
from reader.sources.mediaon.story import densest, not_of_text
from reader.text.address import absolute
from reader.text.dates import KST

if TYPE_CHECKING:
    from reader.sources.mediaon.page import Page

__all__ = ["PARSER_VERSION", "extract"]

PARSER_VERSION = 1

_LEAST = 40  # characters outside links: a flash of two Korean sentences has 80
_SHORT = 200  # a text that JSON-LD tells may be its first sentences only
_SAME = 0.8  # share of words by which two texts are the same article
_MUCH_MORE = 1.6
_WORD = re.compile(r"\w+")
_MEDIAON = re.compile(r"/(?:news|mobile)/article\.html?\?(?:.*&)?no=\d")
_SEPARATOR = r"\s*[|\-–—:·<ㅣ>]+\s*"
_BYLINES = ".by, .writer, [rel=author], [class*=byline], [class*=author], [class*=reporter]"
_MOST_BYLINES = 20
_NAME = 100


def extract(html: str, url: str, *, zone: tzinfo | None = None) -> Body:
    """Read the article of any page.

    Raises NotWhatItSays where the page holds no article's text, Deleted where a mediaon site says that it is gone,
    ParseError for markup that cannot be taken on. `zone` is that of dates that name none (left out: KST).
    """
    if "news_body_area" in html or _MEDIAON.search(url):
        try:
            return article(html, url, zone=zone or KST)
        except NotWhatItSays:
            pass  # not a page of that system after all
    page = open_page(html, url, zone or KST)
    told = told_of(page)
    title = told.title or _title(page)
    text = _chosen(told.text, _of_page(page, html, title))
    if linkless(text) < _LEAST:
        raise page.wrong("article", "no article's text on the page")
    return _body(page, told, title, text)


def _of_page(page: Page, html: str, title: str) -> tuple[Block, ...]:
    """Find the text in the page itself, by the first rung that gives one."""
    known = (title, *(line(node, limit=_NAME) for node in page.tree.css(_BYLINES)[:_MOST_BYLINES]))
    for found in _rungs(page, html):
        text = tidied(found, known)
        if linkless(text) >= _LEAST:
            return text
    return ()


def _rungs(page: Page, html: str) -> Iterator[tuple[Block, ...]]:
    yield sites.text_of(page)
    yield readable(page, html)
    yield _densest(page)


def _densest(page: Page) -> tuple[Block, ...]:
    node = densest(page)
    return blocks(node, page.url, not_of_text) if node is not None else ()


def _chosen(told: tuple[Block, ...], found: tuple[Block, ...]) -> tuple[Block, ...]:
    """Choose between what JSON-LD tells and what the page shows: the page where it is the same text, for its form."""
    if not told or not found:
        return told or found
    there, here = _words(told), _words(found)
    same = sum((there & here).values()) >= _SAME * there.total()
    if _length(told) < _SHORT:
        return found if same or _length(found) > _length(told) else told
    return found if same and _length(found) <= _MUCH_MORE * _length(told) else told


def _words(text: tuple[Block, ...]) -> Counter[str]:
    return Counter(word for block in text for word in _WORD.findall(block.text))


def _length(text: tuple[Block, ...]) -> int:
    return sum(len(block.text) for block in text)


def _body(page: Page, told: Told, title: str, text: tuple[Block, ...]) -> Body:
    """Put the head together: JSON-LD first, for it says what is what, then what the page shows."""
    return Body(
        title=title,
        subtitle=head.subtitle(page),
        author=", ".join(dict.fromkeys(told.authors)) or head.author(page),
        section=told.section or head.section(page),
        published=page.date(told.published) or head.published(page),
        updated=page.date(told.updated) or head.updated(page),
        image=absolute(page.url, told.image) or head.image(page, text),
        blocks=text,
    )


def _title(page: Page) -> str:
    """Read the title without the site's name that many put behind it."""
    title = head.title(page)
    site = page.meta("og:site_name", "application-name")
    return re.sub(rf"{_SEPARATOR}{re.escape(site)}\s*$", "", title) or title if site else title
