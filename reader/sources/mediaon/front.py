"""The front page: date, menu, lead, section blocks, and the weather strip in its head.

Owns what a block of the front page is: the nearest element around a link to a section that holds articles. Tickers,
timelines, pictures and most-read lists belong to no section and are left out: they have no dates, and old articles
among them would stand as new.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from operator import itemgetter
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
_MOST = 60  # places that a lead is looked for in
_HEAD = 2_000  # characters of a page in which its date stands
_PRINTED = re.compile(r"\d{4}\s?[.년/-]\s?\d{1,2}\s?[.월/-]\s?\d{1,2}\s?일?\s*\(?\s?[일월화수목금토](?:요일)?\b")


def front(html: str, url: str, *, zone: tzinfo = KST) -> FrontPage:
    """Read a front page; raises NotWhatItSays when it has neither a menu nor articles."""
    page = open_page(html, url, zone)
    menu = menu_of(page)
    named = sections(page, menu)
    found = items(page, (link for link, _ in page.links()))
    blocks = tuple(_blocks(page, menu, named, found))
    if not named and not found:
        raise page.wrong("mediaon", "no menu and no articles on the front page")
    return FrontPage(
        printed=_printed(page),
        menu=named,
        lead=_lead(page, found, blocks),
        blocks=tuple(block.listing for block in blocks),
        weather=strip(page),
    )


@dataclass(frozen=True, slots=True)
class _Block:
    """A section's block, and the elements that its articles stand in."""

    listing: Listing
    scopes: frozenset[int]


def _blocks(page: Page, menu: LexborNode | None, named: tuple[Section, ...], found: list[Item]) -> Iterator[_Block]:
    """Find the blocks: around every link to a section, outside the menu, the nearest element that holds articles."""
    holding = {above.mem_id for item in found for link in item.links for above in ancestors(link, _REACH)}
    names = {section.number: section.name for section in named}
    seen: set[int] = set()
    for anchor, href in page.links():
        number = page.section_number(href)
        if not number or (menu is not None and _within(anchor, menu)):
            continue
        holder = next((above for above in ancestors(anchor, _REACH) if above.mem_id in holding), None)
        if holder is None or holder.mem_id in seen or _shared(page, holder, number):
            continue
        seen.add(holder.mem_id)
        inside = {link.mem_id for link in holder.css("a[href]")}
        standing = [item for item in found if item.links[0].mem_id in inside]
        if listed := entries(page, standing):
            name = _name(page, holder, number) or _label(anchor) or names.get(number, "")
            yield _Block(Listing(name, listed, number=number), frozenset(item.scope.mem_id for item in standing))


def _within(node: LexborNode, outer: LexborNode) -> bool:
    return any(above.mem_id == outer.mem_id for above in ancestors(node, _REACH))


def _shared(page: Page, holder: LexborNode, number: str) -> bool:
    """Say whether an element holds blocks of other sections too, as it does around a block without articles."""
    others = (
        link for link in holder.css("a[href]") if page.section_number(attribute(link, "href")) not in {"", number}
    )
    return any(_heads(link) for link in others)


def _heads(link: LexborNode) -> bool:
    """Say whether a link to a section stands in a block's heading, not in an article's category."""
    around = (link, *ancestors(link, 4))
    return any(node.tag in _HEADINGS or not classes(node).isdisjoint({"tit_set", "btn_art_more"}) for node in around)


def _name(page: Page, holder: LexborNode, number: str) -> str:
    """Read a block's heading: the first that leads to the section, else the first that leads to no article."""
    headings = [node for tag in ("h1", "h2", "h3", "h4", "h5", "h6", "header", "dt") for node in holder.css(tag)]
    leading = [node for node in headings if number in _numbers(page, node)]
    free = [node for node in headings if node.css_first("a") is None and not _in_link(node)]
    return next((name for node in (*leading, *free) if (name := _label(node))), "")


def _numbers(page: Page, node: LexborNode) -> set[str]:
    return {page.section_number(attribute(link, "href")) for link in node.css("a[href]")}


def _in_link(node: LexborNode) -> bool:
    return any(above.tag == "a" for above in ancestors(node, _REACH))


def _label(node: LexborNode) -> str:
    said = line(node, lambda inside: "btn_art_more" in classes(inside))
    return "" if MORE.fullmatch(said) else said


def _lead(page: Page, found: list[Item], blocks: tuple[_Block, ...]) -> Entry | None:
    """Choose the main headline: before the first block, with some text, in the highest heading, and first of those."""
    scopes = frozenset(scope for block in blocks for scope in block.scopes)
    before = takewhile(lambda item: item.scope.mem_id not in scopes, found[:_MOST])
    told = [(read, _level(item)) for item in before for read in entries(page, [item])]
    with_text = sorted((one for one in told if one[0].summary or one[0].subtitle), key=itemgetter(1))
    listed = [one for block in blocks for one in block.listing.entries]
    rest = [*(one for one in listed if one.summary or one.subtitle), *(one for one, _ in told), *listed]
    return next(iter([*(one for one, _ in with_text), *rest]), None)


def _level(item: Item) -> int:
    """Give the level of the highest heading around an article's title; 7 for none."""
    around = (item.scope, *ancestors(item.links[0], 2))
    levels = (level for level in range(1, 7) for node in around if node.css_first(f"h{level}") is not None)
    return next(levels, 7)


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
