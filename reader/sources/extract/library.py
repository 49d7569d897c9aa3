"""readability-lxml, asked where a page's article is.

Owns what it is handed, and the way back from its answer to the page: it leaves out small tables and pictures that it
takes for decoration, so that its text is looked up in our own tree and the element around it is read instead, as long
as that holds not much more.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from reader.errors import ParseError
from reader.sources.blocks import blocks, blocks_of
from reader.sources.mediaon.page import ancestors, line
from reader.sources.mediaon.story import not_of_text
from reader.text.clean import BODY

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from reader.model import Block
    from reader.sources.mediaon.page import Page

_MOST_HTML = 3_000_000  # characters: 4 s of the worst markup, 1 s of a long page
_MOST_PLACES = 5_000
_DEEP = 40
_LEAST = 30  # characters by which a paragraph is known again
_MUCH_MORE = 1.3
_FAILURES = (ValueError, TypeError, LookupError, AttributeError, RecursionError, AssertionError)


def readable(page: Page, html: str) -> tuple[Block, ...]:
    """Find the article's text; nothing where the library finds none, or cannot read the page."""
    found = _asked(html, page.url) if len(html) <= _MOST_HTML else ()
    place = _place(page, found)
    if place is None:
        return found
    whole = blocks(place, page.url, not_of_text)
    return whole if _length(found) <= _length(whole) <= _MUCH_MORE * _length(found) else found


def _asked(html: str, url: str) -> tuple[Block, ...]:
    from readability import Document  # noqa: PLC0415 - 43 ms that a page of a known paper does not need
    from readability.readability import Unparseable  # noqa: PLC0415 - likewise

    logging.getLogger("readability").setLevel(logging.CRITICAL + 1)  # it logs what it raises
    try:
        return blocks_of(Document(html, url=url).summary(html_partial=True), url, not_of_text)
    except (Unparseable, ParseError, *_FAILURES):
        return ()


def _place(page: Page, found: tuple[Block, ...]) -> LexborNode | None:
    """Find the nearest element around the first and the last paragraph; None where they are not known again."""
    told = [block.text for block in found if block.kind == "paragraph" and len(block.text) >= _LEAST]
    if len(told) < len(("first", "last")):
        return None
    wanted = {" ".join(text.split()) for text in (told[0], told[-1])}
    ends = {
        said: node
        for node in page.tree.css("p, li, blockquote")[:_MOST_PLACES]
        if (said := line(node, limit=BODY)) in wanted
    }
    if set(ends) != wanted:
        return None
    first, *rest = ends.values()
    around = [{above.mem_id for above in ancestors(node, _DEEP)} for node in rest]
    return next((above for above in ancestors(first, _DEEP) if all(above.mem_id in one for one in around)), None)


def _length(text: tuple[Block, ...]) -> int:
    return sum(len(block.text) for block in text)
