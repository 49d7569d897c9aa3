"""The harnesses of what a reader writes: the configuration, and queries asked of a small library in memory."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from functools import cache

from reader.config import Names, parse
from reader.errors import ConfigError, Problem
from reader.library import Batch, PageRecord, Polled, absorb, set_sources
from reader.library.indexing import catch_up
from reader.library.schema import migrate
from reader.library.searching import matching, search
from reader.model import Entry, Listing, Source
from reader.text.telling import problem

NOW = datetime.fromisoformat("2026-01-15T09:54:00+09:00")
TITLES = (
    "한국은행, 기준금리 동결",
    "AI반도체 수출 1.5% 증가",
    "미 연준 said inflation",
    "G20정상 café ㅋㅋ",
    "은행나무 가나다라 2026",
)


def config(data: bytes) -> None:
    """Read a configuration: settings, or problems of which each is a sentence."""
    text = data.decode("utf-8", "replace")
    for found in _problems(text):
        assert 0 <= found.line <= text.count("\n") + 1
        assert problem(found)


def _problems(text: str) -> tuple[Problem, ...]:
    names = Names(stations=("서울", "부산"), commands=("open", "back"), themes=("nuri",))
    try:
        parse(text, "config.toml", names)
    except ConfigError as error:
        return error.problems
    return ()


def query(data: bytes) -> None:
    """Ask the library; the index and the texts themselves say the same, and every place lies within the query."""
    text = data.decode("utf-8", "replace")
    for conn in _shelves():
        found = search(conn, text, NOW)
        for told in found.problems:
            assert 0 <= told.start <= told.end <= len(text)
    plain, indexed = (set(matching(conn, text, NOW)) for conn in _shelves())
    assert plain == indexed


@cache
def _shelves() -> tuple[sqlite3.Connection, sqlite3.Connection]:
    """Give two libraries of the same articles, the second with its index."""
    plain, indexed = _shelf(), _shelf()
    catch_up(indexed, 99)
    return plain, indexed


def _shelf() -> sqlite3.Connection:
    conn = sqlite3.connect(":memory:", isolation_level=None)
    migrate(conn, ":memory:")
    set_sources(conn, [Source("k", "누리일보", "mediaon", "https://x/")], {})
    entries = tuple(
        Entry(str(number), f"https://x/{number}", title, author="김누리 기자", published=NOW - timedelta(hours=number))
        for number, title in enumerate(TITLES)
    )
    page = PageRecord("https://x/list", "list", "국제", checked=NOW)
    absorb(conn, Batch("k", (Polled(page, (Listing("국제", entries),)),)), NOW)
    return conn


TARGETS = {"config": config, "query": query}
