"""One refresh of one feed, kept whole: its entries, the texts that it carries itself, and what it says of its times.

A text that came with a feed gives way to one that was read from the article's own page, never the other way round; its
parser's version is written as a negative number, so that the two can be told apart.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from reader.library import articles
from reader.library.identity import article_id
from reader.library.memory import recall, remember
from reader.library.rounds import Round, keep_round
from reader.text.columns import columns

if TYPE_CHECKING:
    from reader.library.absorb import Absorbed
    from reader.model import Body


class FeedRound(Struct, frozen=True):
    """What one refresh of one feed brought.

    `texts`: those that it carries, by the entry's identity, read by version `parser`. `hints`: what is to be known of
    it the next time (anything that JSON can hold; None: as before).
    """

    round: Round
    texts: Sequence[tuple[str, Body]] = ()
    parser: int = 1
    hints: Any = None


def keep_feed(conn: sqlite3.Connection, done: FeedRound, now: datetime) -> Absorbed:
    """Keep a round of a feed; belongs into one `Library.write`."""
    source = done.round.batch.source
    absorbed = keep_round(conn, done.round, now)
    keep_texts(conn, source, done.texts, done.parser, now)
    if done.hints is not None and done.hints != recall(conn, _hints_name(source)):
        remember(conn, _hints_name(source), done.hints)
    return absorbed


def keep_texts(
    conn: sqlite3.Connection, source: str, texts: Iterable[tuple[str, Body]], parser: int, now: datetime
) -> None:
    """Keep texts that a feed carries itself, by the entry's identity, where no better one is held.

    What a feed says of an article's head stands in its entry and is not taken from here.
    """
    if wanting := _wanting(conn, source, texts):
        articles.keep_bodies(conn, wanting, now, -parser)


def feed_hints(conn: sqlite3.Connection, source: str) -> Any:
    """Give what was to be known of a feed; None before it was first read."""
    return recall(conn, _hints_name(source))


def _hints_name(source: str) -> str:
    return f"feed:{source}"


def _wanting(conn: sqlite3.Connection, source: str, texts: Iterable[tuple[str, Body]]) -> dict[int, Body]:
    """Give each text by its article's number; not one held as it is, or better, nor one without an article."""
    told = {article_id(source, identity): body for identity, body in texts}
    if not told:
        return {}
    among = "(SELECT value FROM json_each(?1))"
    held = conn.execute(
        "SELECT a.name, a.name, a.id, b.text, b.parser FROM article a LEFT JOIN body b ON b.article = a.id"  # noqa: S608 - a constant
        f" WHERE a.name IN {among} UNION ALL"
        " SELECT k.name, a.name, a.id, b.text, b.parser FROM carrier k JOIN article a ON a.id = k.article"
        f" LEFT JOIN body b ON b.article = a.id WHERE k.name IN {among}",
        (json.dumps(list(told)),),
    )
    found: dict[int, Body] = {}
    for given, name, number, text, parser in held:
        own = given == name and parser is not None and parser < 0
        if parser is None or (own and columns(told[given])[0] != text):
            found.setdefault(number, told[given])
    return found
