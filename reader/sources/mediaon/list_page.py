"""List pages: a section's, all articles', a reporter's, what a search found.

Owns how a list is told from the other links of a page, whose list a page says it is, and where the next page is. Sites
answer an unknown number with some other section's list and a page past the end with the last one, so that `section` is
what the page itself says, never what was asked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from reader.model import Entry, Listing
from reader.sources.markup import attribute, classes
from reader.sources.mediaon.items import Item, entries, items
from reader.sources.mediaon.menu import menu_of, sections
from reader.sources.mediaon.page import CRUMBS, LINKS, aside, line, open_page
from reader.text.dates import KST

if TYPE_CHECKING:
    from datetime import tzinfo

    from selectolax.lexbor import LexborNode

    from reader.sources.mediaon.page import Page

PARSER_VERSION = 1

_FULL = 10  # articles on a full page; a page with fewer is taken for the last where no paging shows
_ASIDE = re.compile(
    r"(?:^|[-_])(?:side|aside|best|rank|ranking|popular|related?|rel|most|recommend|banner|ban|ad)(?:$|[-_\d])"
)
_HEADINGS = (".path_wrap h3", "ul.art_top_nav > li:last-child", ".path_wrap li:last-child")
_PAGING = (".btn_pagenum", "[class*=pagenum]", "[class*=paging]", "[class*=pagination]", "[class*=pages]")
_CURRENT = {"on", "active", "current", "now", "selected"}
_MOST_PAGES = 100_000
_MOST_ITEMS = 500
_MOST_LISTS = 20


def listing(html: str, url: str, *, zone: tzinfo = KST) -> Listing:
    """Read one page of a list; raises NotWhatItSays when it has no list, not even an empty one."""
    page = open_page(html, url, zone)
    lists = page.tree.css("ul.art_list_all, .art_list_all")
    if lists:
        links = [link for node in lists[:_MOST_LISTS] for link in node.css("a[href]")]
        listed = entries(page, items(page, links[:LINKS])[:_MOST_ITEMS])
    else:
        listed = _densest(page)
    if not lists and not listed:
        raise page.wrong("mediaon", "no list of articles")
    number = _number(page)
    return Listing(_section(page, number), listed, _next(page, len(listed)), number)


def _densest(page: Page) -> tuple[Entry, ...]:
    """Find the list in a skin never seen: the group of items that tells most about its articles."""
    groups: dict[int, list[Item]] = defaultdict(list)
    for item in items(page, (link for link, _ in page.links()))[:_MOST_ITEMS]:
        parent = item.scope.parent
        if parent is not None and not aside(item.scope):
            groups[parent.mem_id].append(item)
    read = [entries(page, group) for group in groups.values()]
    return max(read, key=_telling, default=())


def _telling(listed: tuple[Entry, ...]) -> int:
    """Weigh a group: rows of a list have dates or leads, lists of the most read only titles, but many of them."""
    return sum(1 + 10 * (one.published is not None) + 5 * bool(one.summary) for one in listed)


def _number(page: Page) -> str:
    """Give the section's number as the page's own links have it, else as it was asked for."""
    paging = _paging(page)
    told = [attribute(link, "href") for link in (paging.css("a[href]") if paging is not None else ())]
    canonical = page.first('link[rel="canonical"]')
    told += [attribute(canonical, "href") if canonical is not None else "", page.meta("og:url"), page.url]
    return next((number for href in told if (number := page.section_number(href))), "")


def _section(page: Page, number: str) -> str:
    """Name the section that the page says it is: its path, a heading, its title; "" when it says nothing."""
    if path := next((said for selector in CRUMBS if (said := line(page.tree.css_first(selector)))), ""):
        return path
    named = sections(page, menu_of(page))
    known = {section.name for section in named}
    headings = [line(node) for tag in ("h1", "h2", "h3", "h4") for node in page.tree.css(tag) if not aside(node)]
    title = line(page.tree.css_first("title"))
    told = (*headings, *(title.partition(mark)[0].strip() for mark in ("|", ":", "ㅣ", "<", " - ", ">")))
    heading = next((said for said in told if said in known), "")
    return heading or next((section.name for section in named if section.number == number), "")


def _paging(page: Page) -> LexborNode | None:
    """Find the element with the links to other pages."""
    for selector in _PAGING:
        for node in page.tree.css(selector)[:_MOST_LISTS]:
            if any(_page_of(link) for link in node.css("a")):
                return node
    return None


def _page_of(link: LexborNode) -> int:
    """Give the page that a link leads to, by its address or its words; 0 for none."""
    return _asked(attribute(link, "href")) or _count(line(link))


def _asked(url: str) -> int:
    query = urlsplit(url).query if "page=" in url else ""
    return next((_count(value) for key, value in parse_qsl(query) if key == "page"), 0)


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(_MOST_PAGES)) else 0


def _next(page: Page, listed: int) -> str:
    """Give the address of the next page, "" after the last one.

    Built from this page's address, as the sites' own links lead to blocks of ten. A page that shows an earlier number
    than was asked for is a repetition, and the end.
    """
    asked = _asked(page.url) or 1
    paging = _paging(page)
    if paging is None:
        return _with_page(page.url, asked + 1) if listed >= _FULL else ""
    marked = (node for node in paging.css("a, strong, em, span, li") if not _CURRENT.isdisjoint(classes(node)))
    shown = next((number for node in marked if (number := _count(line(node)))), asked)
    more = any(_page_of(link) > shown for link in paging.css("a"))
    return _with_page(page.url, shown + 1) if more and shown >= asked else ""


def _with_page(url: str, number: int) -> str:
    parts = urlsplit(url)
    rest = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key != "page"]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode([*rest, ("page", number)]), ""))
