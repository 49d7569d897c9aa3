"""Rounds of a feed that moves, is gone, is broken off or dates ahead, at a real desk in front of the replica."""

import asyncio
from datetime import datetime, timedelta

import pytest
from replica import Fault, Item

from reader.config import Config, SourceSettings, WeatherSettings
from reader.library import page, source_key
from reader.library.claims import claim_pages
from reader.newsroom.desk import open_desk
from reader.newsroom.feed_moves import moved_to
from reader.newsroom.polling import Manner
from reader.newsroom.refresh import refresh
from reader.newsroom.roster import roster
from reader.newsroom.shelf import headlines
from reader.paths import Paths
from reader.text.dates import KST


class Feed:
    """A desk with one feed, visited by a clock of its own."""

    def __init__(self, tmp_path, replica):
        self.replica = replica
        self.url = replica.feed_url("world")
        self.new = replica.feed_url("atom")
        self.key = source_key(self.url)
        self.clock = datetime(2026, 1, 15, 9, 54, tzinfo=KST)
        settings = SourceSettings("feed", "세계", self.url, section="국제", headers=(("X-Key", "secret"),))
        config = Config(sources=(settings,), weather=WeatherSettings(stations=()))
        self.desk = open_desk(config, Paths.under(tmp_path / "reader"), now=lambda: self.clock)
        self.desk.dice = lambda: 0.0

    async def visit(self, **later):
        """Let time pass, refresh what is due, and give the paths that were asked for."""
        self.clock += timedelta(**later)
        self.replica.forget()
        await refresh(self.desk, manner=Manner(due_only=True), ahead=False)
        return [seen.target for seen in self.replica.requests]

    @property
    def moved_to(self):
        return moved_to(self.desk, self.key)


@pytest.fixture
async def feed(tmp_path, replica):
    opened = Feed(tmp_path, replica)
    yield opened
    await opened.desk.close()


OLD, NEW = "/feeds/world.xml", "/feeds/atom.xml"


async def test_a_feed_that_moved_for_good_is_asked_there_after_a_week_of_saying_so(feed):
    await feed.visit()
    names = {row.id for row in headlines(feed.desk)}
    feed.replica.fault(OLD, Fault.redirect(feed.new, 301))
    for days in (1, 3, 3):
        assert await feed.visit(days=days) == [OLD, NEW]
        assert feed.moved_to == ""
    assert await feed.visit(days=1) == [OLD, NEW]
    assert feed.moved_to == feed.new
    assert await feed.visit(days=1) == [NEW]
    (row,) = roster(feed.desk)
    assert (row.url, row.moved_to, row.error) == (feed.url, feed.new, None)
    assert {row.id for row in headlines(feed.desk)} == names


async def test_a_move_is_forgotten_when_the_new_address_refuses_but_not_when_the_network_is_away(feed):
    feed.replica.fault(OLD, Fault.redirect(feed.new, 308))
    for days in (0, 4, 4):
        await feed.visit(days=days)
    assert feed.moved_to == feed.new
    feed.replica.fault(NEW, Fault.cut(0, head=True))
    assert set(await feed.visit(days=1)) == {NEW}
    assert feed.moved_to == feed.new
    feed.replica.restore()
    feed.replica.feeds.drop("atom")
    assert await feed.visit(days=3) == [NEW]
    assert feed.moved_to == ""
    assert await feed.visit(days=3) == [OLD]
    assert roster(feed.desk)[0].error is None


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_a_redirect_that_is_not_for_good_never_counts(feed, status):
    feed.replica.fault(OLD, Fault.redirect(feed.new, status))
    for days in (0, 4, 4, 4):
        assert await feed.visit(days=days) == [OLD, NEW]
    assert feed.moved_to == ""


async def test_one_visit_without_the_redirect_begins_the_week_anew(feed):
    feed.replica.fault(OLD, Fault.redirect(feed.new, 301))
    for days in (0, 4):
        await feed.visit(days=days)
    feed.replica.restore()
    await feed.visit(days=1)
    feed.replica.fault(OLD, Fault.redirect(feed.new, 301))
    for days in (1, 3):
        await feed.visit(days=days)
    assert feed.moved_to == ""


async def test_a_move_to_a_page_that_is_no_feed_is_no_move(feed):
    feed.replica.fault(OLD, Fault.redirect(feed.replica.url, 301))
    for days in (0, 4, 4, 4):
        await feed.visit(days=days)
    assert feed.moved_to == ""


async def test_what_is_gone_is_asked_no_more_but_by_name(feed):
    feed.replica.fault(OLD, Fault.status(410))
    assert await feed.visit() == [OLD]
    assert await feed.visit(days=90) == []
    feed.replica.forget()
    await refresh(feed.desk, manner=Manner(urgency="person", anew=True), ahead=False)
    assert feed.replica.count() == 0
    feed.replica.restore()
    report = await refresh(feed.desk, ["세계"], manner=Manner(), ahead=False)
    assert report.sources[0].new == 4
    assert not roster(feed.desk)[0].gone


async def test_a_round_that_is_broken_off_leaves_its_pages_to_others(feed):
    feed.replica.fault(OLD, Fault.hang())
    feed.replica.forget()
    round_ = asyncio.create_task(refresh(feed.desk, manner=Manner(due_only=True), ahead=False))
    assert await asyncio.to_thread(feed.replica.wait_for, OLD)
    held = feed.desk.library.read(page, feed.key, feed.url)
    claim = {"holder": "another", "now": feed.clock}
    assert await feed.desk.write(claim_pages, feed.key, {feed.url: held}, **claim) == frozenset()
    round_.cancel()
    with pytest.raises(asyncio.CancelledError):
        await round_
    assert await feed.desk.write(claim_pages, feed.key, {feed.url: held}, **claim) == {feed.url}


async def test_what_is_dated_ahead_keeps_the_time_first_given_to_it(feed):
    ahead = feed.clock + timedelta(days=2)

    def publish(title):
        feed.replica.feeds.put("world", [Item(title, "/world/9", "urn:9", ahead, "요지")])

    publish("예고 기사")
    await feed.visit()
    first = feed.clock
    for days in (1, 3):
        publish(f"예고 기사, {days}일 뒤에 고침")
        await feed.visit(days=days)
        (row,) = headlines(feed.desk)
        assert (row.published, row.title) == (first, f"예고 기사, {days}일 뒤에 고침")
