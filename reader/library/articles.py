"""Single articles: finding one by id, address or the start of an id, keeping its text, and what is still without.

A text that is held is never given up for an empty one. What an article's own page says of its head fills what lists
left open or cut; the article pane shows the page's own words.
"""

from __future__ import annotations

import difflib
import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from reader.library.heads import SELECT, PageStates, headline
from reader.library.identity import spellings
from reader.library.inserting import insert
from reader.library.merge import refined
from reader.library.records import (
    Told,
    from_iso,
    iso,
    moment,
    moment_or_none,
    stamp,
    stamp_or_none,
    told_from_text,
    told_to_text,
)
from reader.model import Article, Body, Entry, Headline
from reader.text.columns import columns, unpacked

_SHORTEST_PREFIX = 4  # characters of an id that may stand for it: 20 bits, one in a million
_AHEAD_OF = 1_000  # only among the newest unread ones is a text fetched ahead; nobody reads on from there today
_NEAREST_OF = 2_000  # the newest articles are looked through for a similar id: 15 ms


class Text(Struct, frozen=True):
    """When an article's text was fetched, and by which version of the parser it was read."""

    fetched: datetime
    parser_version: int


class Trouble(Struct, frozen=True):
    """Why an article's text could not be had: the sentence, when, after how many tries; `retry` None: not by itself."""

    error: Told
    at: datetime
    retry: datetime | None
    tries: int


def article(conn: sqlite3.Connection, name: str, now: datetime) -> Article | None:
    """Give an article by its id, with its text where that is held."""
    row = conn.execute(f"{SELECT} WHERE a.name = ?", (name,)).fetchone()
    if row is None:  # another source may have brought it first since this name was given out
        row = conn.execute(f"{SELECT} JOIN carrier k ON k.article = a.id WHERE k.name = ?", (name,)).fetchone()
    if row is None:
        return None
    head = headline(row, PageStates.at(conn, now))
    body = conn.execute(
        "SELECT title, subtitle, author, section, image, published, updated, text, shape FROM body WHERE article = ?",
        (row[0],),
    ).fetchone()
    return _with_body(head, body) if body else Article(head)


def find(conn: sqlite3.Connection, given: str, now: datetime) -> Article | None:
    """Find an article by its id, its address (http or https, with www. or without), or a unique start of its id."""
    given = given.strip()
    if "://" in given:
        row = conn.execute(
            "SELECT name FROM article WHERE url IN (SELECT value FROM json_each(?)) ORDER BY listed DESC, id DESC",
            (json.dumps([given, *spellings(given)]),),
        ).fetchone()
        return article(conn, row[0], now) if row else None
    if held := article(conn, given, now):
        return held
    names = _starting(conn, given.lower(), 2)
    return article(conn, names[0], now) if len(names) == 1 else None


def nearest(conn: sqlite3.Connection, given: str, limit: int = 3) -> tuple[str, ...]:
    """Give ids that come close to what was asked: that begin like it, look like it, or whose title holds it."""
    text = given.strip()
    found = _starting(conn, text.lower(), limit)
    newest = [row[0] for row in conn.execute("SELECT name FROM article ORDER BY id DESC LIMIT ?", (_NEAREST_OF,))]
    similar = difflib.get_close_matches(text.lower(), newest, n=limit, cutoff=0.6)
    titled = conn.execute(
        "SELECT name FROM article WHERE instr(title, ?) > 0 ORDER BY sort_time DESC LIMIT ?", (text or "\0", limit)
    )
    return tuple(dict.fromkeys([*found, *similar, *(row[0] for row in titled)]))[:limit]


def keep_body(
    conn: sqlite3.Connection,
    name: str,
    body: Body,
    fetched: datetime,
    parser_version: int,
) -> bool:
    """Keep an article's text and let its head be refined by it; False when the article is not (any more) held."""
    row = conn.execute(
        "SELECT id, url, title, subtitle, summary, author, image, published, section FROM article WHERE name = ?",
        (name,),
    ).fetchone()
    if row is None:
        return False
    _refine_head(conn, row, body)
    if body.has_text:
        keep_bodies(conn, {row[0]: body}, fetched, parser_version)
    return True


def keep_bodies(conn: sqlite3.Connection, texts: Mapping[int, Body], fetched: datetime, parser_version: int) -> None:
    """Keep texts by the articles' numbers, in place of what was held; what made trouble before is forgotten."""
    at = stamp(fetched)
    insert(
        conn,
        "INSERT OR REPLACE INTO body (article, title, subtitle, author, section, image, published, updated, text,"
        " shape, fetched, parser) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(number, *_head(body), *columns(body), at, parser_version) for number, body in texts.items()],
    )
    conn.execute("DELETE FROM trouble WHERE article IN (SELECT value FROM json_each(?))", (json.dumps(list(texts)),))


