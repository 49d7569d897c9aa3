"""What stands around a text inside its own element: the title again, dates, bylines, mail addresses, copyright.

Owns the lines by which they are known. Only the first and the last few blocks are looked at: in the middle of an
article the same words may be its text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reader.sources.mediaon.entry import BYLINE
from reader.sources.mediaon.story import without_tail

if TYPE_CHECKING:
    from reader.model import Block

_REACH = 4
_WORDS = re.compile(r"\w+")
_MAIL = r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}"
_WHEN = r"(?:기사|입력|등록|작성|송고|승인|수정|최종|업데이트|발행|게재|updated|published|posted)"
_DATE = re.compile(
    rf"(?:{_WHEN}|[\s:：|ㅣ(]|일시?|시간)*+(?:\d{{4}}\s?[-./년]\s?)?\d{{1,2}}\s?[-./월]\s?\d{{1,2}}\s?[일.]?"
    rf"(?:{_WHEN}|\W|\d|일시?|시간?|[월화수목금토](?:요일)?|년|분|초|오전|오후|[ap]m\b|[a-z]{{3,4}}\b)*+",
    re.IGNORECASE,
)
_BYLINE = re.compile(rf"\W*(?:글|사진|by)?\W*(?:{BYLINE.pattern}\W*)+(?:\W*{_MAIL}\W*)*", re.IGNORECASE)
_MAIL_LINE = re.compile(rf"(?:[가-힣A-Za-z ·=/]{{0,30}}\W*)?{_MAIL}\W*")
_BUTTON = re.compile(
    r"\W*(?:제보(?:는|하기)\b.*|(?:구독|좋아요|공유|댓글|광고|인쇄|글자\s?크기|advertisement)(?:하기)?)\W*",
    re.IGNORECASE,
)
_LONGEST = 160


def tidied(text: tuple[Block, ...], known: tuple[str, ...]) -> tuple[Block, ...]:
    """Leave out what is not of the text at its beginning and end; `known` is what the page says there: title, names."""
    kept = list(text)
    for _ in range(_REACH):
        if kept and _before(kept[0], known):
            kept.pop(0)
    kept = list(without_tail(tuple(kept)))
    for _ in range(_REACH):
        if kept and _after(kept[-1]):
            kept.pop()
    return without_tail(tuple(kept))


def linkless(text: tuple[Block, ...]) -> int:
    """Count the characters of a text that are no links: of a list of other articles, hardly any."""
    told = sum(len(block.text) for block in text if block.kind != "image")
    linked = sum(link.end - link.start for block in text for passage in block.passages for link in passage.links)
    return told - linked


def _before(block: Block, known: tuple[str, ...]) -> bool:
    said = _line(block)
    return any(_same(said, one) for one in known) or bool(_DATE.fullmatch(said) or _BYLINE.fullmatch(said))


def _after(block: Block) -> bool:
    said = _line(block)
    return any(known.fullmatch(said) for known in (_BYLINE, _MAIL_LINE, _BUTTON, _DATE))


def _line(block: Block) -> str:
    """Give a block that is no more than a line, else nothing that any rule would match."""
    return block.text if block.kind in {"paragraph", "heading"} and len(block.text) <= _LONGEST else ""


def _same(said: str, known: str) -> bool:
    """Say whether a line is one that is known, perhaps cut."""
    words = _WORDS.findall(said)
    return bool(words) and words == _WORDS.findall(known)[: len(words)] and len("".join(words)) * 2 > len(known)
