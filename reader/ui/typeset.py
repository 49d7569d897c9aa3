"""Sets an article in lines for a width: pure text with the name of each run's style, no widget and no colour.

Every line knows the block it belongs to and how far into that block it begins, so that a place in the text survives
any change of width. Links are numbered where they stand and listed at the end.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from reader.locale import say
from reader.text.layout import Span, fold_spans, table, wrap, wrap_spans
from reader.text.marks import marks
from reader.text.telling import sentence

if TYPE_CHECKING:
    from reader.model import Article, ArticleState, Block, Passage
    from reader.ui.times import Times

Place = tuple[int, int]
"""A place in the text: the block's index (-1: before the first), and characters into it."""

_QUOTE = "  "
_SYLLABLES_A_MINUTE, _WORDS_A_MINUTE = 500, 230
_WORD = re.compile(r"[A-Za-z0-9'’-]+")
_LINK_ROOM = 5
_SKELETON = (100, 96, 100, 92, 61, 0, 98, 100, 94, 43)  # hundredths of the width: a paragraph and another


class Run(Struct, frozen=True):
    """Text of one style; `url` where it is a link."""

    text: str
    style: str
    url: str = ""


class Line(Struct, frozen=True):
    """One line, and where in the article it begins."""

    runs: tuple[Run, ...] = ()
    place: Place = (-1, 0)