def text_of(conn: sqlite3.Connection, name: str) -> Text | None:
    """Tell when the held text of an article was fetched and which parser read it; None while none is held."""
    row = conn.execute(
        "SELECT fetched, parser FROM body JOIN article ON article.id = body.article WHERE name = ?", (name,)
    ).fetchone()
    return Text(moment(row[0]), row[1]) if row else None


def keep_failure(
    conn: sqlite3.Connection,
    name: str,
    error: Told,
    now: datetime,
    retry: datetime | None = None,
) -> None:
    """Note why an article's text could not be had, and when it may be asked for again (None: only by a person)."""
    conn.execute(
        "INSERT INTO trouble (article, error, at, retry, tries) SELECT id, ?1, ?2, ?3, 1 FROM article WHERE name = ?4"
        " ON CONFLICT (article) DO UPDATE SET error = ?1, at = ?2, retry = ?3, tries = tries + 1",
        (told_to_text(error), stamp(now), stamp_or_none(retry), name),
    )


def failure(conn: sqlite3.Connection, name: str) -> Trouble | None:
    """Tell why an article's text could not be had the last time, if it could not."""
    row = conn.execute(
        "SELECT error, at, retry, tries FROM trouble JOIN article ON article.id = trouble.article WHERE name = ?",
        (name,),
    ).fetchone()
    error = told_from_text(row[0]) if row else None
    return Trouble(error, moment(row[1]), moment_or_none(row[2]), row[3]) if error else None


def without_text(conn: sqlite3.Connection, now: datetime, limit: int) -> tuple[Headline, ...]:
    """Give articles whose text is not held and may be asked for now, for fetching ahead: bookmarks, then the unread."""
    query = (
        f"{SELECT} WHERE a.id IN (SELECT * FROM (SELECT id FROM article WHERE listed = 1 AND hidden_at IS NULL"  # noqa: S608 - a constant
        " AND read_at IS NULL ORDER BY sort_time DESC, rank DESC, id DESC LIMIT ?1)"
        " UNION SELECT id FROM article WHERE saved_at IS NOT NULL AND hidden_at IS NULL)"
        " AND NOT EXISTS (SELECT 1 FROM body b WHERE b.article = a.id)"
        " AND NOT EXISTS (SELECT 1 FROM trouble t WHERE t.article = a.id AND coalesce(t.retry > ?2, 1))"
        " ORDER BY a.saved_at IS NULL, a.sort_time DESC, a.rank DESC, a.id DESC LIMIT ?3"
    )
    states = PageStates.at(conn, now)
    return tuple(headline(row, states) for row in conn.execute(query, (_AHEAD_OF, stamp(now), limit)))


def _starting(conn: sqlite3.Connection, start: str, limit: int) -> list[str]:
    if len(start) < _SHORTEST_PREFIX:
        return []
    found = conn.execute("SELECT name FROM article WHERE name >= ?1 AND name < ?1 || '~' LIMIT ?2", (start, limit))
    return [row[0] for row in found]


def _head(body: Body) -> tuple[str | None, ...]:
    return body.title, body.subtitle, body.author, body.section, body.image, iso(body.published), iso(body.updated)


def _with_body(head: Headline, body: tuple[Any, ...]) -> Article:
    title, subtitle, author, section, image, published, updated, text, shape = body
    shown = replace(
        head,
        title=title or head.title,
        subtitle=subtitle or head.subtitle,
        author=author or head.author,
        section=head.section or section,
        image=image or head.image,
        published=from_iso(published) or head.published,
    )
    return Article(shown, unpacked(text, shape), from_iso(updated))


def _refine_head(conn: sqlite3.Connection, row: tuple[Any, ...], body: Body) -> None:
    """Fill what lists left open with what the article's own page says; a title that was cut becomes whole."""
    number, url, title, subtitle, summary, author, image, published, section = row
    held = Entry("", url, title, subtitle, summary, author, image, from_iso(published))
    told = Entry("", "", body.title, body.subtitle, "", body.author, body.image, body.published)
    entry = refined(held, told, trusted=False)
    cut = title.rstrip(".… ")
    if cut not in {title, ""} and body.title.startswith(cut):
        entry = replace(entry, title=body.title)
    told_section = section or body.section
    if (entry, told_section) != (held, section):
        conn.execute(
            "UPDATE article SET title = ?, subtitle = ?, author = ?, image = ?, published = ?, section = ?"
            " WHERE id = ?",
            (entry.title, entry.subtitle, entry.author, entry.image, iso(entry.published), told_section, number),
        )
