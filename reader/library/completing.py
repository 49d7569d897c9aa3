"""What a query that is being typed may go on with: names of conditions, and the values that each can have. No I/O.

Offers come in the language of what was typed, Korean where any of it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from reader.library.grams import fold
from reader.library.query import FIELD, QUOTES, SHOWN, field_of
from reader.model import Completion

MOST = 8  # offers: what one line can show
_DAYS = {
    "en": ("today", "yesterday", "3d", "1w", "1m", "1y"),
    "ko": ("오늘", "어제", "3일", "1주", "1개월", "1년"),
}


def completions(text: str, at: int, names: Mapping[str, Sequence[str]]) -> tuple[Completion, ...]:
    """Give what the word that ends at `at` may become, the likeliest first.

    `names` are those of each field (section, source). Nothing is offered inside of a word, or for one that is complete.
    """
    start = _start(text, at)
    word = text[start:at]
    if not word or text[at : at + 1].strip():
        return ()
    offers = list(dict.fromkeys(_offers(word, names)))[:MOST]
    return tuple(Completion(start, at, offer) for offer in offers)


def _start(text: str, at: int) -> int:
    """Give where the word begins that ends at `at`; inside of quotation marks a space belongs to it."""
    start, quoted = 0, False
    for place, character in enumerate(text[:at]):
        if character in QUOTES:
            quoted = not quoted
        elif not quoted and (character.isspace() or character == "|"):
            start = place + 1
    return start + (text[start:at][:1] in {"-", "−"})


def _offers(word: str, names: Mapping[str, Sequence[str]]) -> Iterator[str]:
    language = "en" if word.isascii() else "ko"
    begun = re.match(rf"({FIELD})[:：]", word)
    if begun is None:
        yield from (f"{name}:" for name in SHOWN[language]["field"] if name.startswith(word.lower()))
        return
    field, value = field_of(begun[1]), fold(word[begun.end() :].strip(QUOTES))
    known = (*names.get(field, ()), *SHOWN[language].get(field, ()))
    if field in {"after", "before"}:
        known = _DAYS[language]
    if value in map(fold, known):
        return
    for name in (*_beginning(known, value), *(one for one in known if value in fold(one))):
        if not set(name) & set(QUOTES):  # a name with a quotation mark cannot be written
            yield f'{begun[0]}"{name}" ' if set(name) & set(" |") else f"{begun[0]}{name} "


def _beginning(names: Sequence[str], value: str) -> Iterator[str]:
    return (name for name in names if fold(name).startswith(value))
