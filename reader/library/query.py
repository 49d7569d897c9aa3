"""The query language: words, "phrases", -not, OR, and conditions with English and Korean names. No I/O.

    금리 "기준 금리" -동결   연준 OR 한은   지면:국제 by:김누리 is:unread after:3d before:2026-01-15

What cannot be understood is told with its place, left out where it is a condition, and searched as a word where it can
be one. OR joins its two neighbours, words with words and conditions with conditions; all else must hold together.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from msgspec import Struct

from reader.library.days import start_of
from reader.library.grams import RUN, fold
from reader.model import QueryProblem

State = Literal["unread", "read", "saved", "hidden"]

LONGEST = 1000
MOST = 64  # words and conditions; more say nothing that a person would still mean

_FIELDS = {
    **dict.fromkeys(("section", "지면", "섹션"), "section"),
    **dict.fromkeys(("source", "소스", "출처", "매체"), "source"),
    **dict.fromkeys(("by", "author", "기자", "필자", "글쓴이"), "by"),
    **dict.fromkeys(("is", "상태"), "is"),
    **dict.fromkeys(("after", "since", "이후", "부터"), "after"),
    **dict.fromkeys(("before", "until", "이전", "전", "까지"), "before"),
}
_STATES: dict[str, State] = {
    **dict.fromkeys(("unread", "안읽음", "안읽은", "안읽은것"), "unread"),
    **dict.fromkeys(("read", "읽음", "읽은", "읽은것"), "read"),
    **dict.fromkeys(("saved", "책갈피", "저장", "보관"), "saved"),
    **dict.fromkeys(("hidden", "감춤", "숨김"), "hidden"),
}
SHOWN: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "field": ("section", "source", "by", "is", "after", "before"),
        "is": ("unread", "read", "saved", "hidden"),
    },
    "ko": {
        "field": ("지면", "소스", "기자", "상태", "이후", "이전"),
        "is": ("안읽음", "읽음", "책갈피", "감춤"),
    },
}
"""The names that are told and offered, of all that are understood; by language."""
QUOTES = '"“”„«»'
FIELD = r"[^\W\d_]+"
_PIECE = re.compile(
    rf"(?P<space>\s+)|(?P<or>\||(?:OR|또는)(?=\s|$))"
    rf"|(?P<minus>[-−](?=[^\s-]))?(?:(?P<field>{FIELD})[:：](?!//)(?:[{QUOTES}](?P<quoted>[^{QUOTES}]*)[{QUOTES}]"
    rf"|(?P<value>[^\s|{QUOTES}]*))|[{QUOTES}](?P<phrase>[^{QUOTES}]*)[{QUOTES}]|(?P<word>[^\s|{QUOTES}]+))"
    rf"|(?P<open>[{QUOTES}])|(?P<stray>.)"
)


class Term(Struct, frozen=True):
    """What must stand in an article's text, or in its byline alone; `start` and `end` are its place in the query."""

    text: str
    phrase: bool = False
    byline: bool = False
    start: int = 0
    end: int = 0


class Condition(Struct, frozen=True):
    """What must hold of an article: `value` is a name, a `State`, or for after and before seconds since 1970."""

    field: str
    value: str
    at: int = 0
    start: int = 0
    end: int = 0


class Group(Struct, frozen=True):
    """Terms, or conditions, of which one is enough; `negative`: none may hold."""

    terms: tuple[Term, ...] = ()
    conditions: tuple[Condition, ...] = ()
    negative: bool = False


