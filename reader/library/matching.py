"""A query made into what SQLite is asked: the index's expression, the conditions, and what must be verified by hand.

Knows the tables and which names the library holds; what stands in a text is `needles`' affair.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from reader.library.grams import fold
from reader.library.needles import Head, Needle
from reader.model import QueryProblem

if TYPE_CHECKING:
    from reader.library.query import Condition, Query

_HEAD = "a.id, a.title, a.subtitle, a.author, a.sort_time"
_FROM_INDEX = f"SELECT {_HEAD} FROM search CROSS JOIN article a ON a.id = search.rowid"  # noqa: S608 - constants
_FROM_ALL = f"SELECT {_HEAD} FROM article a"  # noqa: S608 - constants
_WITH_TEXT = " LEFT JOIN body b ON b.article = a.id"
# Whether a piece stands in an article, as a list or as its own page tells of it; half as dear as looking from Python.
_STANDS = (
    "(instr(coalesce(b.text, a.summary), {0}) OR instr(a.title || char(10) || a.subtitle || char(10) || a.author, {0})"
    " OR coalesce(instr(b.title || char(10) || b.subtitle || char(10) || b.author, {0}), 0))"
)
_KNOWN = "a.id NOT IN (SELECT article FROM unsearched)"
_UNKNOWN = "a.id IN (SELECT article FROM unsearched)"
_NEWEST = "ORDER BY a.id DESC"
_NEWEST_IN_INDEX = "ORDER BY search.rowid DESC"
# Of an article that several sources carry each will do; one that stands in no section has its own page's word for it.
_SOURCE = (
    "(a.source IN (SELECT value FROM json_each(:name)) OR EXISTS"
    " (SELECT 1 FROM carrier k WHERE k.article = a.id AND k.source IN (SELECT value FROM json_each(:name))))"
)
_SECTION = (
    "(EXISTS (SELECT 1 FROM standing t WHERE t.article = a.id AND t.section IN (SELECT value FROM json_each(:name)))"
    " OR instr(lower(a.section), :name_text) > 0)"
)
_MOST_WORDS = 1_000  # words of the index that hold a piece inside; the shortest ones

_STATES = {
    "unread": "a.read_at IS NULL",
    "read": "a.read_at IS NOT NULL",
    "saved": "a.saved_at IS NOT NULL",
    "hidden": "a.hidden_at IS NOT NULL",
}


class Checked(Struct, frozen=True):
    """A group of terms of which one (or, `negative`, none) must stand in an article."""

    needles: tuple[Needle, ...]
    negative: bool

    @property
    def exact(self) -> bool:
        """Whether what the index says of it is all there is to say."""
        return all(needle.exact for needle in self.needles)

    @property
    def plain(self) -> bool:
        """Whether SQLite can tell by itself whether it holds."""
        return all(needle.plain and not needle.initials and not needle.byline for needle in self.needles)

    def in_head(self, head: Head) -> bool:
        """Tell whether the head alone settles that it holds."""
        return not self.negative and any(needle.in_head(head) for needle in self.needles)

    def holds(self, heads: Sequence[Head], text: str) -> bool:
        """Tell whether it holds of an article, of which lists and its own page tell."""
        found = any(
            any(map(needle.in_head, heads)) or (not needle.byline and needle.in_text(text)) for needle in self.needles
        )
        return found is not self.negative


class Plan(Struct):
    """What is asked: `known` of articles as the index knows them, `unknown` of the others, both the newest first.

    `known_left` and `unknown_left` are the groups that must be verified by hand.
    """

    groups: list[Checked]
    values: dict[str, str | int] = field(default_factory=dict)
    known: str = ""
    unknown: str = ""
    known_left: list[Checked] = field(default_factory=list)
    unknown_left: list[Checked] = field(default_factory=list)
    problems: list[QueryProblem] = field(default_factory=list)

    @property
    def needles(self) -> list[tuple[Needle, ...]]:
        """The alternatives of each group that is looked for."""
        return [group.needles for group in self.groups if not group.negative]


def plan(conn: sqlite3.Connection, query: Query) -> Plan | None:
    """Make a plan for a query; None where nothing is asked at all."""
    if not query.groups:
        return None
    groups = [
        Checked(tuple(Needle(term, lambda word: _inner(conn, word)) for term in group.terms), group.negative)
        for group in query.groups
        if group.terms
    ]
    made = Plan(groups)
    conditions = list(_conditions(conn, query, made))
    verified = [(group, _standing(group, number, made)) for number, group in enumerate(groups) if group.plain]
    made.known_left = [group for group in groups if not group.exact and not group.plain]
    made.unknown_left = [group for group in groups if not group.plain]
    made.known = _known(made, [*conditions, *(stands for group, stands in verified if not group.exact)])
    made.unknown = _select(_FROM_ALL, [*conditions, *(stands for _, stands in verified), _UNKNOWN], _NEWEST)
    return made


def _known(made: Plan, conditions: Sequence[str]) -> str:
    asked, without = _asked(made.groups, negative=False), _asked(made.groups, negative=True)
    if asked:
        made.values["asked"] = f"{asked} NOT {without}" if without else asked
        return _select(_FROM_INDEX, ["search MATCH :asked", _KNOWN, *conditions], _NEWEST_IN_INDEX)
    if without:
        made.values["without"] = without
        conditions = ["a.id NOT IN (SELECT rowid FROM search WHERE search MATCH :without)", *conditions]
    return _select(_FROM_ALL, [_KNOWN, *conditions], _NEWEST)


def _select(begin: str, conditions: Sequence[str], order: str) -> str:
    where = " AND ".join(conditions)
    return f"{begin}{_WITH_TEXT if 'b.text' in where else ''} WHERE {where} {order}"


def _standing(group: Checked, number: int, made: Plan) -> str:
    """Give the condition that a plain group's terms stand in an article, or do not."""
    parts = []
    for place, needle in enumerate(group.needles):
        name = f"n{number}_{place}"
        made.values[name] = needle.plain
        parts.append(_STANDS.format(f":{name}"))
    return f"{'NOT ' if group.negative else ''}({' OR '.join(parts)})"


