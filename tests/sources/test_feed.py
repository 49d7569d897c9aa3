"""Feeds: clocks, limits, and what no bytes may do."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.errors import NotWhatItSays, ParseError
from reader.model import Feed
from reader.sources.feed import moments, parse
from reader.text.charset import decode
from reader.text.clean import FORBIDDEN, TITLE
from reader.text.dates import KST, parse_date

URL = "https://www.hanbit-news.kr/rss/all.xml"
NOW = datetime(2026, 1, 15, 9, 54, tzinfo=KST)
SECONDS = 10.0  # the worker's limit for one job


def rss(*dates, more=""):
    items = "".join(
        f"<item><title>기사 {n}</title><link>https://www.hanbit-news.kr/{n}</link><pubDate>{date}</pubDate></item>"
        for n, date in enumerate(dates)
    )
    return f"<rss version='2.0'><channel><title>한빛</title>{items}{more}</channel></rss>"


def published(feed):
    return [one.entry.published for one in feed.entries]


# Clocks


def test_a_date_in_the_future_is_tamed_only_where_there_is_a_clock():
    text = rss("Thu, 15 Jan 2026 12:00:00 +0900", "Thu, 15 Jan 2026 09:00:00 +0900")
    assert published(parse(text, URL, now=NOW)) == [NOW, NOW - timedelta(minutes=54)]
    assert published(parse(text, URL))[0] == NOW.replace(hour=12, minute=0)


def stamps(*moments_of):
    return [format_datetime(moment) for moment in moments_of]


LYING = stamps(*(datetime(2026, 1, 15, hour, 30, tzinfo=UTC) for hour in (9, 8, 5, 1)))  # what Seoul's clocks show


def test_local_times_that_call_themselves_utc_are_read_as_local():
    feed = parse(rss(*LYING), URL, now=NOW)
    assert feed.mislabelled
    assert published(feed) == [datetime(2026, 1, 15, hour, 30, tzinfo=KST) for hour in (9, 8, 5, 1)]


def test_a_feed_known_to_lie_is_read_as_local_when_nothing_shows_it():
    feed = parse(rss(*LYING[-1:]), URL, now=NOW, mislabelled=True)
    assert feed.mislabelled
    assert published(feed) == [datetime(2026, 1, 15, 1, 30, tzinfo=KST)]


@pytest.mark.parametrize(
    "dates",
    [
        (*LYING, "Wed, 14 Jan 2026 09:00:00 +0900"),  # one says where it is from
        (LYING[0], "Wed, 14 Jan 2026 22:00:00 GMT", "Wed, 14 Jan 2026 21:00:00 GMT", "Wed, 14 Jan 2026 20:00:00 GMT"),
        (*LYING, "Thu, 15 Jan 2026 12:00:00 GMT"),  # one would still be in the future
        stamps(*(datetime(2026, 1, 15, 0, minute, tzinfo=UTC) for minute in (50, 40, 30))),
    ],
    ids=["another zone", "one embargo", "still ahead", "honest"],
)
def test_a_feed_is_not_called_a_liar_lightly(dates):
    assert not parse(rss(*dates), URL, now=NOW).mislabelled


def test_a_foreign_feed_without_a_zone_of_its_own_is_never_shifted():
    assert not parse(rss(*LYING), "https://courier.example/rss", now=NOW).mislabelled


@given(st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)), st.integers(-12 * 60, 14 * 60))  # noqa: DTZ001 - made aware below
def test_the_quick_forms_are_read_as_all_others(moment, minutes):
    offset = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
    for text in (
        f"{moment:%a, %d %b} {moment.year:04} {moment:%H:%M:%S} {offset}",
        f"{moment.day} {moment:%b} {moment.year:04} {moment:%H:%M:%S} GMT",
        f"{moment.year:04}-{moment:%m-%dT%H:%M:%S}{offset[:3]}:{offset[3:]}",
        f"{moment.year:04}-{moment:%m-%dT%H:%M:%S}Z",
    ):
        assert moments.read(text, None) == parse_date(text)
        assert moments.read(text, None).utcoffset() == parse_date(text).utcoffset()


@given(st.text(max_size=60))
def test_any_other_text_is_read_as_printed_dates_are(text):
    assert moments.read(text, KST) == parse_date(text, zone=KST)


# Limits


def test_more_entries_than_anyone_reads_are_cut():
    assert len(parse(rss(*["Thu, 15 Jan 2026 09:00:00 +0900"] * 3_000), URL).entries) == 2_000


LIFTED = "<rss><channel>&"
HOSTILE = {
    "200,000 attributes": "<rss><channel><item " + " ".join(f'a{n}="x"' for n in range(200_000)) + "/></channel></rss>",
    "200,000 attributes in broken XML": f"{LIFTED}<item "
    + " ".join(f'a{n}="x"' for n in range(200_000))
    + "/></channel>",
    "200,000 attributes before the break": "<rss><channel><item "
    + " ".join(f'a{n}="x"' for n in range(200_000))
    + "/></b>",
    "nesting": "<rss>" + "<a>" * 300_000,
    "closed nesting": "<rss>" + "<a>" * 100_000 + "</a>" * 100_000 + "</rss>",
    "XHTML nesting": f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title type='xhtml'>{'<b>' * 9_000}{'</b>' * 9_000}</title></entry></feed>",
    "items": "<rss><channel>" + "<item><title>x</title></item>" * 150_000 + "</channel></rss>",
    "items in broken XML": LIFTED + "</b><item><title>x</title></item>" * 100_000,
    "a table soup": f"<rss><channel><item><title>x</title><description><![CDATA[{'<table><tr><td>' * 300_000}]]></description></item></channel></rss>",
    "unclosed formatting": f"<rss><channel><item><title>x</title><description><![CDATA[{'<b><i><p>' * 100_000}]]></description></item></channel></rss>",
    "tags in titles": "<rss><channel>"
    + f"<item><title><![CDATA[{'<b>' * 1_000}]]></title></item>" * 500
    + "</channel></rss>",
    "escaped tags": f"<rss><channel><item><title>x</title><description>{'&amp;lt;p ' * 500_000}</description></item></channel></rss>",
    "ampersands": f"<rss><channel><item><title>{'&' * 1_000_000}</title></item></channel></rss>",
    "less-than signs": "<rss>" + "<" * 2_000_000,
    "comments": "<rss>" + "<!--" * 500_000,
    "comments before a page": "<!-- x -->" * 200_000 + "<p>",
    "doctypes": "<?xml version='1.0'?>" + "<!DOCTYPE " * 500_000,
    "CDATA": "<rss>" + "<![CDATA[" * 500_000,
    "closed fields": "<rss><channel><title>" + "<link>" * 500_000,
    "control characters": "<rss><channel><title>" + "\x1b]" * 1_000_000,
    "combining marks": f"<rss><channel><title>{'가' + chr(0x301) * 2_000_000}</title></channel></rss>",
    "JSON nesting": '{"items": ' + "[" * 1_000_000,
    "a long number": '{"items": [{"id": ' + "9" * 1_000_000 + "}]}",
    "spaces": " " * 5_000_000,
    "a mail address": f"<rss><channel><item><title>x</title><author>{'a@' * 1_000_000}</author></item></channel></rss>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markup_costs_less_than_one_job_may(name):
    before = time.process_time()
    with contextlib.suppress(ParseError):
        assert isinstance(parse(HOSTILE[name], URL), Feed)
    assert time.process_time() - before < SECONDS


def test_nothing_is_read_from_a_file_or_an_address(tmp_path):
    secret = tmp_path / "feed.xml"
    secret.write_text(rss("Thu, 15 Jan 2026 09:00:00 +0900"), "utf-8")
    for text in (str(secret), f"file://{secret}", "http://127.0.0.1:9/feed.xml"):
        with pytest.raises(NotWhatItSays):
            parse(text, URL)


def test_feedparser_is_loaded_only_for_a_broken_feed():
    script = (
        "import sys; from reader.sources.feed import parse; parse(sys.argv[1], 'https://x.kr/'); "
        "assert 'feedparser' not in sys.modules; parse(sys.argv[1].replace('<channel>', '<channel></b>'), 'https://x.kr/'); "
        "assert 'feedparser' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script, rss("")], check=True, timeout=60)


# Whatever comes


def holds(data, url=URL):
    """Parse anything; the model or a ParseError, and nothing forbidden in it."""
    try:
        feed = parse(decode(data), url, now=NOW)
    except ParseError:
        return
    assert all(one.entry.title and one.entry.identity for one in feed.entries)
    assert len({one.entry.identity for one in feed.entries}) == len(feed.entries)
    assert all(one.entry.published is None or one.entry.published <= NOW for one in feed.entries)
    for text in strings(feed):
        assert not FORBIDDEN.search(text), text


@pytest.fixture(autouse=True)
def _strings(every_string):
    global strings  # noqa: PLW0603 - hypothesis allows no fixture of one test's length
    strings = every_string


PIECES = st.sampled_from([
    "<rss version='2.0'>", "<channel>", "<item>", "</item>", "</channel>", "</rss>", "<title>", "</title>", "<link>", "</link>",
    "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>", "</entry>", "</feed>", "<content type='xhtml'>", "</content>",
    "<content type='html'>", "<rdf:RDF>", "<guid>", "</guid>", "<pubDate>", "</pubDate>", "<description>", "</description>",
    "<![CDATA[", "]]>", "<!--", "-->", "<?xml version='1.0' encoding='euc-kr'?>", "<!DOCTYPE rss [", "&amp;", "&", "&#27;", "&#x202e;",
    "&nbsp;", "&lt;p&gt;", "<p>", "<b>", "</b>", "<br/>", "<img src='x.jpg'>", "<media:content url='//[' />", "<enclosure url='a b' length='-1'/>",
    "xml:base='http://['", "<link href='javascript:1'/>", "<author>a@b.c (", "똠방각하", "\x1b]0;", "\u202e", "\x00", "\ud800", "1793577600",
    "2026-13-45", "Thu, 32 Jan 2026 25:61:61 +9999", " ", "\n", "x" * 600,
])  # fmt: skip
ODD = st.sampled_from(["utf-8", "cp949", "utf-16", "iso2022_kr"])


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2_000))
def test_any_bytes_give_a_feed_or_a_parse_error(data):
    holds(data)


@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40), ODD)
def test_any_pieces_of_feeds_give_a_feed_or_a_parse_error(pieces, encoding):
    holds("".join(pieces).encode(encoding, "replace"))


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_feed_with_anything_changed_gives_a_feed_or_a_parse_error(data):
    text = rss(
        *LYING, more="<item><title>&lt;b&gt;가&lt;/b&gt;</title><description><![CDATA[<p>나</p>]]></description></item>"
    )
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(text)))
        text = (
            text[:place]
            + data.draw(st.one_of(PIECES, st.text(max_size=4)))
            + text[place + data.draw(st.integers(0, 9)) :]
        )
    holds(text.encode("utf-8", "replace"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | PIECES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "items",
                    "id",
                    "url",
                    "title",
                    "content_html",
                    "authors",
                    "name",
                    "tags",
                    "attachments",
                    "hubs",
                    "image",
                    "version",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@settings(deadline=None, max_examples=200)
@given(
    st.dictionaries(st.sampled_from(["title", "items", "hubs", "authors", "next_url"]), JSON),
    st.lists(JSON, max_size=4),
)
def test_any_json_gives_a_feed_or_a_parse_error(told, items):
    holds(json.dumps({"items": items, **told}).encode())


@pytest.mark.parametrize(
    "wrap",
    [
        "<rss version='2.0'><channel><title>{0}</title><item><title>{0}</title><author>{0}</author><link>https://a.kr/1</link></item></channel></rss>",
        "<rss version='2.0'><channel><item><title><![CDATA[{0}]]></title><link>https://a.kr/1</link><b></item></channel></rss>",
        '{{"version": "https://jsonfeed.org/version/1.1", "title": "{0}", "items": [{{"id": "1", "title": "{0}", "url": "https://a.kr/1"}}]}}',
    ],
    ids=["whole", "broken", "json"],
)
def test_a_title_of_five_mebibytes_is_a_title_and_takes_no_time(wrap):
    started = time.process_time()
    (one,) = parse(wrap.format("제목 " * (5 * 2**20 // 7)), "https://a.kr/rss").entries
    assert one.entry.title.startswith("제목 제목")
    assert len(one.entry.title) <= TITLE
    assert time.process_time() - started < 8  # the worker would end it after ten