def typeset(state: ArticleState, width: int, times: Times) -> list[Line]:
    """Set all of `state` in lines of at most `width` cells."""
    article = state.article
    note = sentence(state.note, state.note_fields) if state.note else say("ui.loading_text") if state.loading else ""
    if article is None:
        return list(_plain(note, "note", width, (-1, 0)))
    lines = [*_head(article, width, times)]
    numbers = {url: number for number, url in enumerate(article.links, start=1)}
    for index, block in enumerate(article.blocks):
        lines.append(Line(place=(index, 0)))
        lines += _block(block, index, width, numbers)
    end = (len(article.blocks), 0)
    if not article.blocks and article.headline.summary:
        lines += [Line(place=(0, 0)), *_plain(article.headline.summary, "text", width, (0, 0))]
    if note:
        lines += [Line(place=end), *_plain(note, "note", width, end)]
    if state.loading:
        bars = (" " * (width * share // 100) for share in _SKELETON)
        lines += [Line(place=end), *(Line((Run(bar, "skeleton"),), end) for bar in bars)]
    return [*lines, *_footnotes(numbers, width, end)]


def find(lines: Sequence[Line], place: Place) -> int:
    """Find the line that holds `place`, or the last before it."""
    return max(bisect_right([line.place for line in lines], place) - 1, 0)


def minutes_to_read(text: str) -> int:
    """Estimate the minutes that `text` takes, by syllables of Hangul and Han, by words of the rest; 0 for no text."""
    syllables = sum("\u3400" <= character <= "\u9fff" or "가" <= character <= "힣" for character in text)
    minutes = syllables / _SYLLABLES_A_MINUTE + len(_WORD.findall(text)) / _WORDS_A_MINUTE
    return max(round(minutes), 1) if minutes else 0


def _head(article: Article, width: int, times: Times) -> Iterator[Line]:
    headline, start = article.headline, (-1, 0)
    yield from _plain(headline.title, "title", width, start)
    if headline.subtitle:
        yield Line()
        yield from _plain(headline.subtitle, "subtitle", width, start)
    yield Line()
    byline = [headline.author, times.full(headline.published) if headline.published else "", headline.source]
    yield from _plain(marks().between.join(part for part in byline if part), "byline", width, start)
    if article.updated and article.updated != headline.published:
        yield from _plain(say("ui.updated", time=times.full(article.updated)), "byline", width, start)
    if headline.freshness.stale and headline.freshness.fetched:
        yield from _plain(say("ui.stale_copy", age=times.age(headline.freshness.fetched)), "stale", width, start)


def _plain(text: str, style: str, width: int, place: Place) -> Iterator[Line]:
    for line in wrap(text, width) if text else ():
        yield Line((Run(line, style),), place)


def _block(block: Block, index: int, width: int, numbers: dict[str, int]) -> Iterator[Line]:
    match block.kind:
        case "list":
            yield from _list(block, index, width, numbers)
        case "table":
            yield from _table(block, index, width)
        case "image":
            caption = block.passages[0].text if block.passages else ""
            yield from _plain(f"[{say('ui.picture')}] {caption}".rstrip(), "caption", width, (index, 0))
        case "code":
            text = block.text.expandtabs(4)
            for start, end in fold_spans(text, width):
                yield Line((Run(text[start:end], "code"),), (index, start))
        case "quote":
            yield from _passages(block.passages, index, width, numbers, style="quote", indent=_QUOTE)
        case "heading":
            yield from _passages(block.passages, index, width, numbers, style="heading")
        case _:
            yield from _passages(block.passages, index, width, numbers, style="text")


def _passages(
    passages: Iterable[Passage], index: int, width: int, numbers: dict[str, int], *, style: str, indent: str = ""
) -> Iterator[Line]:
    offset = 0
    for passage in passages:
        yield from _flow(passage, (index, offset), width, numbers, style=style, first=indent, rest=indent)
        offset += len(passage.text) + 1


def _list(block: Block, index: int, width: int, numbers: dict[str, int]) -> Iterator[Line]:
    offset = 0
    wide = len(str(len(block.passages)))
    for number, passage in enumerate(block.passages, start=1):
        mark = f"{number:>{wide}}. " if block.ordered else "- "
        rest = " " * len(mark)
        yield from _flow(passage, (index, offset), width, numbers, style="text", first=mark, rest=rest)
        offset += len(passage.text) + 1


def _table(block: Block, index: int, width: int) -> Iterator[Line]:
    offset = 0
    for number, (row, drawn) in enumerate(zip(block.rows, table(block.rows, width), strict=True)):
        style = "table-head" if block.header and number == 0 else "table"
        for line in drawn:
            yield Line((Run(line, style),), (index, offset))
        offset += sum(len(cell) + 1 for cell in row)


def _flow(
    passage: Passage, place: Place, width: int, numbers: dict[str, int], *, style: str, first: str, rest: str
) -> Iterator[Line]:
    """Set one passage; its links carry their numbers, which take part in the wrapping."""
    text, links = _numbered(passage, numbers)
    index, offset = place
    for line, (start, end) in enumerate(wrap_spans(text, width - len(rest))):
        indent = rest if line else first
        before = (Run(indent, style),) if indent else ()
        yield Line((*before, *_runs(text, (start, end), links, style)), (index, offset + min(start, len(passage.text))))


def _numbered(passage: Passage, numbers: dict[str, int]) -> tuple[str, list[tuple[Span, str]]]:
    text, links, done = "", [], 0
    for link in sorted(passage.links, key=lambda each: each.start):
        if link.start < done:
            continue  # one within another has no place of its own to be marked at
        text += passage.text[done : link.start]
        start = len(text)
        text += f"{passage.text[link.start : link.end]}[{numbers[link.url]}]"
        links.append(((start, len(text)), link.url))
        done = link.end
    return text + passage.text[done:], links


def _runs(text: str, span: Span, links: list[tuple[Span, str]], style: str) -> Iterator[Run]:
    at, end = span
    for (start, stop), url in links[bisect_right(links, at, key=lambda link: link[0][1]) :]:
        if start >= end:
            break
        if at < start:
            yield Run(text[at:start], style)
        at, begin = min(stop, end), max(start, at)
        yield Run(text[begin:at], "link", url)
    if at < end:
        yield Run(text[at:end], style)


def _footnotes(numbers: dict[str, int], width: int, place: Place) -> Iterator[Line]:
    if numbers:
        yield Line(place=place)
        yield Line((Run(say("ui.links"), "heading"),), place)
    for url, number in numbers.items():
        mark = f"[{number}] "
        for line, (start, end) in enumerate(fold_spans(url, width - max(len(mark), _LINK_ROOM))):
            indent = " " * len(mark) if line else mark
            yield Line((Run(indent, "footnote"), Run(url[start:end], "footnote-link", url)), place)