def _asked(groups: Sequence[Checked], *, negative: bool) -> str:
    """Give the index's expression; of what must not stand there, only what the index knows exactly may be left out."""
    chosen = [group for group in groups if group.negative is negative and (group.exact or not negative)]
    parts = [" OR ".join(needle.asks for needle in group.needles) for group in chosen]
    joined = (" OR " if negative else " AND ").join(f"({part})" for part in parts)
    return f"({joined})" if joined else ""


def _inner(conn: sqlite3.Connection, piece: str) -> list[str]:
    """Give the index's words that hold a piece inside, not at their beginning."""
    found = conn.execute(
        "SELECT word FROM word WHERE instr(word, ?) > 1 ORDER BY length(word) LIMIT ?", (piece, _MOST_WORDS)
    )
    return [row[0] for row in found]


def _conditions(conn: sqlite3.Connection, query: Query, made: Plan) -> Iterator[str]:
    hidden = False
    for number, group in enumerate(group for group in query.groups if group.conditions):
        parts = [
            part
            for place, condition in enumerate(group.conditions)
            if (part := _condition(conn, condition, f"c{number}_{place}", made))
        ]
        hidden = hidden or any(one.value == "hidden" and one.field == "is" for one in group.conditions)
        if parts:
            yield f"{'NOT ' if group.negative else ''}({' OR '.join(parts)})"
    if not hidden:
        yield "a.hidden_at IS NULL"


def _condition(conn: sqlite3.Connection, one: Condition, name: str, made: Plan) -> str:
    """Give the condition in SQL; "" with a problem where it names what the library does not hold."""
    if one.field == "is":
        return _STATES[one.value]
    if one.field in {"after", "before"}:
        made.values[name] = one.at
        return f"a.sort_time {'>=' if one.field == 'after' else '<'} :{name}"
    names = dict(conn.execute(f"SELECT id, name FROM {one.field}"))  # noqa: S608 - the tables section and source
    chosen = _named(names, one.value)
    part = (_SOURCE if one.field == "source" else _SECTION).replace(":name", f":{name}")
    made.values |= {name: json.dumps(chosen), f"{name}_text": one.value}
    if not chosen and not _holds_any(conn, part, made.values):
        made.problems.append(_unknown(one, list(names.values())))
        return ""
    return part


def _holds_any(conn: sqlite3.Connection, part: str, values: dict[str, str | int]) -> bool:
    """Tell whether any article meets a condition; asked only where no section has such a name."""
    return conn.execute(f"SELECT 1 FROM article a WHERE {part} LIMIT 1", values).fetchone() is not None  # noqa: S608 - constants


def _named(names: dict[int, str], value: str) -> list[int]:
    """Choose what is called so, or where nothing is, all whose name holds the value."""
    folded = {number: fold(name) for number, name in names.items()}
    return [number for number, name in folded.items() if name == value] or [
        number for number, name in folded.items() if value in name
    ]


def _unknown(one: Condition, names: Sequence[str]) -> QueryProblem:
    fields = (("given", one.value), ("right", ", ".join(sorted(names)[:8])))
    return QueryProblem(one.start, one.end, f"query.no_{one.field}", fields)
