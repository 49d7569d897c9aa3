"""Links to articles, and which part of a page is about which.

Owns the one rule that holds over all the flavours of blocks and lists: whatever lies around the links of one article
and of no other is said about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from reader.sources.markup import attribute, classes
from reader.sources.mediaon.entry import read_entry
from reader.sources.mediaon.page import Page, ancestors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode

    from reader.model import Entry

REACH = 8  # how far around a link its item may reach
_MOST_LINKS = 20  # of one article at one place
_WHOLE = {"li", "article", "tr", "dd", "dl"}
_NEVER = {"ul", "ol", "section", "main", "table", "tbody", "nav"}


class Item(Struct):
    """One article at one place: its number, its links there, and the element that holds nothing of any other."""

    number: int
    links: list[LexborNode]
    scope: LexborNode


def items(page: Page, links: Iterable[LexborNode]) -> list[Item]:
    """Find the articles that `links` lead to, in order, one item for every place where an article stands."""
    leading = [(link, number) for link in links if (number := page.article_number(attribute(link, "href")))]
    owners = _owners(leading)
    headed: dict[int, bool] = {}
    found: dict[int, Item] = {}
    for link, number in leading:
        scope = _scope(link, number, owners, headed)
        item = found.setdefault(scope.mem_id, Item(number, [], scope))
        if len(item.links) < _MOST_LINKS:
            item.links.append(link)
    return list(found.values())


def entries(page: Page, found: Iterable[Item]) -> tuple[Entry, ...]:
    """Read the entries of several items, each article once; a later place fills in what an earlier one lacks."""
    read: dict[str, Entry] = {}
    for item in found:
        told = read_entry(page, item.number, item.links, item.scope)
        if told is not None:
            read[told.identity] = _fuller(read[told.identity], told) if told.identity in read else told
    return tuple(read.values())


def _owners(leading: list[tuple[LexborNode, int]]) -> dict[int, int]:
    """Say of every element around a link whose it is: an article's number, 0 when it holds several."""
    owners: dict[int, int] = {}
    for link, number in leading:
        for above in (link, *ancestors(link, REACH)):
            owners[above.mem_id] = number if owners.get(above.mem_id, number) == number else 0
    return owners


def _scope(link: LexborNode, number: int, owners: dict[int, int], headed: dict[int, bool]) -> LexborNode:
    """Find the largest element around a link that is this article's alone; a list's item is never left."""
    scope = link
    for above in ancestors(link, REACH):
        if owners.get(above.mem_id) != number or above.tag in _NEVER:
            break
        if above.mem_id not in headed:
            headed[above.mem_id] = _headed(above, owners)
        if headed[above.mem_id]:
            break
        scope = above
        if above.tag in _WHOLE:
            break
    return scope


def _headed(node: LexborNode, owners: dict[int, int]) -> bool:
    """Say whether a block's heading stands in an element, beside the article that it holds."""
    headings = (child for child in node.iter() if child.tag == "header" or "tit_set" in classes(child))
    return any(heading.mem_id not in owners for heading in headings)


def _fuller(first: Entry, other: Entry) -> Entry:
    return replace(
        first,
        subtitle=first.subtitle or other.subtitle,
        summary=first.summary or other.summary,
        author=first.author or other.author,
        image=first.image or other.image,
        published=first.published or other.published,
    )
