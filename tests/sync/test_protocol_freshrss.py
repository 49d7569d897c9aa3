"""The same week with a server on loopback and, as `long`, with a real FreshRSS (tests/README.md says how to start one).

What holds for both holds for the replica's honesty as well.
"""

from __future__ import annotations

import pytest
from sync.pocket import Elsewhere, Pocket
from sync.servers import SERVERS, Account, account_of

from reader.errors import LoginRefused, Unreachable
from reader.sync import answers, requests

PAPER = ["첫 소식", "[b]둘째[/b] 소식 S&P", "<오징어 게임> 새 소식", "넷째 소식"]


@pytest.fixture(params=SERVERS)
def account(request, replica) -> Account:
    return account_of(request.param, replica)


@pytest.fixture
def reader(account) -> Pocket:
    return Pocket(account.base, account.name, account.password)


@pytest.fixture
def elsewhere(account) -> Elsewhere:
    return Elsewhere(account.base, account.name, account.password)


def agree(elsewhere: Elsewhere, *readers: Pocket) -> None:
    for reader in readers:
        assert (reader.unread, reader.starred) == (elsewhere.ids("unread"), elsewhere.ids("starred"))
        assert reader.pending == []


def test_feeds_folders_articles_and_states_arrive(account, reader, elsewhere):
    account.add("세계 신문", "국제", PAPER)
    account.add("동네 소식", "우리 동네", ["장날"])
    assert reader.sync().error is None
    assert {(feed.title, feed.folders) for feed in reader.feeds.values()} == {
        ("세계 신문", ("국제",)),
        ("동네 소식", ("우리 동네",)),
    }
    named = {item.entry.entry.title.translate(str.maketrans("＜＞＆", "<>&")) for item in reader.held.values()}
    assert named == {*PAPER, "장날"}
    elsewhere.mark(reader.titled("첫 소식"), read=True)
    elsewhere.mark(reader.titled("넷째 소식"), starred=True)
    reader.sync()
    agree(elsewhere, reader)
    assert reader.titled("첫 소식") not in reader.unread


def test_marks_go_both_ways_between_two_readers(account, reader, elsewhere):
    account.add("세계 신문", "국제", PAPER)
    other = Pocket(account.base, account.name, account.password)
    reader.sync()
    other.sync()
    reader.mark(reader.titled("첫 소식"), read=True, starred=True)
    other.mark(other.titled("넷째 소식"), read=True)
    for one in (reader, other, reader):
        assert one.sync().error is None
    agree(elsewhere, reader, other)
    other.mark(other.titled("첫 소식"), read=False, starred=False)
    other.sync()
    reader.sync()
    agree(elsewhere, reader, other)
    assert reader.titled("첫 소식") in reader.unread - reader.starred


def test_a_week_offline_loses_nothing_and_what_the_reader_did_wins(account, reader, elsewhere):
    account.add("세계 신문", "국제", PAPER)
    reader.sync()
    first, fourth = reader.titled("첫 소식"), reader.titled("넷째 소식")
    there, reader.session.base = reader.session.base, "http://127.0.0.1:9"
    reader.mark(first, read=True)
    assert isinstance(reader.sync().error, Unreachable)
    reader.mark(fourth, starred=True)
    elsewhere.mark(first, fourth, read=True, starred=True)
    elsewhere.mark(first, read=False)
    elsewhere.mark(fourth, starred=False)
    account.add("동네 소식", "우리 동네", ["장날"])
    reader.session.base = there
    assert reader.sync().error is None
    agree(elsewhere, reader)
    assert first not in reader.unread
    assert reader.starred == {first, fourth}
    assert reader.titled("장날") in reader.unread


def test_nothing_new_costs_two_requests(account, reader):
    account.add("세계 신문", "국제", PAPER)
    reader.sync()
    reader.sync()
    assert reader.asked == ["ids", "ids"]


def test_hundreds_of_marks_and_pages_of_ids_arrive_whole(account, reader, elsewhere):
    account.add("긴 신문", "국제", [f"{number}번째 소식" for number in range(320)])
    assert reader.sync().error is None
    assert len(reader.held) == 320
    pages, more = [], ""
    while True:
        page = answers.ids(
            elsewhere._text(requests.unread_ids(account.base, elsewhere.auth, most=60, continuation=more))
        )
        pages += page.ids
        more = page.continuation
        if not more:
            break
    assert len(pages) == len(set(pages)) == 320
    reader.mark(*reader.held, read=True)
    assert reader.sync().error is None
    agree(elsewhere, reader)
    assert reader.unread == set()
    assert elsewhere.ids("unread") == set()


def test_what_stands_once_in_a_form_is_read_however_many_ids_follow(account, reader, elsewhere):
    account.add("세계 신문", "국제", PAPER)
    reader.sync()
    elsewhere.mark(*(str(number) for number in range(1, 1_500)), *reader.held, read=True)
    assert elsewhere.ids("unread") == set()


def test_what_has_expired_is_renewed(account, reader, elsewhere):
    account.add("세계 신문", "국제", PAPER)
    reader.sync()
    reader.session.auth = f"{account.name}/0123456789abcdef0123456789abcdef01234567"
    assert reader.sync().error is None
    reader.session.token = "0" * 57
    reader.mark(reader.titled("첫 소식"), read=True)
    assert reader.sync().error is None
    assert reader.asked[-3:] == ["done", "token", "done"]
    agree(elsewhere, reader)


def test_a_wrong_password_is_refused(account):
    assert isinstance(Pocket(account.base, account.name, "wrong").sync().error, LoginRefused)


def test_a_feed_that_is_let_go_keeps_its_bookmarks_here(account, reader, elsewhere):
    stream = account.add("세계 신문", "국제", PAPER)
    account.add("동네 소식", "우리 동네", ["장날"])
    reader.sync()
    reader.mark(reader.titled("첫 소식"), starred=True)
    reader.sync()
    elsewhere.call("subscription/edit", ac="unsubscribe", s=stream)
    assert reader.sync().error is None
    assert stream not in reader.feeds
    assert reader.titled("첫 소식") in reader.starred
