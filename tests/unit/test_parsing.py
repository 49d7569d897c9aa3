from __future__ import annotations

import pickle
import subprocess
import sys
from concurrent.futures import Future
from contextlib import ExitStack
from datetime import timedelta
from importlib import import_module

import pytest
from replica import Replica, page

from reader.errors import Deleted, NotWhatItSays, ParseError
from reader.model import Body, FrontPage, Listing
from reader.parsing import VERSIONS, Context, Parser, version
from reader.worker.jobs import Worker

ARTICLE = """<html><head><meta charset="{label}"></head><body><div class="art_top"><h2>똠방각하</h2></div>
<div id="news_body_area"><p>펲시콜라를 마신다.</p></div><meta property="article:published_time" content="2026-01-15T09:00"></body></html>"""
PLACE = Context("https://www.nuriilbo.com/news/article.html?no=1")


@pytest.fixture
def parser():
    worker = Parser()
    yield worker
    worker.close()


def result(future: Future):
    return future.result(timeout=10)


def test_each_kind_gives_its_model(parser):
    with Replica() as replica:
        told = replica.site.named("lead")
        number = replica.site.number("국제")
        wanted = {
            "mediaon.front": "/",
            "mediaon.listing": f"/news/section_list_all.html?sec_no={number}",
            "mediaon.article": told.path,
        }
        front, listing, body = (
            result(parser.parse(kind, page(replica, path).encode(), Context(replica.at(path))))
            for kind, path in wanted.items()
        )
    assert isinstance(front, FrontPage)
    assert front.lead.title == told.shown
    assert isinstance(listing, Listing)
    assert listing.section == "국제"
    assert isinstance(body, Body)
    assert body.blocks[0].text == told.paragraphs[0]


def test_a_second_process_helps_where_hundreds_wait_and_only_there():
    def feed(number):
        return f"<rss><channel><title>F{number}</title></channel></rss>".encode()

    first, second = Worker(), Worker()
    parser = Parser(first, second)
    try:
        few = [parser.parse("feed", feed(number), Context("https://a.kr/rss")) for number in range(20)]
        assert [result(one).title for one in few] == [f"F{number}" for number in range(20)]
        assert not second.running
        first.submit("time:sleep", 0.5, lost=OSError)
        many = [parser.parse("feed", feed(number), Context("https://a.kr/rss")) for number in range(400)]
        assert second.running
        assert [result(one).title for one in many] == [f"F{number}" for number in range(400)]
        assert second.pid not in (0, first.pid)
    finally:
        parser.close()
    assert not first.running
    assert not second.running


def test_the_weather_is_parsed_too(parser):
    pytest.importorskip("reader.weather.kma")
    with Replica() as replica:
        data = page(replica, replica.kma_url.removeprefix(replica.url.removesuffix("/"))).encode()
        read = result(parser.parse("weather.kma", data, Context(replica.kma_url, "text/xml")))
    assert {station.name for station in read.stations} >= {"서울", "고창", "거제"}


def test_bytes_are_decoded_by_what_they_are(parser):
    for label, codec in (("euc-kr", "cp949"), ("utf-8", "cp949"), ("euc-kr", "utf-8")):
        body = result(parser.parse("mediaon.article", ARTICLE.format(label=label).encode(codec), PLACE))
        assert (body.title, body.blocks[0].text) == ("똠방각하", "펲시콜라를 마신다.")


def test_the_readers_own_encoding_and_zone_count(parser):
    context = Context(PLACE.url, "text/html; charset=utf-8", "johab", "Europe/Berlin")
    body = result(parser.parse("mediaon.article", ARTICLE.format(label="utf-8").encode("johab", "replace"), context))
    assert body.title.endswith("방각하")
    assert body.published.utcoffset() == timedelta(hours=1)
    assert result(parser.parse("mediaon.article", ARTICLE.encode(), PLACE)).published.utcoffset() == timedelta(hours=9)


def test_a_zone_that_nobody_knows_is_utc(parser):
    body = result(parser.parse("mediaon.article", ARTICLE.encode(), Context(PLACE.url, zone="Nowhere/At All")))
    assert body.published.utcoffset() == timedelta(0)


def test_expected_failures_are_the_futures_exception(parser):
    deleted = parser.parse("mediaon.article", "<script>alert('없는 기사입니다')</script>".encode(), PLACE)
    empty = parser.parse("mediaon.listing", b"", PLACE)
    assert isinstance(deleted.exception(10), Deleted)
    assert isinstance(empty.exception(10), NotWhatItSays)
    assert empty.exception(10).fields["host"] == "www.nuriilbo.com"


def test_any_other_failure_is_told_as_one_that_costs_this_job_only(parser):
    error = parser.parse("mediaon.front", None, PLACE).exception(10)
    assert type(error) is ParseError
    assert error.fields == {"host": "www.nuriilbo.com"}
    assert "AttributeError" in error.cause
    assert result(parser.parse("mediaon.article", ARTICLE.encode(), PLACE)).title == "똠방각하"


