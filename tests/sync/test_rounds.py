"""One reader and a server: what a round brings, what it tells, and what it costs."""

from __future__ import annotations

import asyncio

import pytest
from sync.reading import Reading, config_of

from reader.library import article, check, shelves, sources
from reader.library.pages import pages
from reader.library.searching import search
from reader.model import SAVED, View
from reader.newsroom.polling import Manner
from reader.newsroom.refresh import refresh
from reader.newsroom.shelf import headlines, masthead_state


async def test_folders_become_sections_and_feeds_sources_with_their_own_names(reading, account):
    report = await reading.sync()
    assert (report.status, report.new, report.pushed, report.error) == ("updated", 4, 0, None)
    assert reading.library.read(shelves) == ("국제", "교육")
    shown = reading.shown()
    assert {(row.source, row.section) for row in shown.values()} == {
        ("세계 소식", "국제"), ("항구 신문", "국제"), ("학교 소식", "교육"),
    }  # fmt: skip
    assert [source.name for source in reading.library.read(sources)] == ["내 서버"]
    assert reading.count(View("section", "국제")) == (2, 2)
    assert reading.saved == {"별표 소식"}
    assert [row.title for row in headlines(reading.desk, source="항구 신문")] == ["배가 들어온다"]
    assert len(reading.library.read(search, '소스:"세계 소식"', reading.clock()).numbers) == 1


async def test_one_section_takes_all_folders_where_the_configuration_says_so(account, tmp_path):
    one = Reading(tmp_path / "one", config_of(account, section="구독"))
    await one.sync()
    assert one.library.read(shelves) == ("구독",)
    assert one.count(View("section", "구독")) == (4, 4)
    one.write(config_of(account))
    await one.again()
    assert one.library.read(shelves) == ("국제", "교육")
    assert one.count(View("section", "국제")) == (2, 2)
    assert one.library.read(check) == ()
    await one.close()


async def test_the_text_that_a_server_gives_is_kept_where_pages_are_not_to_be_read(account, tmp_path):
    one = Reading(tmp_path / "one", config_of(account, more="full_text = false"))
    await one.sync()
    text = one.library.read(article, one.shown()["북극의 얼음"].id, one.clock()).text
    assert text == "북극의 얼음의 첫 문단이다.\n\n둘째 문단이다."
    await one.close()


async def test_nothing_new_costs_two_requests_and_one_to_log_in(reading, account):
    await reading.sync()
    account.forget()
    assert (await reading.sync()).status == "unchanged"
    assert account.count() == 2
    await reading.again()
    account.forget()
    report = await reading.sync()
    assert (report.status, report.requests, account.count()) == ("unchanged", 3, 3)


async def test_marks_go_both_ways(reading, account):
    await reading.sync()
    reading.mark("read", "북극의 얼음", "배가 들어온다")
    reading.mark("saved", "북극의 얼음")
    account.reader.mark(account.titles["급식"], read=True, starred=True)
    assert reading.pending == 3
    report = await reading.sync()
    assert (report.pushed, report.marked, report.pending) == (3, 1, 0)
    assert account.reader.unread == {account.titles["별표"]}
    assert account.reader.starred == {account.titles[name] for name in ("북극", "급식", "별표")}
    assert reading.unread == {"별표 소식"}
    assert reading.saved == {"북극의 얼음", "급식이 바뀐다", "별표 소식"}
    account.forget()
    assert (await reading.sync()).status == "unchanged"


async def test_what_the_reader_did_wins_over_what_another_did(reading, account):
    await reading.sync()
    account.reader.mark(account.titles["북극"], read=True)
    await reading.sync()
    reading.mark("unread", "북극의 얼음")
    account.reader.mark(account.titles["북극"], starred=True)
    await reading.sync()
    assert "북극의 얼음" in reading.unread & reading.saved
    assert account.titles["북극"] in account.reader.unread


async def test_hiding_stays_here(reading, account):
    await reading.sync()
    reading.mark("hidden", "북극의 얼음")
    assert reading.pending == 0
    assert (await reading.sync()).status == "unchanged"
    assert "북극의 얼음" not in reading.shown()


async def test_undo_before_and_after_a_push_is_one_more_thing_to_tell(reading, account):
    await reading.sync()
    reading.mark("read", "북극의 얼음")
    reading.undo()
    await reading.sync()
    assert account.titles["북극"] in account.reader.unread
    reading.mark("read", "북극의 얼음")
    await reading.sync()
    assert account.titles["북극"] not in account.reader.unread
    reading.undo()
    assert (await reading.sync()).pushed == 1
    assert account.titles["북극"] in account.reader.unread
    assert "북극의 얼음" in reading.unread


async def test_a_week_without_a_network_loses_nothing(reading, account):
    await reading.sync()
    account.stop()
    reading.mark("read", "북극의 얼음")
    report = await reading.sync()
    assert (report.status, report.pending) == ("failed", 1)
    await reading.again()
    reading.mark("saved", "배가 들어온다")
    reading.clock.pass_by(days=7)
    account.start()
    account.reader.publish("feed/1", "새 소식")
    report = await reading.sync()
    assert (report.status, report.pushed, report.new, report.pending) == ("updated", 2, 1, 0)
    assert account.titles["북극"] not in account.reader.unread
    assert account.titles["배"] in account.reader.starred


