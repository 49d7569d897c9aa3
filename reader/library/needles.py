"""One term of a query: what it asks of the index, and how it is found in a text. No I/O.

The index knows pieces, not where they stand; so where a term is more than one piece of it, the text has the last word.
Hangul and Han are found anywhere; letters from the beginning of a word, four and more of them also inside of one, one
or two only as a whole word (AI is not in said). Within a term any one sign or space may stand between two pieces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from reader.library.grams import (
    INITIALS,
    INNER_LEAST,
    LEADS,
    LETTER,
    LONGEST_WORD,
    RUN,
    cjk_terms,
    initial_terms,
    lead,
    syllables_of,
)

if TYPE_CHECKING:
    from reader.library.query import Term

Inner = Callable[[str], Sequence[str]]  # the index's words that hold a piece inside

_WHOLE = 2  # letters of a word that is found only whole
_BETWEEN_LETTERS, _BETWEEN = r"[\W_]{1,3}", r"[\W_]{0,3}"
_LETTER = re.compile(LETTER)
# Two consonants that were typed one after the other and taken for one letter by the keyboard.
_CLUSTERS = {
    ord("ㄳ"): "ㄱㅅ",
    ord("ㄵ"): "ㄴㅈ",
    ord("ㄶ"): "ㄴㅎ",
    ord("ㄺ"): "ㄹㄱ",
    ord("ㄻ"): "ㄹㅁ",
    ord("ㄼ"): "ㄹㅂ",
    ord("ㄽ"): "ㄹㅅ",
    ord("ㄾ"): "ㄹㅌ",
    ord("ㄿ"): "ㄹㅍ",
    ord("ㅀ"): "ㄹㅎ",
    ord("ㅄ"): "ㅂㅅ",
}
_INITIALS = re.compile(f"(?=.*[{LEADS}])[{LEADS}가-힣]+")
_EXACT_SYLLABLES = 2  # the index holds pairs


class Head(Struct, frozen=True):
    """An article as it is searched, but for its text; `time` in seconds since 1970."""

    title: str
    subtitle: str
    author: str
    time: int


class Needle:
    """A term made ready.

    `asks` is its expression for the index; `exact`: what the index finds needs no second look. `plain` is the term
    where it is nothing but syllables, found wherever they stand; `initials` the consonants that it asks of titles.
    """

    def __init__(self, term: Term, inner: Inner) -> None:
        self.byline = term.byline
        self.initials = _initials_of(term)
        runs = list(RUN.finditer(term.text))
        pattern = _pattern(runs)
        self._pattern, self._shown = re.compile(pattern), re.compile(pattern, re.IGNORECASE)
        self.plain = term.text if len(runs) == 1 and runs[0][0] == term.text and runs[0]["cjk"] else ""
        self._begins = not runs[0]["cjk"] and not (len(runs) == 1 and _anywhere(term, runs[0][0]))
        self._ends = not runs[-1]["cjk"] and _whole(term, runs[-1][0])
        self._titles = re.compile(_initials_pattern(self.initials)) if self.initials else None
        asked = _all(_pieces(term, inner))
        if self.initials:
            asked = _any([_all(map(_quoted, initial_terms("".join(map(lead, self.initials))))), asked])
        self.asks = asked
        self.exact = not term.byline and _is_exact(term.text) and _are_exact(self.initials)

    def in_head(self, head: Head) -> bool:
        """Tell whether the term stands in what a list shows of an article."""
        if self.byline:
            return self.in_text(head.author)
        return self.in_title(head.title) or self.in_text(head.subtitle) or self.in_text(head.author)

    def in_title(self, title: str) -> bool:
        """Tell whether the term stands in a title, by its first consonants too."""
        return self.in_text(title) or bool(self._titles and self._titles.search(title))

    def in_text(self, text: str) -> bool:
        """Tell whether the term stands in a text."""
        if self.plain:
            return self.plain in text
        return any(True for _ in self._places(self._pattern, text.casefold()))

    def count(self, text: str, most: int) -> tuple[int, int]:
        """Count how often the term stands in a text, up to `most`, and give where first (-1: nowhere)."""
        if self.plain:
            return min(text.count(self.plain), most), text.find(self.plain)
        starts = [start for start, _ in islice(self._places(self._pattern, text.casefold()), most)]
        return len(starts), starts[0] if starts else -1

    def spans(self, text: str, *, title: bool = False) -> Iterator[tuple[int, int]]:
        """Give every place in a text as it is shown, in characters; of a title, by first consonants where not else."""
        yield from self._places(self._shown, text)
        if title and self._titles:
            yield from (match.span() for match in self._titles.finditer(text))

    def _places(self, pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
        """Give the places where the term stands as it must: from the beginning of a word, or as a whole one."""
        for match in pattern.finditer(text):
            start, end = match.span()
            if self._begins and start and _LETTER.match(text, start - 1):
                continue
            if self._ends and _LETTER.match(text, end):
                continue
            yield start, end


def _initials_of(term: Term) -> str:
    """Give the consonants (with syllables among them, it may be) that a term asks of titles; "" for an ordinary one."""
    text = term.text.translate(_CLUSTERS)
    return text if not term.phrase and not term.byline and _INITIALS.fullmatch(text) else ""


def _initials_pattern(consonants: str) -> str:
    return "".join(f"[{one}{syllables_of(one)}]" if one in LEADS else one for one in consonants)


def _is_exact(text: str) -> bool:
    run = RUN.fullmatch(text)
    return run is not None and len(text) <= (_EXACT_SYLLABLES if run["cjk"] else LONGEST_WORD)


def _are_exact(initials: str) -> bool:
    return set(initials) <= set(LEADS) and len(initials) <= INITIALS


def _pieces(term: Term, inner: Inner) -> Iterator[str]:
    """Give what each piece of a term asks of the index; all must hold."""
    runs = list(RUN.finditer(term.text))
    for number, run in enumerate(runs):
        if run["cjk"]:
            yield from map(_quoted, cjk_terms(run[0]))
            continue
        word = run[0][:LONGEST_WORD]
        open_end = number == len(runs) - 1 and not _whole(term, word)
        if open_end and len(runs) == 1 and _anywhere(term, word):
            yield _any([f"{_quoted(word)} *", *map(_quoted, inner(word))])
        else:
            yield f"{_quoted(word)} *" if open_end or len(run[0]) > LONGEST_WORD else _quoted(word)


def _pattern(runs: Sequence[re.Match[str]]) -> str:
    """Write the pieces with what may stand between them; at the edges of words `_places` looks by itself.

    A class of letters in the pattern would say the same, and take 8 ms to compile for each term.
    """
    made = ""
    for number, run in enumerate(runs):
        if number:
            before = runs[number - 1]
            both = not run["cjk"] and not before["cjk"]
            made += "" if before.end() == run.start() else _BETWEEN_LETTERS if both else _BETWEEN
        made += re.escape(run[0])
    return made


def _whole(term: Term, word: str) -> bool:
    return term.phrase or len(word) <= _WHOLE


def _anywhere(term: Term, word: str) -> bool:
    return not term.phrase and len(word) >= INNER_LEAST and not word.isdigit()


def _quoted(word: str) -> str:
    return f'"{word}"'


def _all(parts: Sequence[str] | Iterator[str]) -> str:
    return _grouped(list(parts), " AND ")


def _any(parts: Sequence[str]) -> str:
    return _grouped([part for part in parts if part], " OR ")


def _grouped(parts: list[str], sign: str) -> str:
    return parts[0] if len(parts) == 1 else f"({sign.join(parts)})"
