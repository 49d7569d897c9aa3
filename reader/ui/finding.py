"""Finds words in an article as it is set: pure, over lines of text; spaces and line ends are no obstacle.

What is looked for may be written with or without its spaces (기준 금리, 기준금리) and is found across a line end, but
never across two blocks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from reader.ui.typeset import Line

_BORDER = "\0"  # stands between blocks; nobody can look for it


class Mark(Struct, frozen=True):
    """A piece of a hit on one line: `[start:end]` in characters of its text."""

    line: int
    start: int
    end: int


def hits(lines: Sequence[Line], wanted: str) -> list[tuple[Mark, ...]]:
    """Find `wanted` from the first line to the last, each hit as its pieces line by line."""
    needle = "".join(map(_folded, unicodedata.normalize("NFC", wanted)))
    if not needle:
        return []
    flat, places = _flattened(lines)
    found, at = [], flat.find(needle)
    while at >= 0:
        found.append(_marks(places[at : at + len(needle)]))
        at = flat.find(needle, at + len(needle))
    return found


def _flattened(lines: Sequence[Line]) -> tuple[str, list[tuple[int, int]]]:
    text: list[str] = []
    places: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        if number and (not line.runs or line.place[0] != lines[number - 1].place[0]):
            text.append(_BORDER)
            places.append((number, 0))
        for column, character in enumerate("".join(run.text for run in line.runs)):
            if folded := _folded(character):
                text.append(folded)
                places.append((number, column))
    return "".join(text), places


def _folded(character: str) -> str:
    """Fold the case of one character into exactly one, and a space into nothing."""
    if character.isspace():
        return ""
    folded = character.casefold()
    return folded if len(folded) == 1 else character


def _marks(places: Sequence[tuple[int, int]]) -> tuple[Mark, ...]:
    lines = dict.fromkeys(line for line, _ in places)
    columns = {line: [column for on, column in places if on == line] for line in lines}
    return tuple(Mark(line, found[0], found[-1] + 1) for line, found in columns.items())
