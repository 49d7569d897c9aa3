"""What the search index holds of a text: its syllables and pairs of them, its words, the first consonants of its title.

Korean is written in words that grow by particles and compounds, so a word of a query stands anywhere in one: 금리 in
기준금리를. Hangul, Han and kana are therefore cut into single characters and pairs; everything else into words. Text is
compared in NFC with its case folded, never in NFKC, which would turn the ㅎ of a keyboard into another letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from operator import add

# Compatibility jamo, kana, Han with its extensions, Hangul syllables: scripts in which a word is found inside others.
CJK = "々ㄱ-ㆎぁ-ヿ㐀-䶿一-鿿가-힣豈-\ufaff\U00020000-\U000323af"
LETTER = rf"[^\W_{CJK}]"  # of a word: a letter or digit of any other script
RUN = re.compile(rf"(?P<cjk>[{CJK}]+)|{LETTER}+")
LONGEST_WORD = 64
INNER_LEAST = 4  # letters of a piece that is looked for inside of words; shorter ones stand in half of them

LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FIRST, _LAST, _PER_LEAD = ord("가"), ord("힣"), 588
_SYLLABLES = re.compile("[가-힣]+")
_SYLLABIC, _WORD = re.compile(f"[{CJK}]+"), re.compile(f"{LETTER}+")
_MARK = "0"  # before first consonants, so that they are never taken for the letters of a text
INITIALS = 3  # consonants that are indexed together at most

Document = tuple[str, str, str, str]  # the index's columns: single, pair, word, initial


def fold(text: str) -> str:
    """Bring a text into the form in which it is compared."""
    return unicodedata.normalize("NFC", text).casefold()


def document(title: str, subtitle: str, author: str, text: str) -> Document:
    """Cut an article into what the index keeps of it; the same text gives the same for ever (see `schema`).

    Whole texts at a time, for speed: 0.2 ms for one of 2 kB.
    """
    folded = fold(f"{title}\n{subtitle}\n{author}\n{text}")
    runs = " ".join(_SYLLABIC.findall(folded))
    pairs = (pair for pair in set(map(add, runs, runs[1:])) if " " not in pair)
    words = {word[:LONGEST_WORD] for word in _WORD.findall(folded)}
    initial = {gram for run in leads(title) for size in range(1, INITIALS + 1) for gram in _grams(run, size)}
    return " ".join(set(runs)), " ".join(pairs), " ".join(words), " ".join(_MARK + gram for gram in initial)


def leads(text: str) -> Iterator[str]:
    """Give the first consonants of each run of Hangul syllables: 한국은행 → ㅎㄱㅇㅎ."""
    for run in _SYLLABLES.findall(unicodedata.normalize("NFC", text)):
        yield "".join(map(lead, run))


def lead(character: str) -> str:
    """Give the first consonant of a syllable; any other character stays itself."""
    code = ord(character)
    return LEADS[(code - _FIRST) // _PER_LEAD] if _FIRST <= code <= _LAST else character


def syllables_of(consonant: str) -> str:
    """Give the first and the last syllable that begin with a consonant, as a range for a pattern: ㄷ → 다-딯."""
    first = _FIRST + LEADS.index(consonant) * _PER_LEAD
    return f"{chr(first)}-{chr(first + _PER_LEAD - 1)}"


def cjk_terms(run: str) -> list[str]:
    """Give the terms of the index that a run of syllables needs; exact up to two of them."""
    return [run] if len(run) == 1 else list(dict.fromkeys(_grams(run, 2)))


def initial_terms(consonants: str) -> list[str]:
    """Give the terms of the index that first consonants need; exact up to three of them."""
    size = min(len(consonants), INITIALS)
    return [_MARK + gram for gram in dict.fromkeys(_grams(consonants, size))]


def inner_words(column: str) -> Iterator[str]:
    """Give those words of an indexed `word` column inside of which a piece may be looked for."""
    return (word for word in column.split() if len(word) > INNER_LEAST and not word.isdigit())


def _grams(run: str, size: int) -> Iterator[str]:
    return (run[start : start + size] for start in range(len(run) - size + 1))