class Query(Struct, frozen=True):
    """A query as it was understood, and what of it was not."""

    text: str
    groups: tuple[Group, ...] = ()
    problems: tuple[QueryProblem, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term that is looked for, in order."""
        return tuple(term for group in self.groups if not group.negative for term in group.terms)


def field_of(name: str) -> str:
    """Give the condition that goes by this name, "" where none does."""
    return _FIELDS.get(name.lower(), "")


def parse(text: str, now: datetime) -> Query:
    """Understand `text` as far as it can be; days and spans are counted from `now`. Never raises."""
    reading = _Reading(text[:LONGEST], now)
    if len(text) > LONGEST:
        reading.wrong(LONGEST, len(text), "query.too_long", limit=str(LONGEST))
    groups = tuple(reading.groups())
    if len(groups) > MOST:
        reading.wrong(0, len(text), "query.too_many", limit=str(MOST))
    return Query(text, groups[:MOST], tuple(reading.problems))


class _Reading:
    """One query being read from left to right."""

    def __init__(self, text: str, now: datetime) -> None:
        self._text = text
        self._now = now
        self.problems: list[QueryProblem] = []

    def wrong(self, start: int, end: int, key: str, **fields: str) -> None:
        """Note what is not understood."""
        given = self._text[start:end]
        self.problems.append(QueryProblem(start, end, key, (("given", given), *fields.items())))

    def groups(self) -> Iterator[Group]:
        """Give the groups; what OR joins becomes one."""
        held: Group | None = None
        joining: re.Match[str] | None = None
        for piece in _PIECE.finditer(self._text):
            if piece["space"]:
                continue
            if piece["or"]:
                if held is None or joining:
                    self.wrong(*piece.span(), "query.lonely_or")
                else:
                    joining = piece
                continue
            group = self._group(piece)
            if group is None:
                continue
            if joining and held:
                group, joining = self._joined(held, group, joining), None
            elif held:
                yield held
            held = group
        if joining:
            self.wrong(*joining.span(), "query.lonely_or")
        if held:
            yield held

    def _joined(self, held: Group, group: Group, sign: re.Match[str]) -> Group:
        if held.negative or group.negative or bool(held.terms) != bool(group.terms):
            self.wrong(*sign.span(), "query.mixed_or")
            return held if held.terms and not held.negative else group
        return Group(held.terms + group.terms, held.conditions + group.conditions)

    def _group(self, piece: re.Match[str]) -> Group | None:
        if piece["open"]:
            self.wrong(*piece.span(), "query.unclosed")
            return None
        negative = bool(piece["minus"])
        if piece["field"]:
            found = self._condition(piece)
            if not isinstance(found, Condition):
                return Group(terms=(found,), negative=negative) if found else None
            return Group(conditions=(found,), negative=negative)
        phrase = piece["phrase"] is not None
        term = Term(fold(piece["phrase"] or piece["word"] or ""), phrase, False, *piece.span())  # noqa: FBT003 - no byline
        return Group(terms=(term,), negative=negative) if RUN.search(term.text) else None

    def _condition(self, piece: re.Match[str]) -> Condition | Term | None:
        """Read `field:value`; gives a term for a byline, and for a name that is no field."""
        value = (piece["value"] if piece["quoted"] is None else piece["quoted"]).strip()
        field = field_of(piece["field"])
        if not field:
            return self._plain(piece, value)
        if not value:
            self.wrong(*piece.span(), "query.no_value")
            return None
        if field == "by":
            return Term(fold(value), byline=True, start=piece.start(), end=piece.end()) if RUN.search(value) else None
        if field == "is":
            return self._state(piece, value)
        at = 0
        if field in {"after", "before"}:
            day = start_of(value, self._now)
            if day is None:
                self.wrong(*piece.span(), "query.no_date")
                return None
            at = int(day.timestamp())
        return Condition(field, fold(value), at, *piece.span())

    def _state(self, piece: re.Match[str], value: str) -> Condition | None:
        state = _STATES.get(value.lower().replace(" ", ""))
        if state is None:
            self.wrong(*piece.span(), "query.no_state", right=_shown("is", " | "))
            return None
        return Condition("is", state, 0, *piece.span())

    def _plain(self, piece: re.Match[str], value: str) -> Term | None:
        """Take `name:value` for words where there is no such field, and say so where it looks as if one was meant."""
        if value:
            near = difflib.get_close_matches(piece["field"].lower(), _FIELDS, 1, 0.5)
            self.wrong(*piece.span(), "query.no_field", right=f"{near[0]}:" if near else _shown("field", ": ", ":"))
        text = fold(f"{piece['field']} {value}" if piece["quoted"] is None else value)
        return Term(text, True, False, *piece.span()) if RUN.search(text) else None  # noqa: FBT003 - a phrase, no byline


def _shown(what: str, between: str, end: str = "") -> str:
    return " · ".join(between.join(names[what]) + end for names in SHOWN.values())
