from __future__ import annotations

import pytest
from replica import DIALECTS, Fault, Replica
from sync.pocket import Elsewhere, Pocket

from reader.errors import ApiOff, BadAnswer, LoginRefused, NotWhatItSays, Refused, Unreachable
from reader.sync.round import Round
from reader.sync.steps import Ask, Done, Keep, Pushed, Reconcile

API = "/api/greader.php/reader/api/0/"
TITLES = ["첫 소식", "[b]둘째[/b] 소식", "셋째 소식", "넷째 소식"]


@pytest.fixture
def server(replica):
    """A FreshRSS with two feeds of two articles, all unread, the last one starred."""
    return furnished(replica)


def furnished(replica: Replica, dialect: str = "freshrss"):
    reader = replica.reader
    reader.speak(dialect)
    streams = [reader.subscribe("세계 신문", "국제"), reader.subscribe("동네 소식", "분류 없음")]
    names = [reader.publish(streams[number // 2], title) for number, title in enumerate(TITLES)]
    reader.mark(names[-1], starred=True)
    return reader


def pocket(replica: Replica) -> Pocket:
    return Pocket(replica.reader_url, replica.reader.name, replica.reader.password)


def agree(server, *readers: Pocket) -> None:
    for reader in readers:
        assert (reader.unread, reader.starred) == (server.unread, server.starred)
        assert reader.pending == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_first_round_brings_feeds_articles_and_states(replica, dialect):
    server = furnished(replica, dialect)
    reader = pocket(replica)
    assert reader.sync().error is None
    agree(server, reader)
    assert [(feed.title, feed.folders) for feed in reader.feeds.values()] == [
        ("세계 신문", ("국제",)),
        ("동네 소식", ("분류 없음",)),
    ]
    assert [item.entry.entry.title for item in reader.held.values()] == TITLES[::-1]
    newest = next(iter(reader.held.values()))
    assert newest.entry.body.blocks[0].text == "넷째 소식의 첫 문단이다."
    assert newest.entry.entry.url.startswith(replica.url)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_marks_go_both_ways(replica, dialect):
    server = furnished(replica, dialect)
    here, there = pocket(replica), pocket(replica)
    here.sync()
    there.sync()
    first, second, third, last = (here.titled(title) for title in TITLES)
    here.mark(first, second, read=True)
    here.mark(last, starred=False)
    there.mark(third, starred=True)
    for reader in (here, there, here):
        assert reader.sync().error is None
    agree(server, here, there)
    assert (server.unread, server.starred) == ({third, last}, {third})


def test_nothing_new_costs_two_requests_and_one_more_to_log_in(replica, server):
    reader = pocket(replica)
    reader.sync()
    reader.sync()
    assert reader.asked == ["ids", "ids"]
    reader.session.auth = ""
    replica.forget()
    reader.sync()
    assert reader.asked == ["login", "ids", "ids"]
    assert replica.count() == 3


def test_ten_thousand_unread_are_asked_for_at_once(replica):
    server = replica.reader
    server.fill(10_000)
    reader = pocket(replica)
    reader.held = {}
    assert isinstance(reader.sync(until=Reconcile), Reconcile)
    assert reader.asked == ["login", "ids", "ids", "feeds"]


def test_ids_are_asked_for_page_by_page_where_a_server_gives_few_at_once(replica):
    for dialect in DIALECTS:
        with Replica() as other:
            server = furnished(other, dialect)
            server.page = 3
            reader = pocket(other)
            assert reader.sync().error is None
            agree(server, reader)
            assert reader.asked.count("ids") == 3


@pytest.mark.parametrize(("most", "asked"), [(20_000, 1 + 2), (1_000, 2 + 3)])
def test_pages_that_a_server_does_not_give_are_asked_for_smaller(replica, most, asked):
    server = replica.reader
    server.fill(1_200 if most == 1_000 else 20)
    server.most_page = most
    reader = pocket(replica)
    assert reader.sync().error is None
    assert reader.asked.count("ids") == asked
    agree(server, reader)


def test_what_is_done_twice_is_pushed_once_as_it_was_in_the_end(replica, server):
    reader = pocket(replica)
    reader.sync()
    first, second = reader.titled(TITLES[0]), reader.titled(TITLES[1])
    reader.mark(first, second, read=True)
    reader.mark(first, read=False)
    reader.mark(first, starred=True)
    reader.sync()
    assert reader.asked == ["ids", "ids", "token", "done", "done"]
    agree(server, reader)
    assert {first} == server.unread & {first, second}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_the_server_says_already_is_struck_out_without_a_word(replica, dialect):
    server = furnished(replica, dialect)
    reader = pocket(replica)
    reader.sync()
    first, last = reader.titled(TITLES[0]), reader.titled(TITLES[3])
    reader.mark(first, last, read=True, starred=True)
    server.mark(first, last, read=True, starred=True)
    reader.sync()
    assert reader.asked == ["ids", "ids"]
    agree(server, reader)


def test_a_week_offline_and_a_conflict_end_with_what_the_reader_did(replica, server):
    reader = pocket(replica)
    reader.sync()
    first, second, third, last = (reader.titled(title) for title in TITLES)
    replica.stop()
    reader.mark(first, read=True)
    reader.mark(last, starred=False)
    assert isinstance(reader.sync().error, Unreachable)
    assert len(reader.pending) == 2
    server.mark(second, read=True)
    server.mark(first, read=True, starred=True)
    server.mark(first, read=False)
    replica.start()
    reader.sync()
    agree(server, reader)
    assert (server.unread, server.starred) == ({third, last}, {first})


@pytest.mark.parametrize("name", ["edit-tag", "stream/items/ids", "stream/items/contents", "subscription/list"])
@pytest.mark.parametrize(
    "fault",
    [
        Fault.status(500),
        Fault.status(429, retry_after=60),
        Fault.wrong_type(),
        Fault.cut(1),
        Fault.cut(0, head=True, reset=True),
        Fault.garbage(b"\x00\xff"),
    ],
    ids=["500", "429", "page", "half", "reset", "garbage"],
)
def test_whatever_goes_wrong_the_next_round_ends_in_agreement(replica, server, name, fault):
    reader = pocket(replica)
    reader.sync()
    server.publish("feed/1", "다섯째 소식")
    reader.mark(reader.titled(TITLES[0]), read=True)
    replica.fault(f"{API}{name}", fault, times=1)
    done = reader.sync(feeds_due=True)
    assert isinstance(done.error, Refused | BadAnswer | NotWhatItSays)
    reader.sync()
    agree(server, reader)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_answer_that_is_lost_after_the_deed_does_no_harm(replica, dialect):
    server = furnished(replica, dialect)
    reader = pocket(replica)
    reader.sync()
    first = reader.titled(TITLES[0])
    reader.mark(first, read=True)
    path = reader.session.base.removeprefix(replica.url.removesuffix("/"))
    replica.fault(f"{path}/reader/api/0/edit-tag", Fault.cut(0, head=True), times=1)
    assert isinstance(reader.sync().error, BadAnswer)
    assert first not in server.unread
    assert [one.id for one in reader.pending] == [first]
    reader.sync()
    agree(server, reader)


@pytest.mark.parametrize("kind", [Ask, Pushed, Reconcile, Keep])
def test_a_round_may_be_killed_at_any_step(replica, server, kind):
    reader = pocket(replica)
    reader.sync()
    server.publish("feed/1", "다섯째 소식")
    reader.mark(reader.titled(TITLES[0]), read=True)
    assert isinstance(reader.sync(until=kind), kind)
    reader.sync()
    agree(server, reader)


def test_a_first_round_goes_on_where_it_was_broken_off(replica):
    server = replica.reader
    server.fill(500)
    reader = pocket(replica)
    replica.fault(f"{API}stream/items/contents", Fault.status(503), times=0)
    reader.sync()
    replica.restore()
    server.few_items = 150
    round_one = reader.sync(until=Keep)
    assert (round_one.done, round_one.total) == (150, 500)
    assert [item.id for item in round_one.items] == sorted(server.unread, reverse=True)[:150]
    reader.held |= {item.id: item for item in round_one.items}
    assert reader.sync().error is None
    assert next(step for step in reader.steps if isinstance(step, Keep)).total == 350
    agree(server, reader)


def test_a_wrong_password_ends_the_round_at_once_and_for_good(replica, server):
    reader = Pocket(replica.reader_url, "alice", "wrong")
    assert isinstance(reader.sync().error, LoginRefused)
    assert reader.asked == ["login"]


def test_a_wrong_password_is_understood_whatever_status_it_comes_with(replica, server):
    for status in (200, 401, 403):
        fault = Fault.status(status, body="Error=BadAuthentication\n")
        with replica.fault("/api/greader.php/accounts/ClientLogin", fault):
            assert isinstance(pocket(replica).sync().error, LoginRefused)


def test_an_api_switched_off_is_told_apart_from_a_server_in_trouble(replica, server):
    reader = pocket(replica)
    server.off = True
    assert isinstance(reader.sync().error, ApiOff)
    server.off = False
    with replica.fault("/api/*", Fault.status(503)):
        assert isinstance(reader.sync().error, Refused)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_has_expired_is_renewed_once(replica, dialect):
    server = furnished(replica, dialect)
    reader = pocket(replica)
    reader.sync()
    reader.mark(reader.titled(TITLES[0]), read=True)
    reader.sync()
    for expire in (server.expire, server.expire_token):
        reader.mark(reader.titled(TITLES[0]), starred=not server.starred - {reader.titled(TITLES[3])})
        expire()
        assert reader.sync().error is None
        assert reader.asked.count("login") <= 1
        assert reader.asked.count("token") <= 1
        agree(server, reader)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_login_that_expires_in_the_middle_of_a_round_is_renewed(replica, dialect):
    server = furnished(replica, dialect)
    reader = pocket(replica)
    reader.sync()
    reader.mark(*reader.held, read=True)
    round_ = Round(reader.session, reader.pending, streams=reader.feeds)
    step = round_.start()
    while not (isinstance(step, Ask) and step.kind == "greader.done"):
        step = round_.told(reader._do(step))
    server.expire()
    while not isinstance(step, Done):
        step = round_.told(reader._do(step))
    assert step.error is None
    agree(server, reader)


def test_a_login_that_is_good_for_nothing_is_not_tried_for_ever(replica, server):
    reader = pocket(replica)
    replica.fault(f"{API}*", Fault.status(401))
    assert isinstance(reader.sync().error, LoginRefused)
    assert replica.count() <= 4


@pytest.mark.parametrize("most", [1, 7, 60])
def test_batches_that_are_refused_are_halved(replica, most):
    server = replica.reader
    server.fill(70)
    server.most_edits = server.most_items = most
    reader = pocket(replica)
    for _ in range(5):
        reader.sync()
    reader.mark(*reader.held, read=True)
    for _ in range(5):
        reader.sync()
    agree(server, reader)
    assert len(reader.held) == 70
    assert server.unread == set()


@pytest.mark.parametrize("fault", [Fault.status(500), Fault.status(504)], ids=["500", "504"])
def test_contents_that_a_server_breaks_down_over_are_asked_for_in_smaller_parts(replica, fault):
    server = replica.reader
    server.fill(200)
    replica.fault(f"{API}stream/items/contents", fault, times=3)
    reader = pocket(replica)
    assert reader.sync().error is None
    agree(server, reader)
    assert reader.asked.count("contents") == 3 + 8


def test_a_server_that_is_down_is_asked_a_few_times_only(replica):
    replica.reader.fill(200)
    replica.fault(f"{API}stream/items/contents", Fault.status(502))
    reader = pocket(replica)
    assert isinstance(reader.sync().error, Refused)
    assert reader.asked.count("contents") == 4


def test_a_change_is_not_sent_again_in_the_same_round_after_a_server_broke_down_over_it(replica, server):
    reader = pocket(replica)
    reader.sync()
    reader.mark(*reader.held, read=True)
    replica.fault(f"{API}edit-tag", Fault.status(500))
    assert isinstance(reader.sync().error, Refused)
    assert reader.asked.count("done") == 1
    replica.restore()
    reader.sync()
    agree(server, reader)


def test_a_server_that_refuses_everything_is_left_alone_and_no_action_is_lost(replica):
    server = replica.reader
    server.fill(300)
    reader = pocket(replica)
    reader.sync()
    reader.mark(*reader.held, read=True)
    replica.fault(f"{API}edit-tag", Fault.status(400))
    replica.forget()
    assert isinstance(reader.sync().error, Refused)
    assert replica.count() < 20
    assert len(reader.pending) == 300


def test_articles_that_are_gone_before_they_are_read_are_not_asked_for_again(replica, server):
    reader = pocket(replica)
    reader.sync()
    gone = server.publish("feed/1", "곧 사라질 소식")
    replica.fault(f"{API}stream/items/contents", Fault.wrong_type(), times=1)
    reader.sync()
    body = '{"id":"user/-/state/com.google/reading-list","items":[]}'
    replica.page(f"{API}stream/items/contents", body, "application/json", validated=False)
    reader.sync()
    assert reader.absent == {gone}
    reader.sync()
    assert reader.asked == ["ids", "ids"]


def test_bookmarks_of_a_feed_that_is_gone_stay(replica, server):
    reader = pocket(replica)
    reader.sync()
    last = reader.titled(TITLES[3])
    server.unsubscribe("feed/2")
    reader.sync()
    assert reader.asked == ["ids", "ids", "feeds"]
    assert list(reader.feeds) == ["feed/1"]
    assert reader.held[last].starred


def test_a_feed_that_is_new_is_listed_before_its_articles_are_kept(replica, server):
    reader = pocket(replica)
    reader.sync()
    server.publish(server.subscribe("새 신문", "새 묶음"), "새 소식")
    reader.sync()
    assert reader.asked == ["ids", "ids", "contents", "feeds"]
    assert reader.feeds[reader.held[reader.titled("새 소식")].stream].title == "새 신문"


def test_ids_without_an_end_are_not_followed(replica, server):
    body = '{"itemRefs":[{"id":"1"}],"continuation":"on"}'
    replica.page(f"{API}stream/items/ids", body, "application/json", validated=False)
    reader = pocket(replica)
    assert isinstance(reader.sync().error, NotWhatItSays)
    assert replica.count() == 3


def test_no_secret_shows_in_steps_or_errors(replica, server):
    reader = pocket(replica)
    reader.sync()
    reader.mark(reader.titled(TITLES[0]), read=True)
    reader.sync()
    told = repr((reader.steps, reader.session))
    for secret in (server.password, server.auth.partition("/")[2], server.token[:40]):
        assert secret not in told
        assert all(secret not in seen.target for seen in replica.requests)


def test_another_program_and_the_reader_agree(replica, server):
    reader = pocket(replica)
    reader.sync()
    elsewhere = Elsewhere(replica.reader_url, server.name, server.password)
    elsewhere.mark(*reader.held, read=True)
    reader.sync()
    assert reader.unread == elsewhere.ids("unread") == set()
    assert elsewhere.ids("starred") == reader.starred
    assert elsewhere.feeds() == tuple(reader.feeds.values())
