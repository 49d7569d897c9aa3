"""How well an article answers a query: first what its title says, then its age, then what its text says. No I/O."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.library.needles import Head, Needle

LOOKED_INTO = 300  # of the best by title and recency, how many texts are read as well

_TITLE, _WORD_START, _TITLE_START = 4.0, 0.7, 0.3
_SUBTITLE, _BYLINE = 2.5, 2.0
_MENTION, _MENTIONS, _LEAD = 0.2, 5, 0.5
_LEAD_CHARACTERS = 150
_NEW, _HALF_LIFE = 3.0, 14 * 86_400


def head_score(head: Head, needles: Sequence[Sequence[Needle]], now: int) -> float:
    """Score title, subtitle, byline and age; of alternatives the best counts, and groups count alike."""
    score = _NEW * math.pow(0.5, max(now - head.time, 0) / _HALF_LIFE)
    for alternatives in needles:
        score += max(_in_head(head, needle) for needle in alternatives) / len(needles)
    return score


def text_score(text: str, needles: Sequence[Sequence[Needle]]) -> float:
    """Score how often the text speaks of it, and whether it does so from the beginning."""
    return sum(max(_in_text(text, needle) for needle in alternatives) for alternatives in needles) / max(
        len(needles), 1
    )


def _in_head(head: Head, needle: Needle) -> float:
    score = 0.0
    if not needle.byline:
        if needle.in_title(head.title):
            score += _TITLE + _start_of_word(head.title, needle)
        if needle.in_text(head.subtitle):
            score += _SUBTITLE
    return score + _BYLINE if needle.in_text(head.author) else score


def _start_of_word(title: str, needle: Needle) -> float:
    starts = [start for start, _ in needle.spans(title, title=True)]
    if any(start == 0 or not title[start - 1].isalnum() for start in starts):
        return _WORD_START + (_TITLE_START if 0 in starts else 0.0)
    return 0.0


def _in_text(text: str, needle: Needle) -> float:
    if needle.byline or not needle.in_text(text):
        return 0.0
    count, first = needle.count(text, _MENTIONS)
    return _MENTION * count + (_LEAD if 0 <= first < _LEAD_CHARACTERS else 0.0)
