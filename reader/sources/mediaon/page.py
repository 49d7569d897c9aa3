"""One page of a mediaon site: its tree, its address, and what links on it point at.

Owns the addresses that never change between skins: `article.html?no=N` and `section(_list_all).html?sec_no=N`. A link
to another host is never an article or section of this paper, whatever it looks like.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct, field

from reader.errors import NotWhatItSays
from reader.sources.markup import attribute, classes, parse, words
from reader.text.address import absolute, host
from reader.text.clean import TITLE, clean
from reader.text.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime, tzinfo

    from selectolax.lexbor import LexborHTMLParser, LexborNode

LINKS = 2_000  # of one page; more is no newspaper
_DEEP = 30
# Where a page names the section that it belongs to.
CRUMBS = ("ul.art_top_nav > li:last-child", ".path_wrap h3", ".path_wrap li:last-child")
_ASIDE = re.compile(
    r"(?:^|[-_])(?:side|aside|best|rank|ranking|popular|related?|rel|most|recommend|banner|ban|ad)(?:$|[-_\d])"
)
_NUMBER = re.compile(r"[0-9]{1,18}")  # fits SQLite's integers
_SECTION_PATH = re.compile(r"/(?:news|mobile)/section(?:_list_all)?\.html?$")
_KIND = re.compile(r"\s*(?:(<\?xml|<rss|<feed)|([{\[])|(<))", re.IGNORECASE)


class Page(Struct, frozen=True):
    """A parsed page and where it came from; `zone` is that of dates which name none."""

    tree: LexborHTMLParser
    url: str
    zone: tzinfo
    found: str
    _resolved: dict[str, str] = field(default_factory=dict)

    def first(self, *selectors: str) -> LexborNode | None:
        """Give the first element that the first selector with any finds: a ladder, most trusted rung first."""
        return next((node for selector in selectors if (node := self.tree.css_first(selector)) is not None), None)

    def meta(self, *names: str) -> str:
        """Give the content of the first of these `meta` elements that has any, by property, name or itemprop."""
        for name in names:
            for key in ("property", "name", "itemprop"):
                node = self.tree.css_first(f'meta[{key}="{name}"]')
                if node is not None and (said := attribute(node, "content").strip()):
                    return said
        return ""

    def here(self, href: str) -> str:
        """Resolve `href`; "" unless it leads to this site (www. or not)."""
        if href not in self._resolved:
            url = absolute(self.url, href)
            same = host(url).removeprefix("www.") == host(self.url).removeprefix("www.")
            self._resolved[href] = url if same else ""
        return self._resolved[href]

    def article_number(self, href: str) -> int:
        """Give the number of the article that `href` leads to; 0 for anything else."""
        if "article" not in href or "no=" not in href:
            return 0
        parts = urlsplit(self.here(href))
        if not parts.path.endswith(("/article.html", "/article.htm")):
            return 0
        return int(_query(parts.query, "no") or 0)

    def section_number(self, href: str) -> str:
        """Give the number of the section that `href` leads to; "" for anything else, such as the specials 0 and -2."""
        if "sec_no=" not in href:
            return ""
        parts = urlsplit(self.here(href))
        number = _query(parts.query, "sec_no") if _SECTION_PATH.search(parts.path) else ""
        return str(int(number)) if number and int(number) else ""

    def article_url(self, number: int) -> str:
        """Give the address of an article, on the host that this page came from."""
        return absolute(self.url, f"/news/article.html?no={number}")

    def section_url(self, number: str) -> str:
        """Give the address of a section's list."""
        return absolute(self.url, f"/news/section_list_all.html?sec_no={number}")

    def date(self, text: str) -> datetime | None:
        """Read a date as this site prints it."""
        return parse_date(text, zone=self.zone)

    def links(self) -> Iterator[tuple[LexborNode, str]]:
        """Give the page's links in order, with what they say they lead to."""
        for node in self.tree.css("a[href]")[:LINKS]:
            yield node, attribute(node, "href")

    def wrong(self, expected: str, cause: str) -> NotWhatItSays:
        """Make the error for a page that holds nothing of what it was asked for."""
        return NotWhatItSays(host=host(self.url), expected=expected, found=self.found, cause=cause)


def open_page(html: str, url: str, zone: tzinfo) -> Page:
    """Parse a page; raises ParseError for markup that cannot be taken on."""
    kind = _KIND.match(html)
    found = "?" if kind is None else "XML" if kind[1] else "JSON" if kind[2] else "HTML"
    return Page(parse(html), url, zone, found)


def line(node: LexborNode | None, dropped: Callable[[LexborNode], bool] | None = None, limit: int = TITLE) -> str:
    """Give what an element says, as one clean line; "" where there is no element."""
    return "" if node is None else clean(words(node, dropped), limit=limit)


def ancestors(node: LexborNode, most: int) -> Iterator[LexborNode]:
    """Give an element's ancestors below <body>, the nearest first."""
    above = node.parent
    while above is not None and above.tag not in {"body", "html", "-document"} and most:
        yield above
        above = above.parent
        most -= 1


def aside(node: LexborNode) -> bool:
    """Say whether an element stands in what goes around a page: menus, side columns, lists of the most read."""
    return any(
        above.tag in {"aside", "nav", "footer"}
        or any(_ASIDE.search(name) for name in (*classes(above), above.id or ""))
        for above in (node, *ancestors(node, _DEEP))
    )


def _query(query: str, name: str) -> str:
    """Give a parameter that is a number, "" for any other value."""
    value = next((value for key, value in parse_qsl(query) if key == name), "")
    return value if _NUMBER.fullmatch(value) else ""
