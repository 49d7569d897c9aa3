"""An article's page: its text in blocks under its head, or the site's word that there is no such article.

Owns where the text stands, and how a deleted article answers: with status 200 and a script that says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reader.errors import Deleted
from reader.model import Block, Body
from reader.sources.blocks import blocks
from reader.sources.mediaon import head
from reader.sources.mediaon.page import Page, open_page
from reader.sources.mediaon.story import densest, not_of_text, without_tail
from reader.text.address import host
from reader.text.clean import TITLE, clean
from reader.text.dates import KST

if TYPE_CHECKING:
    from datetime import tzinfo

PARSER_VERSION = 1

_BODIES = ("#news_body_area", ".news_body_area", "[itemprop=articleBody]", ".cnt_view", ".smartOutput")
_ALERT = re.compile(r"alert\(\s*(['\"])(.{1,300}?)\1", re.DOTALL)
_GONE = re.compile(
    r"없는\s*(?:기사|번호|게시물|글|페이지)|(?:기사|게시물)[가이은는를]?\s*(?:없|존재하지|삭제)|삭제(?:된|되)|존재하지\s*않"
)


def article(html: str, url: str, *, zone: tzinfo = KST) -> Body:
    """Read an article's page; raises Deleted for the answer to one that is gone, NotWhatItSays for any other page."""
    page = open_page(html, url, zone)
    text = _text(page)
    if not text:
        if said := _farewell(page):
            raise Deleted(host=host(url), cause=said)
        raise page.wrong("mediaon", "no article's text on the page")
    return Body(
        title=head.title(page),
        subtitle=head.subtitle(page),
        author=head.author(page),
        section=head.section(page),
        published=head.published(page),
        updated=head.updated(page),
        image=head.image(page, text),
        blocks=text,
    )


def _text(page: Page) -> tuple[Block, ...]:
    """Read the text: where mediaon keeps it, else where the page has most of it."""
    for selector in _BODIES:
        for node in page.tree.css(selector):
            if found := without_tail(blocks(node, page.url, not_of_text)):
                return found
    held = densest(page)
    return without_tail(blocks(held, page.url, not_of_text)) if held is not None else ()


def _farewell(page: Page) -> str:
    """Give what a page's script tells the person who asked for an article that is not there."""
    for script in page.tree.css("script"):
        for alert in _ALERT.finditer(script.text()):
            if _GONE.search(alert[2]):
                return clean(alert[2], limit=TITLE)
    return ""
