"""Waits, pauses and due times: the pure rules, and how the waits outlive a process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import AskedToWait, Refused, Unreachable
from reader.fetch.manners import LONGEST_WAIT, asked_to_wait, backoff, scope
from reader.fetch.patience import MOST, Patience
from reader.fetch.wire import Wired

NOW = datetime(2026, 1, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clock:
    at = NOW

    def __call__(self) -> datetime:
        return self.at


def patience(clock=None) -> Patience:
    return Patience(clock or Clock(), lambda: None)


@pytest.mark.parametrize(
    ("failures", "hours"), [(0, 0), (1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 24), (7, 24), (999, 24)]
)
def test_pauses_double_up_to_a_day(failures, hours):
    assert backoff(failures) == timedelta(hours=hours)


@given(st.text(max_size=40))
def test_no_retry_after_whatever_it_says_is_longer_than_a_month_or_in_the_past(text):
    for status in (429, 503):
        wait = asked_to_wait(status, (("Retry-After", text),), NOW)
        assert wait is None or timedelta(0) < wait <= LONGEST_WAIT
    assert asked_to_wait(429, (("Retry-After", text),), NOW) is not None


def test_a_429_binds_the_whole_host_but_not_in_the_readers_own_network():
    assert scope(429, "https://news.example/a") == "news.example"
    assert scope(503, "https://news.example/a") == "https://news.example/a"
    assert scope(429, "http://192.168.1.2/a") == "http://192.168.1.2/a"
    assert scope(429, "http://rsshub.local/a") == "http://rsshub.local/a"


def test_waits_outlive_the_process_with_their_reasons():
    clock = Clock()
    one = patience(clock)
    one.answered(Wired(429, (("Retry-After", "7200"),), b"slow down", "https://news.example/a"))
    one.failed("https://other.example/", Refused(host="other.example", status=500))
    two = patience(clock)
    two.load(one.dump())
    assert two.asked("https://news.example/quite/else").until == NOW + 2 * HOUR
    assert isinstance(two.asked("https://news.example/a").error, AskedToWait)
    pause = two.paused("https://other.example/")
    assert (pause.until, pause.failures, pause.error.fields["status"]) == (NOW + HOUR, 1, 500)
    clock.at = NOW + timedelta(hours=3)
    assert two.asked("https://news.example/a") is None
    two.failed("https://other.example/", Refused(host="other.example", status=500))
    assert two.paused("https://other.example/").until == clock.at + 2 * HOUR


def test_what_is_kept_of_a_wait_holds_nothing_of_what_was_asked():
    one, two = patience(), patience()
    asked, body = "https://api.example/now?serviceKey=abc%2Bdef", b"no such page: /now?serviceKey=abc+def for tok3n"
    one.answered(Wired(503, (("Retry-After", "60"),), body, asked), (("Authorization", "Bearer tok3n"),))
    assert isinstance(one.asked(asked).error, AskedToWait)
    assert "no such page" in one.asked(asked).error.cause
    told = one.dump() + str(one.asked(asked).error).encode()
    assert not any(secret in told for secret in (b"abc", b"def", b"tok3n"))
    two.load(one.dump())
    assert two.asked(asked)
    assert two.asked("https://api.example/now?serviceKey=other") is None


def test_what_another_process_was_asked_holds_here_but_not_its_own_caution():
    one, two = patience(), patience()
    one.answered(Wired(503, (("Retry-After", "60"),), b"", "https://a.example/"))
    one.failed("https://b.example/", Refused(host="b.example", status=500))
    two.load(one.dump(), asked_alone=True)
    assert two.asked("https://a.example/")
    assert two.paused("https://b.example/") is None


@given(
    st.binary(max_size=60) | st.sampled_from([b"[[1]]", b'[["a",1e999,1,"Gone",{}]]', b'[["a",1,1,"os",{}]]', b"{}"])
)
def test_what_cannot_be_read_is_no_wait(data):
    patience().load(data)


def test_a_success_ends_the_pause_and_a_host_out_of_reach_begins_none():
    one = patience()
    one.failed("https://a.example/", Refused(host="a.example", status=500))
    one.succeeded("https://a.example/")
    assert one.paused("https://a.example/") is None
    one.failed("https://a.example/", Unreachable(host="a.example"))
    assert one.paused("https://a.example/") is None


def test_the_waits_are_bounded():
    clock = Clock()
    one = patience(clock)
    for number in range(MOST + 50):
        clock.at = NOW + timedelta(seconds=number)
        one.failed(f"https://a.example/{number}", Refused(host="a.example", status=500))
    assert one.paused("https://a.example/0") is None
    assert one.paused(f"https://a.example/{MOST + 49}")
