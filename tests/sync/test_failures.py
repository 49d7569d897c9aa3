"""What goes wrong at a sync server: told once, kept with its time, and nothing lost by it."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import threading
from datetime import timedelta

import pytest
from replica import Fault
from sync.reading import Reading, config_of

from reader.library.pages import pages
from reader.newsroom.live import next_due
from reader.newsroom.polling import Manner

API = "/api/greader.php/reader/api/0/"
LOGIN = "/api/greader.php/accounts/ClientLogin"


def saved_again(reading: Reading) -> None:
    """Save the configuration as it is."""
    at = reading.file.stat().st_mtime_ns + 1_000_000_000
    os.utime(reading.file, ns=(at, at))


async def test_a_wrong_password_is_told_once_and_not_tried_again_before_the_configuration_changes(
    reading, account, monkeypatch
):
    monkeypatch.setenv("READER_PASSWORD", "wrong wrong")
    report = await reading.sync()
    assert (report.status, report.error[0]) == ("failed", "error.login_refused")
    assert account.count(LOGIN) == 1
    account.forget()
    for manner in (Manner(), Manner(due_only=True), Manner(urgency="person", anew=True)):
        assert (await reading.sync(manner)).requests == 0
    await reading.again()
    assert (await reading.sync()).error[0] == "error.login_refused"
    reading.clock.pass_by(days=30)
    assert next_due(reading.desk) - reading.clock() > timedelta(days=365)
    assert account.count() == 0
    monkeypatch.setenv("READER_PASSWORD", account.reader.password)
    saved_again(reading)
    assert next_due(reading.desk) <= reading.clock()
    assert (await reading.sync(Manner(due_only=True))).new == 4


async def test_an_api_that_is_switched_off_is_left_alone(reading, account):
    account.reader.off = True
    report = await reading.sync()
    assert report.error[0] == "error.api_off"
    account.forget()
    assert (await reading.sync()).requests == account.count() == 0
    account.reader.off = False
    saved_again(reading)
    assert (await reading.sync()).status == "updated"


async def test_a_login_that_ran_out_is_renewed_once(reading, account):
    await reading.sync()
    account.reader.expire()
    reading.mark("read", "북극의 얼음")
    account.forget()
    report = await reading.sync()
    assert (report.pushed, report.error) == (1, None)
    assert account.count(LOGIN) == 1


async def test_a_write_token_that_ran_out_is_renewed_once(reading, account):
    await reading.sync()
    reading.mark("read", "북극의 얼음")
    await reading.sync()
    account.reader.expire_token()
    reading.mark("unread", "북극의 얼음")
    report = await reading.sync()
    assert (report.pushed, report.pending, report.error) == (1, 0, None)
    assert account.titles["북극"] in account.reader.unread


@pytest.mark.parametrize(
    "fault",
    [
        Fault.status(500),
        Fault.status(503),
        Fault.wrong_type(),
        Fault.cut(20),
    ],
    ids=["500", "503", "html", "half"],
)
async def test_what_a_server_cannot_do_now_is_kept_for_the_next_round_with_its_time(reading, account, fault):
    await reading.sync()
    reading.mark("read", "북극의 얼음")
    reading.clock.pass_by(minutes=5)
    account.fault(f"{API}stream/items/ids*", fault)
    report = await reading.sync()
    assert (report.status, report.pending) == ("failed", 1)
    (page,) = reading.library.read(pages, reading.key)
    assert (page.failed, page.error) == (reading.clock(), report.error)
    assert "북극의 얼음" not in reading.unread
    account.restore()
    reading.clock.pass_by(hours=5)
    report = await reading.sync(Manner(due_only=True))
    assert (report.error, report.pushed, report.pending) == (None, 1, 0)
    (page,) = reading.library.read(pages, reading.key)
    assert page.failures == 0


async def test_a_server_that_asks_to_wait_is_obeyed_and_what_it_acknowledged_stays(reading, account):
    await reading.sync()
    reading.mark("read", "북극의 얼음")
    account.reader.publish("feed/1", "새 소식")
    account.fault(f"{API}stream/items/contents*", Fault.status(429, retry_after=1800))
    report = await reading.sync()
    assert (report.error[0], report.pushed, report.pending) == ("error.asked_to_wait", 1, 0)
    account.restore()
    account.forget()
    reading.clock.pass_by(minutes=20)
    assert (await reading.sync(Manner(due_only=True))).status == "skipped"
    assert (await reading.sync()).error[0] == "error.asked_to_wait"
    assert account.count(f"{API}stream/items/contents*") == 0
    reading.clock.pass_by(minutes=11)
    assert (await reading.sync()).new == 1


async def test_an_answer_lost_after_the_mark_was_made_repeats_harmlessly(reading, account):
    await reading.sync()
    reading.mark("read", "북극의 얼음")
    account.fault(f"{API}edit-tag", Fault.cut(0), times=1)
    report = await reading.sync()
    assert (report.status, report.pending) == ("failed", 1)
    assert (await reading.sync()).pending == 0
    assert account.titles["북극"] not in account.reader.unread


async def test_batches_that_are_refused_are_made_smaller(account, tmp_path):
    account.reader.fill(60)
    one = Reading(tmp_path / "one", config_of(account))
    await one.sync()
    one.mark("read", *one.unread)
    account.reader.most_edits = 20
    report = await one.sync()
    assert (report.pushed, report.pending) == (64, 0)
    assert account.reader.unread == set()
    await one.close()


async def test_a_password_that_cannot_be_had_is_one_sentence_and_no_request(account, tmp_path, monkeypatch):
    monkeypatch.delenv("READER_PASSWORD")
    one = Reading(tmp_path / "one", config_of(account))
    assert (await one.sync()).error == ("error.no_password", (("name", "READER_PASSWORD"),))
    assert account.count(LOGIN) == 0
    one.write(config_of(account, password_env="", more="password_command = ['sh', '-c', 'echo secret; exit 3']"))
    await one.again()
    assert (await one.sync()).error[1][0] == ("name", "sh")
    one.write(config_of(account, password_env="", more=f"password_command = ['echo', '{account.reader.password}']"))
    await one.again()
    assert (await one.sync()).new == 4
    await one.close()


async def test_an_address_behind_which_no_such_server_is_says_so(replica, tmp_path, monkeypatch):
    monkeypatch.setenv("READER_PASSWORD", "x")
    one = Reading(tmp_path / "one", config_of(replica, url=replica.at("/feeds/world.xml")))
    replica.reader.dialect = dataclasses.replace(replica.reader.dialect, base="/nowhere/at/all")
    report = await one.sync()
    assert report.error[0] == "error.no_sync_server"
    await one.close()


async def test_a_round_that_slept_through_its_turn_writes_nothing_over_what_was_done_since(reading, account):
    """A laptop sleeps in mid-round; another window syncs meanwhile, and the reader marks something after that."""
    await reading.sync()
    other = Reading(reading.folder, reading.text, reading.clock)
    account.forget()
    answered = threading.Event()
    account.fault(f"{API}stream/items/ids*", Fault.hold(answered), times=1)
    sleeping = asyncio.create_task(reading.sync())
    assert await asyncio.to_thread(account.wait_for, f"{API}stream/items/ids*")
    reading.clock.pass_by(hours=1)
    assert (await other.sync()).status == "unchanged"
    other.mark("read", "북극의 얼음")
    assert (await other.sync()).pushed == 1
    answered.set()
    assert (await sleeping).status == "skipped"
    assert "북극의 얼음" not in reading.unread
    await other.close()
