"""Text in terminal cells: measuring, cutting, wrapping and tables; plain strings and offsets in, the same out.

Widths are Rich's, which Textual paints by. Korean is wrapped between words (어절), and inside one only where it is
longer than a line; closing punctuation never begins a line and opening punctuation never ends one (kinsoku), unless
nothing else would fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rich.cells import cell_len, split_graphemes

from reader.text.marks import marks

Span = tuple[int, int]
"""Where a line stands in the text that it was made from: `[start:end]` in characters."""

# Upright quotation marks stand in neither set: they open as often as they close.
_CLOSING = frozenset("!%),.:;?]}¢°’”′″℃、。々〉》」』】〕〗〙〛〜ゝゞ・ヽヾー！％），．：；？］｝～｡｣､…⋯·")
_OPENING = frozenset("([{£¥‘“〈《「『【〔〖〘〚（［｛＄￡￥｢$")
_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"[-+−△▲▼±]?[\d,.]+\s?(%|%p|p|℃|원|명|건|개|년|월|일|배|점|위|조|억|만|천|달러|톤|km|kg)?")
_SEARCHED_BACK = 8  # graphemes: a run of punctuation longer than this is broken where the line is full
_JOINER = "\u200d"
_GAP = 2
_LEAST_COLUMN = 4


def cells(text: str) -> int:
    """Measure `text` in terminal cells."""
    return cell_len(text)


def truncate(text: str, width: int) -> str:
    """Cut `text` to at most `width` cells, whole characters only, with a mark where something was cut."""
    return _truncate(text, width, marks().cut)


@lru_cache(maxsize=512)
def _truncate(text: str, width: int, cut: str) -> str:
    if cells(text) <= width:
        return text
    if width <= 0:
        return ""
    room, end = width - 1, 0
    for _, stop, size in split_graphemes(text[: width * 8])[0]:  # no cell is made of more characters than eight
        room -= size
        if room < 0:
            break
        end = stop
    return text[:end].rstrip() + cut


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Make `text` exactly `width` cells wide: cut, or padded with spaces (before it when `right`)."""
    cut = truncate(text.strip(_JOINER), width).rstrip(_JOINER)  # at either end it would swallow the padding
    space = " " * (width - cells(cut))
    return space + cut if right else cut + space


def wrap(text: str, width: int) -> list[str]:
    """Wrap `text` into lines of at most `width` cells (2 or more); a newline character always breaks."""
    return [text[start:end] for start, end in wrap_spans(text, width)]


def wrap_spans(text: str, width: int) -> list[Span]:
    """Wrap as `wrap` does, and say where each line stands in `text`, without the spaces around it; in linear time."""
    width = max(width, 2)
    return [line for first, last in _paragraphs(text) for line in _wrap_paragraph(text, first, last, width)]


def fold_spans(text: str, width: int) -> list[Span]:
    """Break `text` at newlines, and wherever a line is full; for preformatted text, whose spaces are kept."""
    width = max(width, 2)
    return [line for first, last in _paragraphs(text) for line in _pieces(text, first, last, width, width, guard=False)]


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    for paragraph in text.split("\n"):
        yield start, start + len(paragraph)
        start += len(paragraph) + 1


def _wrap_paragraph(text: str, first: int, last: int, width: int) -> list[Span]:
    lines: list[Span] = []
    begin = end = first
    used = 0
    for start, stop in _units(text, first, last):
        size = cells(text[start:stop])
        begun = end > begin
        taken = used + cells(text[end:start]) if begun else 0
        if taken + size <= width:
            begin, end, used = begin if begun else start, stop, taken + size
            continue
        # A word longer than a line starts on this one where much of it is free: text without spaces flows on.
        flows = size > width and begun and taken <= width // 2 and width - taken > 1
        if begun and not flows:
            lines.append((begin, end))
        pieces = _pieces(text, start, stop, width - taken if flows else width, width)
        if flows:
            pieces[0] = (begin, pieces[0][1])
        *full, (begin, end) = pieces
        lines += full
        used = cells(text[begin:end])
    return [*lines, (begin, end)] if end > begin or not lines else lines


