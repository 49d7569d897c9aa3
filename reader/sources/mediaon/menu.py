"""The menu: which sections a paper has, by name, with the numbers that the site gives them now.

Numbers are the site's own and change with its skin; names are what people configure, so that of two entries with one
name the higher in the menu counts. Links elsewhere and the specials (0 all, -2 timeline) are no sections.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reader.model import Section
from reader.sources.markup import attribute
from reader.sources.mediaon.page import LINKS, ancestors, line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode

    from reader.sources.mediaon.page import Page

_MENUS = ("#gnb", "#nav", "nav", "header", "[id*=menu]", "[class*=gnb]", "[class*=menu]")
_LEAST = 2  # sections that make a menu
MORE = re.compile(r"\W*(?:더\s?보기|전체\s?보기|more)?\W*", re.IGNORECASE)
_MOST = 20  # elements that are looked at for each selector
_DEPTH = 30


def menu_of(page: Page) -> LexborNode | None:
    """Find the element that holds the menu; None in a skin that has none to speak of."""
    for selector in _MENUS:
        for node in page.tree.css(selector)[:_MOST]:
            if len({number for number, _ in _labelled(page, node.css("a[href]")[:LINKS])}) >= _LEAST:
                return node
    return None


def sections(page: Page, menu: LexborNode | None) -> tuple[Section, ...]:
    """Give the sections in the menu's order, those below others after them; without a menu, all that the page links."""
    links = (menu.css("a[href]") if menu is not None else page.tree.css("a[href]"))[:LINKS]
    named: dict[str, tuple[int, str]] = {}
    numbers: set[str] = set()
    for link in links:
        number = page.section_number(attribute(link, "href"))
        name = line(link)
        if not number or MORE.fullmatch(name) or number in numbers:
            continue
        depth = sum(above.tag in {"ul", "ol"} for above in ancestors(link, _DEPTH))
        numbers.add(number)
        if name not in named or depth < named[name][0]:
            named[name] = (depth, number)
    return tuple(Section(name, number, page.section_url(number)) for name, (_, number) in named.items())


def _labelled(page: Page, links: Iterable[LexborNode]) -> list[tuple[str, str]]:
    told = ((page.section_number(attribute(link, "href")), line(link)) for link in links)
    return [(number, name) for number, name in told if number and not MORE.fullmatch(name)]
