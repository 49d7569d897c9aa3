"""What a page says about one article beside its link: title, subtitle, lead, byline, date, picture.

Which of it is the title goes by the kind of element and its place, since class names belong to skins: the highest
heading at the link, then bold text, then the link's own words, then a picture's. An <em> or <i> in a title is its
category or the time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reader.model import Entry
from reader.sources.markup import TEXT, attribute, classes, steps
from reader.sources.media import picture
from reader.sources.mediaon.page import Page, ancestors, line
from reader.text.clean import SUMMARY, TITLE, clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from selectolax.lexbor import LexborNode

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BOLD = ("strong", "b")
_NOT_TITLE = {"em", "i", "time", "p", "ul", "ol", "dl", "figcaption"}
_LABELS = {"blind", "ico", "icon", "ics", "badge", "new", "date", "name"}
_NO_TITLE = re.compile(
    r"[\d.,:~\s]*|(?:더\s?보기|자세히(?: 보기)?|기사\s?보기|전체\s?보기|more|read more|view)\W*", re.IGNORECASE
)
_CUT = re.compile(r"\s*(?:\.{2,}|…)$")
_DATE = re.compile(r"\d{4}\s?[-./년]\s?\d{1,2}\s?[-./월]\s?\d{1,2}")
_LONGEST_DATE = 60
_LEAST_LEAD = 20  # an <em> shorter than this is a category, not a lead
_MAIL = re.compile(r"[\[(<]?[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+[\])>]?")
BYLINE = re.compile(r"[가-힣A-Za-z·. ]{2,20} ?(?:기자|특파원|논설위원|논설실장|편집위원|통신원|칼럼니스트)")
_BYLINE_PARTS = {"name", "writer", "author", "by", "byline", "reporter"}
_MOST = 300  # elements of one item


def read_entry(page: Page, number: int, links: list[LexborNode], scope: LexborNode) -> Entry | None:
    """Read the entry of an article that `links` lead to within `scope`; None when nothing there could be its title."""
    around = [node for link in links for node in ancestors(link, 4) if _inside(node, scope)]
    at_links = [node for link in links for node in _elements(link)] + around
    within = _elements(scope)
    holder, title = _title(at_links, links, within)
    if not title:
        return None
    subtitle = _subtitle(holder, within, title)
    return Entry(
        identity=str(number),
        url=page.article_url(number),
        title=title,
        subtitle=subtitle,
        summary=_summary(within, {title, subtitle}),
        author=_author(within),
        image=next((url for node in within if node.tag == "img" and (url := picture(node, page.url)[0])), ""),
        published=_published(page, within, title),
        rank=number,
    )


def byline(text: str) -> str:
    """Give a byline without the mail address that may follow it."""
    return clean(_MAIL.sub(" ", text), limit=TITLE).strip(" ,·|/")


def _elements(node: LexborNode) -> list[LexborNode]:
    found = (inside for inside, tag, entered in steps(node) if entered and tag != TEXT)
    return [inside for inside, _ in zip(found, range(_MOST), strict=False)]


def _inside(node: LexborNode, scope: LexborNode) -> bool:
    return node.mem_id == scope.mem_id or any(above.mem_id == scope.mem_id for above in ancestors(node, 8))


def _label(node: LexborNode) -> bool:
    """Say whether an element within a title is not part of it."""
    return node.tag in _NOT_TITLE or not _LABELS.isdisjoint(classes(node))


def _title(
    at_links: list[LexborNode], links: list[LexborNode], within: list[LexborNode]
) -> tuple[LexborNode | None, str]:
    """Find the title and the element that it stands in (None for an attribute)."""
    for holder, said in _candidates(at_links, links, within):
        if said and not _NO_TITLE.fullmatch(said):
            return holder, _whole(said, links, within)
    return None, ""


def _candidates(
    at_links: list[LexborNode], links: list[LexborNode], within: list[LexborNode]
) -> Iterator[tuple[LexborNode | None, str]]:
    for tag in (*_HEADINGS, *_BOLD):
        for node in at_links:
            if node.tag == tag:
                yield node, line(node, _label) or line(node)
    for link in links:
        yield link, line(link, _label)
    for node in within:
        if node.tag in _HEADINGS:
            yield node, line(node, _label)
    for said in _attributes(links, within):
        yield None, said
    for link in links:
        yield link, line(link)


def _attributes(links: list[LexborNode], within: list[LexborNode]) -> list[str]:
    """Give what alternative texts and tooltips say."""
    alternatives = [attribute(node, "alt") for node in within if node.tag == "img"]
    return [clean(said, limit=TITLE) for said in (*alternatives, *(attribute(link, "title") for link in links))]


def _whole(said: str, links: list[LexborNode], within: list[LexborNode]) -> str:
    """Complete a title that the page cut short, where an attribute has all of it."""
    stem = _CUT.sub("", said)
    if stem == said:
        return said
    return next((full for full in _attributes(links, within) if full.startswith(stem) and not _CUT.search(full)), said)


def _subtitle(holder: LexborNode | None, within: list[LexborNode], title: str) -> str:
    """Find the subtitle: the next lower heading, where the title is one."""
    if holder is None or holder.tag not in _HEADINGS:
        return ""
    for tag in _HEADINGS[_HEADINGS.index(holder.tag) + 1 :]:
        for node in within:
            if node.tag == tag and (said := line(node)) and said != title:
                return said
    return ""


def _summary(within: list[LexborNode], known: set[str]) -> str:
    for tag, least in (("p", 1), ("em", _LEAST_LEAD)):
        for node in within:
            said = line(node, limit=SUMMARY) if node.tag == tag else ""
            if len(said) >= least and said not in known and not (len(said) < _LONGEST_DATE and _DATE.search(said)):
                return said
    return ""


def _author(within: list[LexborNode]) -> str:
    for node in within:
        if not _BYLINE_PARTS.isdisjoint(_parts(node)) and (said := byline(line(node))):
            return said
    small = (byline(line(node)) for node in within if node.tag in {"li", "span", "em", "i", "dd"})
    return next((said for said in small if BYLINE.fullmatch(said)), "")


def _parts(node: LexborNode) -> set[str]:
    return {part for name in classes(node) for part in re.split(r"[-_]", name)}


def _published(page: Page, within: list[LexborNode], title: str) -> datetime | None:
    for node in within:
        if node.tag == "time" and (stamp := page.date(attribute(node, "datetime"))):
            return stamp
    for node in within:
        if node.tag in {*_HEADINGS, *_BOLD, "p", "a"}:
            continue
        said = line(node)
        if len(said) <= _LONGEST_DATE and said not in title and _DATE.search(said) and (date := page.date(said)):
            return date
    return None
