"""The head of an article's page: title, subtitle, byline, dates, section, picture.

Owns where skins put them. What stands visibly on the page comes before <meta>, because it says what it is (등록, 수정)
and is what readers of the site see; places in the list under the title shift when the byline is missing, so that its
lines are known by their words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reader.sources.blocks import blocks
from reader.sources.markup import TEXT, attribute
from reader.sources.mediaon.entry import BYLINE, byline
from reader.sources.mediaon.page import CRUMBS, Page, aside, line
from reader.text.address import absolute
from reader.text.clean import SUMMARY, TITLE, clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from selectolax.lexbor import LexborNode

    from reader.model import Block

_HEADS = (".art_top", ".fix_art_top")
_MOST = 500  # elements that are looked at for a date or a name
_UNDER = re.compile(r"sub|under|deck|lead", re.IGNORECASE)
_REGISTERED = re.compile(r"등록|작성|입력|승인|발행|게재")
_EDITED = re.compile(r"(?:최종\s?)?수정|업데이트|갱신")
_DATE_WORD = re.compile(r"(?:등록|작성|입력|승인|발행|게재|수정|최종|조회|댓글)\b")
_CLOCK = re.compile(r"\d{4}\s?[-./년]")
_MOMENT = re.compile(r"\D{0,10}\d{4}\s?[-./년]\s?\d{1,2}\s?[-./월]\s?\d{1,2}.{0,12}?\d{1,2}:\d{2}(?::\d{2})?\D{0,10}")
_LOGO = re.compile(r"/design/|logo|/sns\.|default|no_?img|noimage", re.IGNORECASE)


def title(page: Page) -> str:
    """Read the title: the page's own heading, else what it gives for sharing."""
    head = page.first(*_HEADS)
    for node in (*(head.css("h1, h2") if head is not None else ()), *page.tree.css("[itemprop=headline]")):
        if said := line(node):
            return said
    if told := clean(page.meta("og:title", "twitter:title"), limit=TITLE):
        return told
    headings = (said for node in page.tree.css("h1, h2") if (said := line(node)))
    return next(headings, line(page.tree.css_first("title")))


def subtitle(page: Page) -> str:
    """Read the subtitle, which may have several lines, in one element or in several after the title."""
    head = page.first(*_HEADS)
    under = head.css("h3") if head is not None else list(_after_title(page))
    lines = [block.text for node in under for block in blocks(node, page.url)]
    return clean("\n".join(dict.fromkeys(lines)), limit=SUMMARY, lines=True)


def _after_title(page: Page) -> Iterator[LexborNode]:
    """Give the headings and subtitles that directly follow a title in a skin never seen."""
    title = clean(page.meta("og:title", "twitter:title"), limit=TITLE)
    heading = next((node for node in page.tree.css("h1, h2") if title and line(node) == title), None)
    following = heading.next if heading is not None else None
    while following is not None and (following.tag == TEXT or _is_subtitle(following)):
        if following.tag != TEXT:
            yield following
        following = following.next


def _is_subtitle(node: LexborNode) -> bool:
    return node.tag in {"h3", "h4"} or (node.tag in {"p", "div"} and bool(_UNDER.search(attribute(node, "class"))))


def _info(page: Page) -> list[str]:
    """Give the lines of the list under the title: byline and dates, in places that shift when one is missing."""
    return [line(node) for node in page.tree.css(".art_info li")[:_MOST]]


def author(page: Page) -> str:
    """Read the byline, without its mail address."""
    writer = page.first('.art_info a[href*="article_list_writer"]')
    told = [line(writer)] if writer is not None else []
    told += [said for said in _info(page) if not _CLOCK.search(said) and not _DATE_WORD.match(said)]
    told += [line(page.first(".jour_box strong", ".jour_box b", ".jour_box"))]
    told += [clean(page.meta("author", "article:author", "dable:author"), limit=TITLE)]
    if named := next((name for said in told if (name := byline(said))), ""):
        return named
    small = (byline(line(node)) for node in page.tree.css("span, li, em, dd, address")[:_MOST] if not aside(node))
    return next((said for said in small if BYLINE.fullmatch(said)), "")


def section(page: Page) -> str:
    """Read the section at the end of the path above the title."""
    crumbs = (line(page.tree.css_first(selector)) for selector in CRUMBS)
    return next((said for said in crumbs if said), clean(page.meta("article:section"), limit=TITLE))


def published(page: Page) -> datetime | None:
    """Read when the article was registered."""
    return next((date for said in _told_published(page) if said and (date := page.date(said))), None)


def _told_published(page: Page) -> Iterator[str]:
    """Give what may tell the date, the surest first; a line that tells both times is cut before the edit."""
    before_edit = [_EDITED.split(said)[0] for said in _info(page)]
    yield from (said for said in before_edit if _REGISTERED.search(said))
    yield from (line(node) for node in page.tree.css(".arvdate"))
    yield from before_edit
    yield page.meta("article:published_time", "datePublished", "pubdate", "date")
    yield from (attribute(node, "datetime") for node in page.tree.css("time[datetime]"))
    shown = (line(node) for node in page.tree.css("span, time, li, em, p")[:_MOST])
    yield from (said for said in shown if _MOMENT.fullmatch(said))


def updated(page: Page) -> datetime | None:
    """Read when the article was last edited; None when the page does not say."""
    told = [_EDITED.split(said, maxsplit=1)[1] for said in _info(page) if _EDITED.search(said)]
    told += [page.meta("article:modified_time", "dateModified")]
    return next((date for said in told if said and (date := page.date(said))), None)


def image(page: Page, text: tuple[Block, ...]) -> str:
    """Give the article's picture: the first in its text, else the one for sharing unless that is the paper's logo."""
    shared = page.meta("og:image")
    held = next((block.url for block in text if block.kind == "image"), "")
    return held or ("" if _LOGO.search(shared) else absolute(page.url, shared))
