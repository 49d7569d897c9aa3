"""A library in a folder of its own, a clock that stands still, and a paper whose refreshes are written in one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from msgspec.structs import replace

from reader.library import (
    Absorbed,
    Batch,
    Library,
    PageRecord,
    Polled,
    absorb,
    article_id,
    counts,
    headlines,
    ids,
    rows,
    set_sources,
    snapshot,
    source_key,
)
from reader.model import ALL, Entry, Listing, Source, Validators, View

KST = timezone(timedelta(hours=9))
URL = "https://www.nuriilbo.com/"


@dataclass
class Clock:
    now: datetime = datetime(2026, 1, 15, 9, 54, tzinfo=KST)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@dataclass
class Paper:
    """One source: `front` and `section` make pages, `refresh` takes them in."""

    library: Library
    clock: Clock
    name: str = "누리일보"
    url: str = URL

    @property
    def key(self) -> str:
        return source_key(self.url)

    @property
    def source(self) -> Source:
        return Source(self.key, self.name, "mediaon", self.url)

    def id(self, number: int | str) -> str:
        return article_id(self.key, str(number))

    def entry(self, number: int, minutes: float | None = None, **head: object) -> Entry:
        """An entry published so many minutes ago; None: without a date."""
        published = None if minutes is None else self.clock.now - timedelta(minutes=minutes)
        entry = Entry(
            str(number), f"{self.url}news/article.html?no={number}", f"기사 {number}", published=published, rank=number
        )
        return replace(entry, **head)

    def page(self, address: str, role: str = "list", section: str = "", **more: object) -> PageRecord:
        fields = {"checked": self.clock.now, "validators": Validators(f'"{address}"', ""), "parser_version": 1} | more
        return PageRecord(self.url + address, role, section, **fields)

    def front(self, *entries: Entry, blocks: Sequence[Listing] = ()) -> Polled:
        return Polled(self.page("", "front"), (Listing("", entries), *blocks))

    def section(self, name: str, *entries: Entry, **page: object) -> Polled:
        return Polled(self.page(f"list?{name}", "list", name, **page), (Listing(name, entries),))

    def refresh(self, *pages: Polled, lead: int | None = None, into: int = 0) -> Absorbed:
        batch = Batch(self.key, pages, None if lead is None else str(lead), into)
        return self.library.write(absorb, batch, self.clock.now).result()

    def listed(self, view: View = ALL) -> list[str]:
        """The titles' numbers of a view, in order."""
        numbers = self.library.read(lambda conn: ids(conn, snapshot(conn, view)))
        return [row.title.removeprefix("기사 ") for row in self.library.read(rows, numbers, self.clock.now)]

    def headline(self, number: int) -> object:
        return next(row for row in self.library.read(headlines, self.clock.now) if row.id == self.id(number))

    def count(self, view: View = ALL) -> tuple[int, int]:
        found = self.library.read(counts)[view]
        return found.total, found.unread


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "library.db"


@pytest.fixture
def library(file: Path, clock: Clock) -> Iterator[Library]:
    opened = Library.open(file, now=clock)
    yield opened
    opened.close()


@pytest.fixture
def paper(library: Library, clock: Clock) -> Paper:
    made = Paper(library, clock)
    library.write(set_sources, [made.source], {made.key: ["경제산업", "오피니언", "교육", "국제"]}).result()
    return made
