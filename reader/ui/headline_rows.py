"""How a headline looks in the list: its columns for a width, as texts with the name of their style.

The gutter holds the unread mark and the cursor's bar, the right end the saved mark and the time; the source stands
before it where there is room. All marks are one cell wide in every terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.text.layout import cells, fit, truncate, wrap
from reader.text.marks import marks

if TYPE_CHECKING:
    from reader.model import Headline
    from reader.ui.times import Times

GUTTER = 3
Row = list[tuple[str, str]]
"""Texts with the name of their style, together exactly as wide as asked."""

_TIME = 5
_SOURCE = 10
_WIDE_ENOUGH_FOR_SOURCE = 56
_SUMMARY_LINES = 2
_SKELETON = (86, 64, 93, 71, 58, 80, 67)  # hundredths of the room that a title takes: uneven, as titles are


def headline_row(headline: Headline, width: int, times: Times, *, many_sources: bool, current: bool) -> Row:
    """Lay out one headline on one line."""
    right = right_end(headline, width, times, many_sources=many_sources)
    room = max(width - GUTTER - sum(cells(text) for text, _ in right), 0)
    return [*gutter(headline, current=current), (fit(headline.title, room), weight(headline)), *right]


def lead_rows(headline: Headline, width: int, times: Times, *, many_sources: bool, current: bool) -> list[Row]:
    """Lay out the lead: its title, its subtitle if it has one, and two lines of text, four lines at most."""
    room = max(width - GUTTER - 1, 2)
    first = headline_row(headline, width, times, many_sources=many_sources, current=current)
    rows = [[(text, "lead" if style in {"unread", "read"} else style) for text, style in first]]
    below = [(line, "lead-subtitle") for line in [truncate(headline.subtitle.split("\n")[0], room)] if line]
    below += [(line, "lead-text") for line in _summary(headline.summary, room)]
    for text, style in below:
        rows.append([(" ", style), *_bar(current=current), (fit(text, room + 1), style)])
    return rows


def skeleton_row(index: int, width: int) -> Row:
    """Lay out a row for a headline that is on its way: where its title and its time will stand."""
    room = max(width - GUTTER - _TIME - 2, 0)
    title = room * _SKELETON[index % len(_SKELETON)] // 100
    return [
        (" " * GUTTER, ""),
        (" " * title, "skeleton"),
        (" " * (room - title + 1), ""),
        (" " * _TIME, "skeleton"),
    ]


def _summary(text: str, width: int) -> list[str]:
    lines = wrap(text[: width * (_SUMMARY_LINES + 1)], width) if text else []
    if len(lines) > _SUMMARY_LINES:
        lines, cut = lines[:_SUMMARY_LINES], marks().cut
        lines[-1] = truncate(lines[-1], width - 1) + cut if not lines[-1].endswith(cut) else lines[-1]
    return lines


def gutter(headline: Headline, *, current: bool) -> Row:
    """Lay out what stands before a title: whether it is unread, and the cursor's bar."""
    return [(" " if headline.read else marks().unread, "mark"), *_bar(current=current)]


def _bar(*, current: bool) -> Row:
    return [(marks().bar if current else " ", "bar"), (" ", "read")]


def right_end(headline: Headline, width: int, times: Times, *, many_sources: bool) -> Row:
    """Lay out what stands behind a title: its source where there is room, the saved mark, the time."""
    row: Row = []
    if many_sources and width >= _WIDE_ENOUGH_FOR_SOURCE:
        row.append((f"  {fit(headline.source, _SOURCE)}", "source"))
    if headline.saved:
        row.append((f" {marks().saved}", "saved"))
    return [*row, (f" {fit(times.short(headline.published), _TIME, right=True)} ", "time")]


def weight(headline: Headline) -> str:
    """Name the style of a title."""
    return "read" if headline.read else "unread"