def _units(text: str, first: int, last: int) -> Iterator[Span]:
    """Give the words, with those joined that punctuation does not let apart."""
    begin = end = first
    for word in _WORD.finditer(text, first, last):
        start, stop = word.span()
        joined = end > begin and (text[start] in _CLOSING or text[end - 1] in _OPENING)
        if end > begin and not joined:
            yield begin, end
        begin, end = begin if joined else start, stop
    if end > begin:
        yield begin, end


def _pieces(text: str, start: int, stop: int, room: int, width: int, *, guard: bool = True) -> list[Span]:
    """Break `[start:stop]` into pieces, the first of at most `room` cells, the others of `width`."""
    graphemes = split_graphemes(text[start:stop])[0]
    pieces: list[Span] = []
    begin = used = 0
    for index, (_, _, size) in enumerate(graphemes):
        while used + size > room and index > begin:
            cut = _cut(text[start:stop], graphemes, begin, index) if guard else index
            pieces.append((start + graphemes[begin][0], start + graphemes[cut - 1][1]))
            used = sum(each[2] for each in graphemes[cut:index])
            begin, room = cut, width
        used += size
    return [*pieces, (start + graphemes[begin][0] if graphemes else start, stop)]


def _cut(word: str, graphemes: list[tuple[int, int, int]], begin: int, full: int) -> int:
    for index in range(full, max(begin, full - _SEARCHED_BACK), -1):
        before, after = word[graphemes[index - 1][1] - 1], word[graphemes[index][0]]
        if after not in _CLOSING and before not in _OPENING and not (before + after).isspace():
            return index
    return full


def table(rows: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    """Draw a table `width` cells wide: for each row its lines, columns apart by two spaces, numbers to the right.

    Columns keep their natural width while they fit; else the widest give way first. Where even narrow columns do not
    fit, each cell stands on lines of its own, all but the row's first indented.
    """
    columns = _columns(rows, width)
    if not columns:
        return [_stacked(row, width) for row in rows]
    numeric = [_is_numeric(rows, column) for column in range(len(columns))]
    return [_row(row, columns, numeric) for row in rows]


def _columns(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    count = max((len(row) for row in rows), default=0)
    natural = [max((_widest(row[index]) for row in rows if index < len(row)), default=1) for index in range(count)]
    room = width - _GAP * (count - 1)
    if sum(natural) <= room:
        return natural
    if room < count * _LEAST_COLUMN:
        return []
    given = [0] * count
    for place, index in enumerate(sorted(range(count), key=natural.__getitem__)):
        given[index] = min(natural[index], (room - sum(given)) // (count - place))
    return given


def _widest(cell: str) -> int:
    return max((cells(line.strip(_JOINER)) for line in cell.split("\n")), default=0) or 1


def _is_numeric(rows: Sequence[Sequence[str]], column: int) -> bool:
    body = [row[column].strip() for row in rows[1:] if column < len(row) and row[column].strip()]
    return bool(body) and all(_NUMBER.fullmatch(cell) or cell == "-" for cell in body)


def _row(row: Sequence[str], columns: list[int], numeric: list[bool]) -> list[str]:
    wrapped = [wrap(row[index], size) if index < len(row) else [""] for index, size in enumerate(columns)]
    gap = " " * _GAP
    return [
        gap.join(
            fit(lines[line] if line < len(lines) else "", size, right=right)
            for lines, size, right in zip(wrapped, columns, numeric, strict=True)
        )
        for line in range(max(len(lines) for lines in wrapped))
    ]


def _stacked(row: Sequence[str], width: int) -> list[str]:
    first, *others = [wrap(cell, width - _GAP) for cell in row] or [[""]]
    return [*first, *(" " * _GAP + line for lines in others for line in lines)]
