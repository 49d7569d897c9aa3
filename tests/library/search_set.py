"""The six hundred articles and sixty queries of tests/data/search, and what each must find by plain comparison.

Every choice is made by a checksum, so that the same articles come out on every Python. Nothing here knows the index.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from reader.library import Batch, PageRecord, Polled, absorb, article_id, keep_body, mark, set_sources, source_key
from reader.model import Block, Body, Entry, Listing, Passage, Source

DATA = Path(__file__).parents[1] / "data" / "search"
NOW = datetime.fromisoformat("2026-01-15T09:54:00+09:00")
COUNT = 600
SOURCES = {"누리일보": "https://www.nuriilbo.com/", "Harbor Post": "https://harbor.example/"}
SAVED = ("ginkgo", "library")
_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_PARTICLES = {"은": "는", "이": "가", "을": "를", "과": "와"}


@dataclass(frozen=True)
class Written:
    key: str
    title: str
    subtitle: str
    text: str
    author: str
    section: str
    source: str
    age: float

    @property
    def id(self):
        return article_id(source_key(SOURCES[self.source]), self.key)

    @property
    def fields(self):
        return tuple(part.lower() for part in (self.title, self.subtitle, self.author, self.text))


def articles():
    """Give the articles, those that are written out first."""
    tree = tomllib.loads((DATA / "articles.toml").read_text(encoding="utf-8"))
    found = [
        Written(one["key"], one["title"], one["subtitle"], one["text"].strip(), one["author"], one["section"],
                one.get("source", "누리일보"), one["age"])
        for one in tree["article"]
    ]  # fmt: skip
    made = range(COUNT - len(found))
    return [
        *found,
        *(_made(number, tree["english" if number % 4 == 0 else "korean"], number % 4 == 0) for number in made),
    ]


def queries():
    return tomllib.loads((DATA / "queries.toml").read_text(encoding="utf-8"))["query"]


def expected(query, written):
    """Give the keys of all articles that a query must find."""
    return {one.key for one in written if _fits(query, one)}


def fill(library):
    """Put the articles into a library, as refreshes and opened pages would; the two of `SAVED` are bookmarks."""
    written = articles()
    sources = [Source(source_key(url), name, "feed", url) for name, url in SOURCES.items()]
    library.write(set_sources, sources, {}).result()
    for source in sources:
        own = [one for one in written if one.source == source.name]
        pages = []
        for section in sorted({one.section for one in own}):
            page = PageRecord(f"{source.url}{section}", "list", section, checked=NOW)
            entries = tuple(_entry(source, one) for one in own if one.section == section)
            pages.append(Polled(page, (Listing(section, entries),)))
        library.write(absorb, Batch(source.key, tuple(pages)), NOW).result()
    library.write(_keep_texts, written).result()
    library.write(mark, [one.id for one in written if one.key in SAVED], "saved", NOW).result()
    library.write(mark, [one.id for one in written if is_read(one)], "read", NOW).result()
    return written


def _keep_texts(conn, written):
    for one in written:
        blocks = tuple(Block("paragraph", (Passage(line),)) for line in one.text.splitlines())
        keep_body(conn, one.id, Body(blocks=blocks), NOW, 1)


def is_read(one):
    return one.key.isdigit() and int(one.key) % 3 == 0


def _entry(source, one):
    published = NOW - timedelta(days=one.age)
    summary = one.text[:60]
    return Entry(one.key, f"{source.url}{one.key}", one.title, one.subtitle, summary, one.author, published=published)


def _made(number, vocabulary, english):
    def pick(slot, choices):
        return choices[zlib.crc32(f"{number} {slot}".encode()) % len(choices)]

    gaps = {name: pick(name, vocabulary[name.rstrip("2")]) for name in ("place", "body", "thing")}
    gaps |= {
        f"{name}2": pick(f"{name}2", [word for word in vocabulary[name] if word != gaps[name]])
        for name in ("place", "thing")
    }
    gaps["count"] = str(zlib.crc32(f"{number} count".encode()) % 90 + 2)

    def fill_in(template):
        text = re.sub(r"\{(\w+)\}", lambda gap: gaps[gap[1]], template)
        return re.sub(r"(.)\{:(\w)\}", lambda gap: gap[1] + _particle(gap[1], gap[2]), text)

    sentences = sorted(vocabulary["sentences"], key=lambda each: zlib.crc32(f"{number} {each}".encode()))[:5]
    age = zlib.crc32(f"{number} age".encode()) % 18_000 / 100 + 0.5
    source = "Harbor Post" if english else "누리일보"
    return Written(
        str(number), fill_in(pick("title", vocabulary["titles"])), fill_in(pick("subtitle", vocabulary["subtitles"])),
        "\n".join(map(fill_in, sentences)), pick("author", vocabulary["authors"]),
        pick("section", vocabulary["sections"]), source, age,
    )  # fmt: skip


def _particle(before, particle):
    closed = "가" <= before <= "힣" and (ord(before) - 0xAC00) % 28
    return particle if closed else _PARTICLES[particle]


def _fits(query, one):
    fields = one.fields
    return (
        all(_stands(piece, fields) for piece in query.get("all", ()))
        and all(_stands(rf"(?<![^\W_]){re.escape(word)}", fields, plain=False) for word in query.get("starts", ()))
        and all(_stands(rf"(?<![a-z0-9]){word}(?![a-zé0-9])", fields, plain=False) for word in query.get("words", ()))
        and (not query.get("any") or any(_stands(piece, fields) for piece in query["any"]))
        and not any(_stands(piece, fields) for piece in query.get("none", ()))
        and all(word in consonants(one.title) for word in query.get("initials", "").split())
        and query.get("section", one.section) == one.section
        and query.get("source", one.source) == one.source
        and query.get("author", "") in one.author
        and query.get("older", 0.0) <= one.age <= query.get("younger", 1e9)
        and (query.get("mark") != "saved" or one.key in SAVED)
        and (query.get("mark") != "unread" or not is_read(one))
    )


def _stands(piece, fields, *, plain=True):
    return any((piece in text) if plain else re.search(piece, text) for text in fields)


def consonants(title):
    """Give a title with each syllable as its first consonant, by taking it apart."""
    shown = []
    for character in title:
        first = ord(unicodedata.normalize("NFD", character)[0]) - 0x1100
        shown.append(_LEADS[first] if "가" <= character <= "힣" else " ")
    return "".join(shown)
