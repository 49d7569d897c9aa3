"""A week of the whole program with the replica's server and, as `long`, with a real FreshRSS (see tests/README.md)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sync.pocket import Elsewhere
from sync.reading import Clock, Reading
from sync.servers import SERVERS, Account, Cable, account_of

from reader.library import check, shelves
from reader.model import View
from reader.newsroom.polling import Manner

CONFIG = """[[source]]
kind = "greader"
name = "내 서버"
url = "{url}"
username = "{name}"
password_env = "READER_PASSWORD"
full_text = false
[weather]
stations = []
"""
PAPER = ["첫 소식", "[b]둘째[/b] 소식", "셋째 소식", "넷째 소식"]


@pytest.fixture(params=SERVERS)
def account(request, replica, monkeypatch) -> Account:
    found = account_of(request.param, replica)
    monkeypatch.setenv("READER_PASSWORD", found.password)
    found.add("세계 신문", "국제", PAPER)
    found.add("동네 소식", "우리 동네", ["장날"])
    return found


@pytest.fixture
def cable(account) -> Iterator[Cable]:
    with Cable(account.base) as one:
        yield one


@pytest.fixture
async def desk(account, cable, tmp_path: Path) -> AsyncIterator[Reading]:
    one = Reading(tmp_path / "desk", CONFIG.format(url=cable.url, name=account.name))
    yield one
    await one.close()


@pytest.fixture
async def laptop(account, tmp_path: Path) -> AsyncIterator[Reading]:
    one = Reading(tmp_path / "laptop", CONFIG.format(url=account.base, name=account.name))
    yield one
    await one.close()


@pytest.fixture
def elsewhere(account) -> Elsewhere:
    return Elsewhere(account.base, account.name, account.password)


async def test_a_first_round_brings_folders_feeds_articles_and_their_texts(desk, elsewhere):
    report = await desk.sync()
    assert (report.status, report.new, report.error) == ("updated", 5, None)
    assert set(desk.library.read(shelves)) == {"국제", "우리 동네"}
    assert desk.count(View("section", "국제")) == (4, 4)
    assert {(row.source, row.section) for row in desk.shown().values()} == {
        ("세계 신문", "국제"),
        ("동네 소식", "우리 동네"),
    }
    assert desk.unread == {*PAPER, "장날"}
    assert (await desk.sync()).requests == 2
    assert desk.library.read(check) == ()


class Ticking(Clock):
    """A clock that goes on whenever it is looked at, as real ones do."""

    def __call__(self) -> datetime:
        self.pass_by(microseconds=1)
        return self.now


async def test_a_server_that_was_never_asked_is_due(account, tmp_path):
    one = Reading(tmp_path / "one", CONFIG.format(url=account.base, name=account.name), Ticking())
    assert (await one.sync(Manner(due_only=True))).new == 5
    assert (await one.sync(Manner(due_only=True))).status == "skipped"
    one.clock.pass_by(hours=3)
    assert (await one.sync(Manner(due_only=True))).status == "unchanged"
    await one.close()


async def test_a_week_at_two_desks_one_of_them_offline_ends_in_agreement(desk, laptop, cable, account, elsewhere):
    await desk.sync()
    await laptop.sync()
    cable.pull()
    desk.mark("read", "첫 소식", "셋째 소식")
    desk.mark("saved", "넷째 소식")
    report = await desk.sync()
    assert (report.status, report.pending) == ("failed", 3)
    laptop.mark("saved", "첫 소식")
    laptop.mark("read", "장날")
    await laptop.sync()
    account.add("새 신문", "국제", ["새 소식"])
    desk.mark("unread", "셋째 소식")
    cable.plug()
    desk.clock.pass_by(days=7)
    laptop.clock.pass_by(days=7)
    for one in (desk, laptop, desk):
        report = await one.sync()
        assert (report.error, report.pending) == (None, 0)
    assert desk.unread == laptop.unread == {"[b]둘째[/b] 소식", "셋째 소식", "넷째 소식", "새 소식"}
    assert desk.saved == laptop.saved == {"첫 소식", "넷째 소식"}
    assert len(elsewhere.ids("unread")) == 4
    assert len(elsewhere.ids("starred")) == 2


async def test_in_a_conflict_what_the_reader_did_wins_and_undo_is_told_too(desk, laptop, cable, elsewhere):
    await desk.sync()
    await laptop.sync()
    laptop.mark("read", "첫 소식")
    laptop.mark("saved", "첫 소식")
    await laptop.sync()
    cable.pull()
    await desk.sync()
    desk.mark("read", "첫 소식")
    desk.mark("unread", "첫 소식")
    cable.plug()
    desk.clock.pass_by(days=1)
    await desk.sync()
    assert "첫 소식" in desk.unread & desk.saved
    assert len(elsewhere.ids("unread")) == 5
    desk.mark("read", "넷째 소식")
    await desk.sync()
    assert len(elsewhere.ids("unread")) == 4
    desk.undo()
    await desk.sync()
    await laptop.sync()
    assert desk.unread == laptop.unread == {*PAPER, "장날"}
    assert len(elsewhere.ids("unread")) == 5


async def test_a_feed_that_is_let_go_on_the_server_leaves_its_articles_here(desk, account, elsewhere):
    stream = account.add("가는 신문", "국제", ["마지막 소식"])
    await desk.sync()
    desk.mark("saved", "마지막 소식")
    await desk.sync()
    elsewhere.call("subscription/edit", ac="unsubscribe", s=stream)
    assert (await desk.sync()).error is None
    assert "마지막 소식" in desk.saved
    assert desk.count(View("section", "국제")) == (4, 4)
