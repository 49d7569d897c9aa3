"""The piece of a text that a search shows, on one line, with the places of the match as spans. No I/O."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from reader.model import Snippet

if TYPE_CHECKING:
    from reader.library.needles import Needle

LENGTH = 120  # characters: a line and a half of Korean on eighty columns and more
_BEFORE = 24
_LOOKED_AT = 40  # places of each term among which the best is chosen
_MORE = "…"

Spans = tuple[tuple[int, int], ...]


def spans(text: str, needles: Sequence[Sequence[Needle]], *, title: bool = False) -> Spans:
    """Give where a query's terms stand in a text, in order and without overlaps."""
    found = sorted(
        span
        for alternatives in needles
        for needle in alternatives
        if not needle.byline
        for span in islice(needle.spans(text, title=title), _LOOKED_AT)
    )
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def excerpt(text: str, needles: Sequence[Sequence[Needle]]) -> Snippet:
    """Cut out the piece in which most of a query stands, else the beginning."""
    text = " ".join(text.split())
    found = spans(text, needles)
    start = _word_start(text, _best(found))
    end = len(text) if len(text) - start <= LENGTH else _word_end(text, start + LENGTH)
    shown = text[start:end]
    before, after = _MORE if start else "", _MORE if end < len(text) else ""
    shift = len(before) - start
    marked = tuple(
        (first + shift, min(last + shift, len(before) + len(shown))) for first, last in found if start <= first < end
    )
    return Snippet(f"{before}{shown}{after}", marked)


def _best(found: Spans) -> int:
    """Give the place from which on most matches stand within one snippet; the first of equals."""
    if not found:
        return 0
    width = LENGTH - _BEFORE
    counts = [sum(first <= start < first + width for start, _ in found) for first, _ in found]
    return max(found[counts.index(max(counts))][0] - _BEFORE, 0)


def _word_start(text: str, place: int) -> int:
    """Move on to the beginning of a word, unless the match would be passed."""
    if place <= 0:
        return 0
    gap = text.find(" ", place, place + _BEFORE // 2)
    return gap + 1 if gap >= 0 else place


def _word_end(text: str, place: int) -> int:
    gap = text.rfind(" ", place - _BEFORE // 2, place)
    return gap if gap > 0 else place
