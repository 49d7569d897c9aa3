"""What a feed's texts say: titles, names and summaries as clean lines, contents as blocks.

Owns the one more round of entities that feeds need and pages do not (`S&amp;amp;P` is S&P: many feeds escape what was
escaped), and when angle brackets are markup. Korean headlines use them as quotation marks (<오징어 게임>), so that in a
title only a known element that is also closed, or cannot be, counts as a tag.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from reader.errors import ParseError
from reader.model import Block, Passage
from reader.sources.blocks import blocks_of
from reader.text.clean import BODY, TITLE, clean

if TYPE_CHECKING:
    from reader.sources.feed.raw import Markup

LEAD = 1_000  # characters of a summary; the whole of a longer text stands in the body

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});", re.IGNORECASE)
_INLINE = "a|abbr|b|big|cite|code|em|font|i|mark|q|s|small|span|strike|strong|sub|sup|tt|u"
_IN_TITLE = re.compile(rf"<(/?)({_INLINE}|p|div|h[1-6]|br|wbr|img|hr)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_NEVER_CLOSED = {"br", "wbr", "img", "hr"}
_TAG = re.compile(
    rf"</?(?:{_INLINE}|p|div|h[1-6]|br|img|hr|ul|ol|li|table|tr|td|th|blockquote|pre|figure|figcaption|section|article|iframe"
    r"|center|dl|dt|dd|script|style|video|audio|object|embed|ins|del|header|footer|aside|picture|source)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ESCAPED_TAG = re.compile(
    r"&lt;/?(?:p|div|br|img|a|b|i|span|strong|em|ul|ol|li|h[1-6]|table|figure)(?:\s|/?&gt;)", re.IGNORECASE
)
_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n\s*")
_MAIL = r"[\w.+%-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}"
_MAIL_AND_NAME = re.compile(rf"\s*(?:mailto:)?{_MAIL}\s*[(\[]([^()\[\]]+)[)\]]\s*")
_ANY_MAIL = re.compile(rf"[\[(<]?\s?{_MAIL}\s?[\])>]?")
_SAID = {"paragraph", "heading", "list", "quote", "code"}
_LONGEST_NAME = 200
_LONGEST_TITLE = 20 * TITLE  # with its markup


def line(text: str, markup: Markup = "", *, limit: int = TITLE) -> str:
    """Give a title or name as one clean line: without tags where they are markup, its entities read once more."""
    if not text:
        return ""
    if markup != "text" and "<" in text:
        text = _without_tags(text[:_LONGEST_TITLE])
    read = _read(text)
    if markup != "text" and read is not text and "<" in read:
        read = _without_tags(read)
    return clean(read, limit=limit)


def names(told: list[str]) -> str:
    """Give the authors' names, each once, without their mail addresses (RSS 2.0 writes `mail (name)`)."""
    found: dict[str, None] = {}
    for author in told:
        text = _without_mail(author[:TITLE]) if "@" in author else author
        if name := line(text, limit=_LONGEST_NAME).strip(" ,·|/<>()"):
            found.setdefault(name)
    return clean(", ".join(found), limit=TITLE) if len(found) > 1 else next(iter(found), "")


def _without_mail(author: str) -> str:
    named = _MAIL_AND_NAME.fullmatch(author)
    return named[1] if named else _ANY_MAIL.sub(" ", author)


def passages(text: str, markup: Markup, base: str) -> tuple[Block, ...]:
    """Give a text as blocks; links and pictures are resolved against `base`.

    Text without a tag that HTML knows is plain, whatever it calls itself; its empty lines part paragraphs. Markup that
    is escaped once too often is read once more. Markup that cannot be taken on (`markup.parse`) gives no blocks.
    """
    if not text:
        return ()
    if markup != "text" and "<" not in text and "&lt;" in text and _ESCAPED_TAG.search(text):
        text = unescape(text)
    if markup == "text" or "<" not in text or not _TAG.search(text):
        return _plain(text)
    try:
        return tuple(blocks_of(text[: 2 * BODY], base))
    except ParseError:
        return ()


def lead(text: tuple[Block, ...]) -> str:
    """Give what a list shows of a text: its first words, no pictures and tables."""
    if len(text) == 1 and text[0].kind == "paragraph":
        only = text[0].passages[0].text
        if len(only) <= LEAD and "\n" not in only:
            return only
    told: list[str] = []
    length = 0
    for block in text:
        if block.kind in _SAID and length <= LEAD:
            told.append(block.text)
            length += len(block.text)
    return clean(_read(" ".join(told)), limit=LEAD)


def _plain(text: str) -> tuple[Block, ...]:
    text = _read(text)
    said = [clean(part, limit=BODY) for part in _PARAGRAPHS.split(text)] if "\n" in text else [clean(text, limit=BODY)]
    return tuple([Block("paragraph", (Passage(part),)) for part in said if part])


def _read(text: str) -> str:
    """Read what entities are left; only those that end with a semicolon, for addresses and R&D hold bare ones."""
    return _ENTITY.sub(lambda entity: unescape(entity[0]), text) if "&" in text else text


def _without_tags(text: str) -> str:
    """Leave out the tags that are markup: of elements that are opened and closed, or that nothing closes."""
    opened: set[str] = set()
    closed: set[str] = set()
    for tag in _IN_TITLE.finditer(text):
        (closed if tag[1] else opened).add(tag[2].lower())
    markup = opened & closed | _NEVER_CLOSED
    return _IN_TITLE.sub(lambda tag: _instead(tag[2].lower(), markup, tag[0]), text)


def _instead(name: str, markup: set[str], tag: str) -> str:
    return tag if name not in markup else " " if name in _NEVER_CLOSED else ""
