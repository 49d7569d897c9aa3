"""Search: a query's articles, the best first with a piece of their text, or all of them as the rows of a list.

The index narrows, the newest to come in first; where it knows too little (three syllables, phrases, bylines) and for
articles that it does not know yet, the text itself decides. Only the newest 2,000 are scored: enough to find the best,
and a word that stands everywhere costs no more than another.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from msgspec import Struct

from reader.library.heads import rows
from reader.library.matching import Checked, Plan, plan
from reader.library.needles import Head
from reader.library.query import Query, parse
from reader.library.ranking import LOOKED_INTO, head_score, text_score
from reader.library.records import moment_or_none, stamp
from reader.library.snippets import excerpt, spans
from reader.model import Hit, QueryProblem

SCORED = 2_000
_AT_ONCE = 250  # candidates whose texts are read together
_STEPS = 2_000  # of SQLite's machine, about 0.1 ms, between two looks at whether anybody waits


class GivenUp(Exception):
    """Nobody waits for this search any more."""


class Found(Struct, frozen=True):
    """What a query found, the best first: `numbers` are the library's rows, `hits` the first of them as asked for.

    `more`: there are older ones that were not looked at. `problems`: what of the query was not understood.
    """

    query: Query
    numbers: tuple[int, ...] = ()
    hits: tuple[Hit, ...] = ()
    more: bool = False
    problems: tuple[QueryProblem, ...] = ()


def search(conn: sqlite3.Connection, text: str, now: datetime, limit: int = 200) -> Found:
    """Find what a query asks for, the best `limit` as hits; beyond the newest 2,000 they follow as they came in.

    Hidden articles are found by `is:hidden` alone.
    """
    query = parse(text, now)
    wanted = plan(conn, query)
    if wanted is None:
        return Found(query, problems=query.problems)
    matches = _matching(conn, wanted)
    numbers = _ranked(conn, wanted, list(islice(matches, SCORED)), now)
    numbers += [number for number, _ in islice(matches, max(limit - SCORED, 0))]
    more = next(matches, None) is not None
    hits = _hits(conn, wanted, numbers[:limit], now)
    return Found(query, tuple(numbers), hits, more, (*query.problems, *wanted.problems))


def search_unless(
    conn: sqlite3.Connection, given_up: Callable[[], bool], text: str, now: datetime, limit: int
) -> Found:
    """Search as `search` does, on a thread of its own; raises GivenUp soon after `given_up` says so."""
    conn.set_progress_handler(given_up, _STEPS)
    try:
        return search(conn, text, now, limit)
    except sqlite3.OperationalError as error:
        if given_up():
            raise GivenUp from error
        raise
    finally:
        conn.set_progress_handler(None, 0)


def searched(conn: sqlite3.Connection) -> tuple[int, datetime | None]:
    """Give how many articles a search looks at, and of when the oldest is."""
    count, oldest = conn.execute("SELECT count(*), min(sort_time) FROM article WHERE hidden_at IS NULL").fetchone()
    return count, moment_or_none(oldest)


def hits_of(conn: sqlite3.Connection, found: Found, start: int, stop: int, now: datetime) -> tuple[Hit, ...]:
    """Give more hits of what was found, those from `start` to `stop`; `GONE` stands for one that was deleted since."""
    wanted = plan(conn, found.query)
    return _hits(conn, wanted, found.numbers[start:stop], now) if wanted else ()


def matching(conn: sqlite3.Connection, text: str, now: datetime) -> list[int]:
    """Give the rows of every article that a query finds, in no order that means anything."""
    wanted = plan(conn, parse(text, now))
    return [number for number, _ in _matching(conn, wanted)] if wanted else []


def problems_of(conn: sqlite3.Connection, text: str, now: datetime) -> tuple[QueryProblem, ...]:
    """Tell what of a query is not understood, names of sections and sources among it."""
    query = parse(text, now)
    wanted = plan(conn, query)
    return (*query.problems, *(wanted.problems if wanted else ()))


def _matching(conn: sqlite3.Connection, wanted: Plan) -> Iterator[tuple[int, Head]]:
    """Give what matches, the last to come in first."""
    yield from _verified(conn, _candidates(conn, wanted.unknown, wanted), wanted.unknown_left)
    yield from _verified(conn, _candidates(conn, wanted.known, wanted), wanted.known_left)


def _candidates(conn: sqlite3.Connection, query: str, wanted: Plan) -> Iterator[tuple[int, Head]]:
    for number, *head in conn.execute(query, wanted.values):
        yield number, Head(*head)


def _verified(
    conn: sqlite3.Connection, candidates: Iterator[tuple[int, Head]], groups: Sequence[Checked]
) -> Iterator[tuple[int, Head]]:
    """Give those candidates of which all these groups hold; their texts are read where the head cannot tell."""
    if not groups:
        yield from candidates
        return
    while batch := list(islice(candidates, _AT_ONCE)):
        sure = {number for number, head in batch if all(group.in_head(head) for group in groups)}
        pages = _pages(conn, [number for number, _ in batch if number not in sure])
        for number, head in batch:
            if number in sure or all(group.holds((head, pages[number][0]), pages[number][1]) for group in groups):
                yield number, head


def _ranked(conn: sqlite3.Connection, wanted: Plan, found: Sequence[tuple[int, Head]], now: datetime) -> list[int]:
    """Order what was found: by titles and recency, and the best of these by their texts as well."""
    needles = wanted.needles
    seconds = stamp(now)
    scores = {number: head_score(head, needles, seconds) for number, head in found}
    order = sorted(scores, key=lambda number: (-scores[number], -number))
    best = order[:LOOKED_INTO] if needles else []
    for number, text in _texts(conn, best).items():
        scores[number] += text_score(text, needles)
    return sorted(best, key=lambda number: (-scores[number], -number)) + order[len(best) :]


def _hits(conn: sqlite3.Connection, wanted: Plan, numbers: Sequence[int], now: datetime) -> tuple[Hit, ...]:
    texts = _texts(conn, numbers)
    return tuple(
        Hit(headline, spans(headline.title, wanted.needles, title=True), excerpt(texts.get(number, ""), wanted.needles))
        for number, headline in zip(numbers, rows(conn, numbers, now), strict=True)
    )


def _pages(conn: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, tuple[Head, str]]:
    """Give what the articles' own pages say, and their texts, or where none is held their summaries."""
    query = (
        "SELECT a.id, coalesce(b.title, ''), coalesce(b.subtitle, ''), coalesce(b.author, ''), a.sort_time,"
        " coalesce(b.text, a.summary) FROM article a LEFT JOIN body b ON b.article = a.id"
        " WHERE a.id IN (SELECT value FROM json_each(?))"
    )
    found = conn.execute(query, (json.dumps(list(numbers)),))
    return {number: (Head(*head), text) for number, *head, text in found}


def _texts(conn: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, str]:
    """Give the texts of some articles, and of those without one their summaries."""
    if not numbers:
        return {}
    query = (
        "SELECT a.id, coalesce(b.text, a.summary) FROM article a LEFT JOIN body b ON b.article = a.id"
        " WHERE a.id IN (SELECT value FROM json_each(?))"
    )
    return dict(conn.execute(query, (json.dumps(list(numbers)),)))
