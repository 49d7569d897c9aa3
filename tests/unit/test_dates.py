from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.text.dates import KST, parse_date

NEW_YORK = timezone(timedelta(hours=-5))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        # mediaon
        ("등록 2026.01.15 09:41:00", "2026-01-15T09:41:00+09:00"),
        ("수정 2026.01.15 10:02:07", "2026-01-15T10:02:07+09:00"),
        ("입력 : 2026-01-15 오전 9:41", "2026-01-15T09:41:00+09:00"),
        ("2026.01.15", "2026-01-15T00:00:00+09:00"),
        ("2026.01.15 (목)", "2026-01-15T00:00:00+09:00"),
        ("2026.01.15 (목) 10:11", "2026-01-15T10:11:00+09:00"),
        ("2018년 03월 19일 09시 52분", "2018-03-19T09:52:00+09:00"),
        # other Korean forms
        ("2026년 1월 15일 오전 9:41", "2026-01-15T09:41:00+09:00"),
        ("2026년 1월 15일 목요일 오후 3시 5분 9초", "2026-01-15T15:05:09+09:00"),
        ("2026년1월15일 오후 12시", "2026-01-15T12:00:00+09:00"),
        ("2026. 1. 15. 오전 12:10", "2026-01-15T00:10:00+09:00"),
        ("2026. 1. 15.", "2026-01-15T00:00:00+09:00"),
        ("2026년 11월 2일", "2026-11-02T00:00:00+09:00"),
        ("2026.11.02 09:00", "2026-11-02T09:00:00+09:00"),
        ("2026.01.15 24:00", "2026-01-16T00:00:00+09:00"),
        ("Thu, 15 Jan 2026 09:41:00 KST", "2026-01-15T09:41:00+09:00"),
        ("Thu Jan 15 09:41:00 KST 2026", "2026-01-15T09:41:00+09:00"),
        ("20260921013544+0900", "2026-09-21T01:35:44+09:00"),
        ("Sun, 20 09 2026 23:10:46 +0900", "2026-09-20T23:10:46+09:00"),
        ("Thu,15 Jan 2026 10:11:12 +0900", "2026-01-15T10:11:12+09:00"),
        ("2026-09-21T01:16:00+09:00", "2026-09-21T01:16:00+09:00"),
        ("2026/01/15 10:11 (KST)", "2026-01-15T10:11:00+09:00"),
        # the world's
        ("Thu, 1 Oct 2026 22:15:31 GMT", "2026-10-01T22:15:31+00:00"),
        ("2026-10-01T22:15:31.123456Z", "2026-10-01T22:15:31+00:00"),
        ("2026-10-01T22:15Z", "2026-10-01T22:15:00+00:00"),
        ("2026-10-01T22:15:31-0500", "2026-10-01T22:15:31-05:00"),
        ("Thu, 01 Oct 2026 22:15:31 EST", "2026-10-01T22:15:31-05:00"),
        ("2026-10-01 22:15:31 GMT+9", "2026-10-01T22:15:31+09:00"),
        ("Thursday, 15-Jan-26 09:41:00 GMT", "2026-01-15T09:41:00+00:00"),
        ("15 Jan 99 09:41 GMT", "1999-01-15T09:41:00+00:00"),
        ("Thu Jan 15 09:41:00 2026", "2026-01-15T09:41:00+00:00"),
        ("January 15, 2026 9:41 pm", "2026-01-15T21:41:00+00:00"),
        ("Jan. 15, 2026 at 9:41 a.m.", "2026-01-15T09:41:00+00:00"),
        ("15th January 2026", "2026-01-15T00:00:00+00:00"),
        ("20260115", "2026-01-15T00:00:00+00:00"),
        ("20260115T094100Z", "2026-01-15T09:41:00+00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00"),
        ("1793577600", "2026-11-02T00:00:00+00:00"),
        ("1793577600000", "2026-11-02T00:00:00+00:00"),
        ("1793577600.25", "2026-11-02T00:00:00+00:00"),
    ],
)
def test_every_printed_form_is_read(text, moment):
    assert parse_date(text).isoformat() == moment


def test_a_text_without_a_zone_takes_that_of_its_source():
    assert parse_date("2026-10-01 23:32:22", zone=KST) == datetime(2026, 10, 1, 23, 32, 22, tzinfo=KST)
    assert parse_date("2026-10-01 23:32:22") == datetime(2026, 10, 1, 23, 32, 22, tzinfo=UTC)
    assert parse_date("2026.10.01 23:32", zone=NEW_YORK) == datetime(2026, 10, 1, 23, 32, tzinfo=NEW_YORK)
    assert parse_date("2026-10-01", zone=KST) == datetime(2026, 10, 1, tzinfo=KST)
    assert parse_date("2026-10-01 23:32 by Kim", zone=KST) == datetime(2026, 10, 1, 23, 32, tzinfo=KST)


def test_a_zone_that_is_named_wins():
    assert parse_date("2026-10-01T23:32:22Z", zone=KST) == datetime(2026, 10, 1, 23, 32, 22, tzinfo=UTC)
    assert parse_date("Thu, 1 Oct 2026 22:15:31 KST", zone=UTC).utcoffset() == timedelta(hours=9)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3시간 전",
        "어제",
        "홍길동 기자",
        "2026.13.01",
        "2026-02-30 10:00",
        "2026-01-15 25:00",
        "2026-01-15 10:61",
        "0000-00-00 00:00:00",
        "2026-01-15T10:00:00+99:00",
        "1234-01-01",
        "9999999999",
        "12345678901234567890",
        "10.1.2",
        "09:41",
    ],
)
def test_what_is_no_date_gives_none(text):
    assert parse_date(text) is None


@given(st.dates(date(1970, 1, 1), date(2199, 12, 31)), st.times(), st.integers(-14 * 60, 14 * 60))
def test_iso_and_mail_dates_come_back(day, clock, minutes):
    moment = datetime.combine(day, clock.replace(microsecond=0), tzinfo=timezone(timedelta(minutes=minutes)))
    assert parse_date(moment.isoformat()) == moment
    assert parse_date(moment.strftime("%a, %d %b %Y %H:%M:%S %z")) == moment


@given(st.dates(date(1970, 1, 1), date(2199, 12, 31)), st.times())
def test_korean_dates_come_back(day, clock):
    half = "오후" if clock.hour >= 12 else "오전"
    moment = datetime.combine(day, clock.replace(second=0, microsecond=0), tzinfo=KST)
    text = f"{day.year}년 {day.month}월 {day.day}일 {half} {clock.hour % 12 or 12}:{clock.minute:02}"
    assert parse_date(text) == moment
    assert parse_date(f"{day:%Y.%m.%d} {clock:%H:%M}") == moment


@given(st.one_of(st.text(), st.text("0123456789-.:/년월일시분초오전후 Tt+ZamGMTJanKST,()", max_size=60)))
def test_any_text_gives_an_aware_moment_or_none(text):
    moment = parse_date(text)
    assert moment is None or moment.astimezone(UTC).year >= 1899


def test_hostile_text_takes_no_time():
    for text in ("1 " * 10_000, "2026-1" * 5_000, "jan " * 10_000, "9" * 100_000, "2026.1.1" + " " * 100_000):
        started = time.process_time()
        parse_date(text)
        assert time.process_time() - started < 0.1
