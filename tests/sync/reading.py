"""A reader of a sync account as the program is one: a desk with a library of its own, its rounds over loopback."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from replica import Replica

from reader.config import Names, load
from reader.fetch import Fetcher
from reader.library import Library, counts, headlines, mark, undo
from reader.library.sync_actions import count_pending
from reader.model import ALL, View
from reader.newsroom.desk import Desk, key_of, open_desk
from reader.newsroom.polling import Manner
from reader.newsroom.sync import SyncReport, sync
from reader.parsing import Parser
from reader.paths import Paths

START = datetime.fromisoformat("2026-01-15T10:00:00+09:00")
PERSON = Manner(urgency="person")


def config_of(replica: Replica, *, more: str = "", **changed: str) -> str:
    """Write a config.toml with this replica's account as its only source."""
    fields = {"kind": "greader", "name": "내 서버", "url": replica.reader_url, "username": "alice",
              "password_env": "READER_PASSWORD"} | changed  # fmt: skip
    lines = "\n".join(f'{name} = "{value}"' for name, value in fields.items() if value)
    return f"[[source]]\n{lines}\n{more}\n[weather]\nstations = []\n"


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Reading:
    """One window: its folders stay when it is closed, and it opens again in them."""

    folder: Path
    text: str
    clock: Clock = field(default_factory=Clock)
    parser: Parser | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.write(self.text)
        self.open()

    def write(self, text: str) -> None:
        self.file.write_text(text, encoding="utf-8")

    @property
    def file(self) -> Path:
        return self.folder / "config.toml"

    def open(self) -> None:
        config = load(self.file, Names())
        self.desk: Desk = open_desk(config, Paths.under(self.folder / "home"), now=self.clock)
        if self.parser:  # one for many windows, so that not each of them starts a process; and no cache on the disk
            self.desk._parser = self.parser
            self.desk._fetcher = Fetcher(wire=self.desk.connect, store=None, now=self.clock)

    async def close(self) -> None:
        await self.desk.close()

    async def again(self) -> None:
        """Close the window and open another."""
        await self.close()
        self.open()

    @property
    def library(self) -> Library:
        return self.desk.library

    @property
    def key(self) -> str:
        return key_of(self.desk.config.sources[0])

    async def sync(self, manner: Manner = PERSON, **more: object) -> SyncReport:
        return await sync(self.desk, self.desk.config.sources[0], manner, **more)

    async def sync_named(self, name: str) -> SyncReport:
        return await sync(self.desk, next(each for each in self.desk.config.sources if each.name == name), PERSON)

    def shown(self, **asked: object) -> dict[str, object]:
        """The headlines by title."""
        return {row.title: row for row in self.library.read(headlines, self.clock(), **asked)}

    @property
    def held(self) -> dict[str, object]:
        """All that is held, be it listed or only saved."""
        return self.shown() | self.shown(saved=True)

    @property
    def unread(self) -> set[str]:
        return {title for title, row in self.shown().items() if not row.read}

    @property
    def saved(self) -> set[str]:
        return set(self.shown(saved=True))

    def mark(self, change: str, *titles: str) -> None:
        shown = self.held
        self.library.write(mark, [shown[title].id for title in titles], change, self.clock()).result()

    def undo(self) -> object:
        return self.library.write(undo, self.clock()).result()

    @property
    def pending(self) -> int:
        return self.library.read(count_pending)

    def count(self, view: View = ALL) -> tuple[int, int]:
        found = self.library.read(counts)[view]
        return found.total, found.unread