HOSTILE = {
    "two hundred thousand attributes": "<html><body><p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">x",
    "five MiB of table soup": "<html><body>" + "<table><tr><td><b>x<p>" * (5 * 2**20 // 22),
    "catastrophic nesting": "<html><body>" + "<div><i><b><u>" * 200_000,
    "five MiB without an end tag": "<html><body>" + "<p><font><b>" * (5 * 2**20 // 12),
}


@pytest.mark.parametrize("kind", ["mediaon.front", "mediaon.listing", "mediaon.article", "article", "feed", "discover"])
@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_worst_markup_costs_one_job(parser, kind, page):
    error = parser.parse(kind, page.encode(), PLACE).exception(20)
    assert isinstance(error, ParseError)
    assert error.fields["host"] == "www.nuriilbo.com"
    assert result(parser.parse("mediaon.article", ARTICLE.encode(), PLACE)).title == "똠방각하"


def test_a_parser_that_never_ends_is_a_parse_error_and_the_queue_goes_on():
    worker = Worker(seconds=1)
    parser = Parser(worker)
    try:
        stuck = worker.submit("time:sleep", 60, lost=lambda cause: ParseError(host="a.kr", cause=cause))
        behind = parser.parse("mediaon.article", ARTICLE.encode(), PLACE)
        assert isinstance(stuck.exception(10), ParseError)
        assert result(behind).title == "똠방각하"
    finally:
        parser.close()


@pytest.mark.parametrize("kind", VERSIONS)
def test_a_parser_can_be_loaded_before_its_first_job(kind):
    work = Worker()
    parser = Parser(work)
    try:
        with parser.awaiting(kind):
            assert work.submit("reader.parsing:load", kind, lost=ParseError).result(10) is None
    finally:
        parser.close()


def test_awaiting_starts_nothing_that_is_there_already(parser):
    result(parser.parse("mediaon.article", ARTICLE.encode(), PLACE))
    before = parser._worker.pid
    with parser.awaiting("mediaon.front"):
        assert parser._worker.pid == before
        assert not parser._worker._jobs


def test_many_answers_on_their_way_have_a_second_process_ready_and_few_have_not():
    other = Worker()
    parser = Parser(other=other)
    try:
        with ExitStack() as asked:
            for _ in range(30):
                asked.enter_context(parser.awaiting("feed"))
            assert not other.running
        assert not other.running
        with ExitStack() as asked:
            for _ in range(31):
                asked.enter_context(parser.awaiting("feed"))
            assert other.running
    finally:
        parser.close()


def test_of_many_that_may_be_unchanged_one_will_not_be_so_that_a_process_is_ready_for_it():
    one, other = Worker(), Worker()
    parser = Parser(one, other)
    try:
        with ExitStack() as asked:
            for _ in range(30):
                asked.enter_context(parser.awaiting("feed", perhaps=True))
            assert not one.running
            asked.enter_context(parser.awaiting("feed", perhaps=True))
            assert one.running
            assert not other.running
    finally:
        parser.close()


def test_what_is_handed_to_the_worker_and_comes_back_can_be_pickled(parser):
    body = result(parser.parse("mediaon.article", ARTICLE.encode(), PLACE))
    assert pickle.loads(pickle.dumps((PLACE, body))) == (PLACE, body)  # noqa: S301 - what this test has just written


def test_a_closed_worker_takes_nothing_more():
    worker = Parser()
    worker.close()
    with pytest.raises(RuntimeError):
        worker.parse("mediaon.front", b"", PLACE)


def test_versions_are_those_of_the_parsers():
    homes = {
        "mediaon.front": "reader.sources.mediaon.front_page",
        "mediaon.listing": "reader.sources.mediaon.list_page",
        "mediaon.article": "reader.sources.mediaon.article_page",
        "article": "reader.sources.extract",
        "feed": "reader.sources.feed",
        "discover": "reader.sources.discover",
        "greader.contents": "reader.sync.contents",
        "weather.kma": "reader.weather.kma",
        "weather.obs": "reader.weather.obs",
        "weather.kma_api": "reader.weather.kma_api",
        "weather.open_meteo": "reader.weather.open_meteo",
    }
    passing = {"addresses", "opml", *(f"greader.{name}" for name in ("login", "token", "feeds", "ids", "done"))}
    assert set(homes) == set(VERSIONS) - passing  # what these read is never asked for again
    for kind, home in homes.items():
        assert version(kind) == import_module(home).PARSER_VERSION


def test_asking_for_versions_loads_no_parser():
    code = (
        "import sys; from reader.parsing import Parser, version; version('mediaon.front'); Parser().close();"
        "print([name for name in sys.modules if name.split('.')[0] in ('selectolax', 'charset_normalizer', 'httpx')"
        " or name.startswith(('reader.sources.', 'reader.weather.'))])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