async def test_a_feed_that_is_gone_at_the_server_is_unlisted_and_its_articles_stay(reading, account):
    await reading.sync()
    reading.mark("saved", "북극의 얼음")
    await reading.sync()
    account.reader.unsubscribe("feed/1")
    await reading.sync()
    assert set(reading.shown()) == {"배가 들어온다", "급식이 바뀐다", "별표 소식"}
    assert "북극의 얼음" in reading.saved
    assert not reading.shown(saved=True)["북극의 얼음"].read
    assert reading.library.read(check) == ()


async def test_a_feed_that_moves_and_is_renamed_takes_its_articles_along(reading, account):
    await reading.sync()
    account.reader.change("feed/2", title="새 항구 신문", folder="바다")
    reading.clock.pass_by(days=2)
    await reading.sync()
    row = reading.shown()["배가 들어온다"]
    assert (row.source, row.section) == ("새 항구 신문", "바다")
    assert reading.library.read(shelves) == ("국제", "바다", "교육")


async def test_an_article_that_another_source_brought_is_one_and_what_was_read_there_is_told(
    account, tmp_path, replica
):
    feed = f'[[source]]\nkind = "feed"\nname = "내 피드"\nurl = "{replica.feed_url("world")}"\n'
    one = Reading(tmp_path / "one", feed + config_of(account))
    await refresh(one.desk, ("내 피드",), manner=Manner(), ahead=False)
    first = next(iter(one.shown().values()))
    one.mark("read", first.title)
    name = account.reader.publish("feed/1", first.title, href=first.url)
    report = await one.sync_named("내 서버")
    assert report.error is None
    row = one.shown()[first.title]
    assert (row.source, row.also, row.read) == ("내 피드", ("세계 소식",), True)
    await one.sync_named("내 서버")
    assert name not in account.reader.unread
    await one.close()


async def test_two_windows_never_sync_at_once(reading, account):
    other = Reading(reading.folder, reading.text, reading.clock)
    reports = await asyncio.gather(reading.sync(), other.sync())
    assert sorted(report.status for report in reports) == ["skipped", "updated"]
    assert account.count("/api/greader.php/accounts/ClientLogin") == 1
    await other.close()


async def test_a_refresh_includes_it_and_asks_it_no_sooner_than_is_due(reading, account):
    report = await refresh(reading.desk, manner=Manner(due_only=True), ahead=False)
    assert [(row.name, row.status, row.new) for row in report.sources] == [("내 서버", "updated", 4)]
    account.forget()
    reading.clock.pass_by(minutes=30)
    report = await refresh(reading.desk, manner=Manner(due_only=True), ahead=False)
    assert (report.sources[0].status, account.count()) == ("skipped", 0)
    reading.clock.pass_by(hours=2)
    report = await refresh(reading.desk, manner=Manner(due_only=True), ahead=False)
    assert (report.sources[0].status, account.count()) == ("unchanged", 2)


async def test_the_masthead_counts_what_waits_and_an_age_stands_beside_articles(reading, account):
    await reading.sync()
    reading.mark("read", "북극의 얼음", "급식이 바뀐다")
    state = masthead_state(reading.desk, refreshing=False)
    assert (state.to_send, state.renewed) == (2, reading.clock())
    assert not reading.shown()["북극의 얼음"].freshness.stale
    reading.clock.pass_by(hours=3)
    assert reading.shown()["북극의 얼음"].freshness.stale
    (page,) = reading.library.read(pages, reading.key)
    assert (page.role, page.status, page.failures) == ("sync", 200, 0)


async def test_what_the_server_names_and_does_not_give_is_asked_for_once_a_week(reading, account, monkeypatch):
    lost, held = account.titles["급식"], account.reader.held
    monkeypatch.setattr(account.reader, "held", lambda name: None if name == lost else held(name))
    assert (await reading.sync()).new == 3
    monkeypatch.undo()
    monkeypatch.setenv("READER_PASSWORD", account.reader.password)
    account.forget()
    await reading.sync()
    assert account.count() == 2
    reading.clock.pass_by(days=8)
    assert (await reading.sync()).new == 1


@pytest.mark.parametrize("dialect", ["miniflux", "theoldreader"])
async def test_other_servers_speak_otherwise_and_are_understood(replica, tmp_path, monkeypatch, dialect):
    monkeypatch.setenv("READER_PASSWORD", replica.reader.password)
    replica.reader.speak(dialect)
    names = replica.reader.fill(6, streams=2)
    one = Reading(tmp_path / "one", config_of(replica, url=replica.url))
    assert (await one.sync()).new == 6
    one.mark("read", "0번째 소식")
    one.mark("saved", "1번째 소식")
    assert (await one.sync()).pushed == 2
    assert (names[0] in replica.reader.unread, replica.reader.starred) == (False, {names[1]})
    assert one.count(SAVED)[0] == 1
    await one.close()
