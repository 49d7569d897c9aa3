"""How a hit looks: its headline with what was looked for marked, and below it the piece of text where that stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reader.text.layout import cells, fit, truncate
from reader.text.marks import marks
from reader.ui.headline_rows import GUTTER, gutter, right_end, weight

if TYPE_CHECKING:
    from reader.model import Hit, Snippet
    from reader.ui.headline_rows import Row
    from reader.ui.times import Times

_SECTION = 8
_WIDE_ENOUGH_FOR_SECTION = 56
_MORE = "…"  # how a snippet says that the text goes on; two cells wide in some terminals
Spans = Sequence[tuple[int, int]]


def hit_rows(hit: Hit, width: int, times: Times, *, many_sources: bool, current: bool) -> tuple[Row, Row]:
    """Lay out one hit on two lines."""
    headline = hit.headline
    right = right_end(headline, width, times, many_sources=many_sources)
    if headline.section and width >= _WIDE_ENOUGH_FOR_SECTION:
        right.insert(0, (f"  {fit(headline.section, _SECTION)}", "source"))
    room = max(width - GUTTER - sum(cells(text) for text, _ in right), 0)
    title = marked(headline.title, hit.title_spans, room, weight(headline))
    _, bar, space = gutter(headline, current=current)
    below = _in_sight(hit.snippet, width - GUTTER - 1)
    return [*gutter(headline, current=current), *title, *right], [(" ", "read"), bar, space, *below, (" ", "snippet")]


def marked(text: str, spans: Spans, room: int, role: str) -> Row:
    """Fit `text` into `room` cells, in the style `role` but for the spans, which are marked."""
    shown = truncate(text, room)
    end = len(shown) - (shown != text)  # the mark of a cut is nothing that was found
    row, at = [], 0
    for start, stop in spans:
        if start < end:
            row += [(shown[at:start], role), (shown[start : min(stop, end)], "match")]
            at = min(stop, end)
    row.append((shown[at:] + " " * (room - cells(shown)), role))
    return [(piece, style) for piece, style in row if piece]


def _in_sight(snippet: Snippet, room: int) -> Row:
    """Lay out a piece of text so that the first match is in sight, however narrow the room."""
    text, spans = snippet.text, snippet.spans
    cut = marks().cut
    text = cut + text[1:] if text.startswith(_MORE) else text
    text = text[:-1] + cut if text.endswith(_MORE) else text
    if spans and cells(text[: spans[0][1]]) > room - 1:
        first, last = spans[0]
        start = first
        while start and cells(text[start - 1 : last]) <= room // 2:
            start -= 1
        start = max(start, text.find(" ", start, first) + 1)
        text = cut + text[start:]
        spans = tuple((one - start + 1, other - start + 1) for one, other in spans)
    return marked(text, spans, room, "snippet")
