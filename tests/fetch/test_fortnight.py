"""A fortnight of polling against a server that counts every rudeness, with a restart in the middle.

The clock is the test's own; due times are planned by the newsroom's schedule, the requests go over real connections.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fetch.origin import Origin, Reply, Seen

from reader.errors import AskedToWait
from reader.fetch import Request, Store
from reader.model import Validators
from reader.newsroom.schedule import next_try, next_visit

HOUR = timedelta(hours=1)
DAYS = 14
NOTHING = Validators()
WEIRD_DATE = "Thursday the 1st, early"


@dataclass
class Feed:
    """One address of the strict server: what it answers, and what it holds against its reader."""

    path: str
    clock: object
    lifetime: int = 0
    etag: str = '"{}"'
    modified: bool = True
    every: int = 9
    failing: tuple[int, ...] = ()
    refusing: tuple[tuple[int, str], ...] = ()
    version: int = 0
    asked: int = 0
    given: tuple[str | None, str | None] = (None, None)
    last: datetime | None = None
    not_before: datetime | None = None
    rude: Counter = field(default_factory=Counter)
    told: Counter = field(default_factory=Counter)

    def answer(self, seen: Seen) -> Reply:
        self.asked += 1
        self.judge(seen)
        self.last = self.clock.at
        if self.asked in self.failing:
            self.told["500"] += 1
            return Reply(500, body=b"out of order")
        for number, retry in self.refusing:
            if self.asked == number:
                return self.refuse(retry)
        if self.asked % self.every == 0:
            self.version += 1
        if self.given != (None, None) and self.known(seen) and self.version == self.told["version"]:
            self.told["304"] += 1
            self.not_before = self.clock.at + timedelta(seconds=self.lifetime)
            return Reply(304, self.headers())
        return self.whole()

    def judge(self, seen: Seen) -> None:
        sent = (seen.field("if-none-match"), seen.field("if-modified-since"))
        self.rude["unconditional"] += sent == (None, None)
        self.rude["made up"] += sent not in {(None, None), self.given}
        self.rude["cookie"] += seen.field("cookie") is not None
        self.rude["referrer"] += seen.field("referer") is not None
        self.rude["method"] += seen.method != "GET"
        self.rude["query"] += seen.path != self.path
        self.rude["name"] += not (seen.field("user-agent") or "").startswith("nuri-reader/")
        self.rude["compression"] += "gzip" not in (seen.field("accept-encoding") or "")
        if self.last is not None:
            self.rude["too soon"] += self.clock.at - self.last < HOUR
        if self.not_before is not None:
            self.rude["asked to wait"] += self.clock.at < self.not_before

    def known(self, seen: Seen) -> bool:
        return (seen.field("if-none-match"), seen.field("if-modified-since")) == self.given

    def headers(self) -> list[tuple[str, str]]:
        headers = [("Set-Cookie", f"seen={self.asked}")]
        if self.given[0]:
            headers.append(("ETag", self.given[0]))
        if self.given[1]:
            headers.append(("Last-Modified", self.given[1]))
        if self.lifetime:
            headers.append(("Cache-Control", f"max-age={self.lifetime}"))
        return headers

    def whole(self) -> Reply:
        self.told["200"] += 1
        self.told["version"] = self.version
        etag = self.etag.format(self.version) if self.etag else None
        modified = f"{WEIRD_DATE} {self.version}" if self.modified else None
        self.given = (etag, modified)
        self.not_before = self.clock.at + timedelta(seconds=self.lifetime)
        return Reply(200, self.headers(), f"version {self.version}".encode())

    def refuse(self, retry: str) -> Reply:
        self.told["429"] += 1
        if not retry:
            self.not_before = self.clock.at + HOUR
            return Reply(429)
        seconds = int(retry) if retry.isdecimal() else 4 * 3600
        self.not_before = (self.clock.at + timedelta(seconds=seconds)).replace(microsecond=0)
        until = retry if retry.isdecimal() else f"{self.not_before:%a, %d %b %Y %H:%M:%S GMT}"
        return Reply(429 if retry.isdecimal() else 503, [("Retry-After", until)])


@dataclass
class Row:
    """What the library holds of one polled address."""

    url: str
    due: datetime
    validators: Validators = NOTHING
    failures: int = 0
    body: bytes = b""


class Reader:
    """Polls as the newsroom does: validators beside the body, due times kept over a restart."""

    def __init__(self, rows: list[Row], clock, make, folder: Path) -> None:
        self.rows = rows
        self.clock = clock
        self.make = make
        self.folder = folder
        self.dice = random.Random(1)
        self.fetcher = None

    async def start(self) -> None:
        if self.fetcher is not None:
            await self.fetcher.close()
        self.fetcher = self.make(store=Store(self.folder, 16 * 1024 * 1024))

    async def run_until(self, end: datetime) -> None:
        while (row := min(self.rows, key=lambda row: row.due)).due < end:
            self.clock.at = max(self.clock.at, row.due)
            await self.poll(row)

    async def poll(self, row: Row) -> None:
        answer = await self.fetcher.get(Request(row.url, kind="feed", polled=True, validators=row.validators))
        dice = self.dice.random()
        if answer.outcome == "failed":
            row.failures += not isinstance(answer.error, AskedToWait)
            row.due = next_try(self.clock.at, HOUR, max(1, row.failures), wait_until=answer.wait_until, dice=dice)
            return
        row.failures = 0
        row.validators = answer.validators
        row.body = answer.body if answer.outcome == "updated" else row.body
        row.due = next_visit(self.clock.at, HOUR, lifetime=answer.lifetime, wait_until=answer.wait_until, dice=dice)


async def test_a_fortnight_of_polling_gives_no_offence(make, origin: Origin, clock, tmp_path: Path):
    feeds = [
        Feed("/both", clock),
        Feed("/weak.xml", clock, etag='W/"{}, odd"', modified=False),
        Feed("/dated.xml", clock, etag="", every=5),
        Feed("/calm.xml", clock, lifetime=7200, every=40),
        Feed("/day.xml", clock, lifetime=86400),
        Feed("/failing.xml", clock, failing=(2, 3, 4, 50)),
        Feed("/busy.xml", clock, refusing=((3, "10000"), (9, ""), (20, "a date"), (21, "86400"))),
    ]
    for feed in feeds:
        origin.on(feed.path, feed.answer)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    clock.at = start
    reader = Reader([Row(origin.url(feed.path), start) for feed in feeds], clock, make, tmp_path / "cache")
    await reader.start()
    await reader.run_until(start + timedelta(days=DAYS / 2))
    before = len(origin.seen)
    await reader.start()
    restarted = clock.at
    await reader.run_until(restarted + timedelta(minutes=1))
    assert len(origin.seen) - before <= 1
    await reader.run_until(start + timedelta(days=DAYS))

    for feed, row in zip(feeds, reader.rows, strict=True):
        assert feed.rude.pop("unconditional") == 1, feed.path
        assert not +feed.rude, (feed.path, feed.rude)
        assert feed.told["304"] > 0
        assert row.body == f"version {feed.told['version']}".encode()
    assert feeds[0].asked > DAYS * 20
    assert feeds[3].asked < DAYS * 12
    assert feeds[5].told["500"] == 4
    assert feeds[6].told["429"] == 4
