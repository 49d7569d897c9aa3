"""The front page: date, menu, lead, section blocks, and the weather strip in its head.

Owns what a block of the front page is: the nearest element around a link to a section that holds articles. Tickers,
timelines, pictures and most-read lists belong to no section and are left out: they have no dates, and old articles
among them would stand as new.
"""

from __future__ import annotations

import re
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from reader.model import Entry, FrontPage, Listing, Section
from reader.sources.markup import attribute, classes
from reader.sources.mediaon.items import Item, entries, items
from reader.sources.mediaon.menu import MORE, menu_of, sections
from reader.sources.mediaon.page import ancestors, line, open_page
from reader.sources.mediaon.strip import strip
from reader.text.dates import KST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, tzinfo

    from selectolax.lexbor import LexborNode

    from reader.sources.mediaon.page import Page

PARSER_VERSION = 1

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "header", "dt"}
_REACH = 10
_MOST = 100  # blocks, and places that a lead is looked for in
_HEADING_LINKS = 3
_HEAD = 2_000  # characters of a page in which its date stands
_PRINTED = re.compile(r"\d{4}\s?[.년/-]\s?\d{1,2}\s?[.월/-]\s?\d{1,2}\s?일?\s*\(?\s?[일월화수목금토](?:요일)?\b")


def front(html: str, url: str, *, zone: tzinfo = KST) -> FrontPage:
    """Read a front page; raises NotWhatItSays when it has neither a menu nor articles."""
    page = open_page(html, url, zone)
    menu = menu_of(page)
    named = sections(page, menu)
    found = items(page, (link for link, _ in page.links()))
    if not named and not found:
        raise page.wrong("mediaon", "no menu and no articles on the front page")
    blocks = tuple(_blocks(page, menu, named, found))
    return FrontPage(
        printed=_printed(page), menu=named, lead=_lead(page, found, blocks), blocks=blocks, weather=strip(page)
    )


def _blocks(page: Page, menu: LexborNode | None, named: tuple[Section, ...], found: list[Item]) -> Iterator[Listing]:
    """Find the blocks: around every link to a section, outside the menu, the nearest element that holds articles.

    Where that holds several blocks, one ends at the next heading.
    """
    holding = {above.mem_id for item in found for link in item.links for above in ancestors(link, _REACH)}
    names = {section.number: section.name for section in named}
    links = [link for link, _ in page.links() if menu is None or not _within(link, menu)]
    heads = [
        (index, page.section_number(attribute(link, "href"))) for index, link in enumerate(links) if _heads(page, link)
    ]
    seen: set[tuple[int, str]] = set()
    for index, anchor in enumerate(links):
        number = page.section_number(attribute(anchor, "href"))
        holder = next((above for above in ancestors(anchor, _REACH) if above.mem_id in holding), None)
        if not number or holder is None or (holder.mem_id, number) in seen:
            continue
        seen.add((holder.mem_id, number))
        inside = {link.mem_id for link in holder.css("a[href]")}
        if any(other != number and links[head].mem_id in inside for head, other in heads):
            end = next((head for head, other in heads if head > index and other != number), len(links))
            inside &= {link.mem_id for link in links[index:end]}
        if listed := entries(page, [item for item in found if item.links[0].mem_id in inside]):
            yield Listing(_name(anchor) or names.get(number, ""), listed, number=number)
        if len(seen) >= _MOST:
            break


def _within(node: LexborNode, outer: LexborNode) -> bool:
    return any(above.mem_id == outer.mem_id for above in ancestors(node, _REACH))


def _heads(page: Page, link: LexborNode) -> bool:
    """Say whether a link stands in a block's heading; an article's title and the category in an item do not."""
    if page.article_number(attribute(link, "href")):
        return False
    around = (link, *ancestors(link, 4))
    return any(not classes(node).isdisjoint({"tit_set", "btn_art_more"}) for node in around) or (
        any(node.tag in _HEADINGS for node in around) and page.section_number(attribute(link, "href")) != ""
    )


def _name(anchor: LexborNode) -> str:
    """Read the heading that a link to a section stands in or beside, else what the link says."""
    for above in ancestors(anchor, 4):
        for node in (above, *above.css("h1, h2, h3, h4, h5, h6")):
            about_article = node.css_first('a[href*="article.html"]') is not None or _in_link(node)
            if node.tag in _HEADINGS and not about_article and (name := _label(node)):
                return name
    return _label(anchor)


def _in_link(node: LexborNode) -> bool:
    return any(above.tag == "a" for above in ancestors(node, _REACH))


def _label(node: LexborNode) -> str:
    said = line(node, lambda inside: "btn_art_more" in classes(inside))
    return "" if MORE.fullmatch(said) else said


def _lead(page: Page, found: list[Item], blocks: tuple[Listing, ...]) -> Entry | None:
    """Choose the main headline: the first with a subtitle or text that stands under no block's heading."""
    untitled: dict[int, frozenset[int]] = {}
    free = (item for item in found if not _titled(item, untitled))
    told = [read for item in islice(free, _MOST) for read in entries(page, [item])]
    listed = [one for block in blocks for one in block.entries]
    with_text = (one for one in (*told, *listed) if one.summary or one.subtitle)
    return next(with_text, next(iter([*told, *listed]), None))


def _titled(item: Item, untitled: dict[int, frozenset[int]]) -> bool:
    """Say whether a block's heading stands before an item, in whatever holds both; `untitled` keeps what was seen."""
    below = item.scope
    for above in ancestors(item.scope, _REACH):
        if above.mem_id not in untitled:
            untitled[above.mem_id] = frozenset(child.mem_id for child in takewhile(_no_title, above.iter()))
        if below.mem_id not in untitled[above.mem_id]:
            return True
        below = above
    return False


def _no_title(node: LexborNode) -> bool:
    """Say whether an element is anything but a block's heading; the page's own <header> holds the menu."""
    heading = "tit_set" in classes(node) or (node.tag == "header" and len(node.css("a")) <= _HEADING_LINKS)
    return not heading or node.css_first('a[href*="article.html"]') is not None


def _printed(page: Page) -> date | None:
    """Read the day in the page's head."""
    node = page.first("p.today_txt", ".today_txt", "[class*=today]", "header time", "time")
    for said in (line(node), attribute(node, "datetime") if node is not None else ""):
        if printed := page.date(said):
            return printed.date()
    body = page.tree.body
    found = _PRINTED.search(line(body, limit=_HEAD)) if body is not None else None
    day = page.date(found[0]) if found else None
    return day.date() if day else None
