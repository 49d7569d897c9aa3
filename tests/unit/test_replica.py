"""The replica itself, briefly: every page of every skin is there, and each promise that other tests lean on holds."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import socket
import threading
import time
import tomllib
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from replica import DEAF, PER_PAGE, SKINS, Fault, Item, Replica


def ask(
    replica: Replica, path: str, headers: dict[str, str] | None = None, *, method: str = "GET", timeout: float = 5
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(replica.host, replica.port, timeout=timeout)
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def page(replica: Replica, path: str) -> str:
    status, _, body = ask(replica, path)
    assert status == 200
    return body.decode()


def numbers(html: str) -> list[int]:
    """The articles that a page links to, each once, in order."""
    return list(dict.fromkeys(int(no) for no in re.findall(r"article\.html\?no=(\d{6})", html)))


def listed(replica: Replica, path: str) -> list[int]:
    """The articles of a list page without those beside it."""
    return numbers(page(replica, path).partition('<div class="list_body">')[2].partition('<div class="side">')[0])


class Text(HTMLParser):
    """Collects what a reader would see, decoded once."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen = ""
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.seen += data


@contextmanager
def worn(skin: str) -> Iterator[Replica]:
    with Replica(skin=skin) as replica:
        yield replica


@pytest.mark.parametrize("skin", SKINS)
def test_every_article_has_a_page_with_its_title_and_text_in_every_skin(skin: str) -> None:
    with worn(skin) as replica:
        for article in replica.site.articles():
            html = page(replica, article.path)
            seen = Text(html).seen
            assert article.title in seen
            assert all(paragraph in seen for paragraph in article.paragraphs)
            assert f"({replica.site.now:%Y.%m.%d}" in html or skin == "unknown" or "2026.01.15 (목)" in html


@pytest.mark.parametrize("skin", SKINS)
def test_the_front_page_shows_what_its_plan_says(skin: str) -> None:
    with worn(skin) as replica:
        html = page(replica, "/")
        plan = replica.site.front_plan
        expected = {plan.lead.no, *(article.no for block in plan.blocks for article in block.articles)}
        assert expected <= set(numbers(html))
        assert html.endswith("<!-- MAKE FILE (2026-01-15 09:54:00) -->")
        for section in replica.site.sections:
            assert f"sec_no={replica.site.number(section)}" in html


def test_the_front_pages_of_the_three_mediaon_skins_give_each_section_another_flavour() -> None:
    flavours = {}
    for skin in ("m11", "m13", "m16"):
        with worn(skin) as replica:
            plan = replica.site.front_plan
            assert len({block.flavour for block in plan.blocks}) == 10
            flavours[skin] = plan.blocks[0].flavour
    assert len(set(flavours.values())) == 3


def test_a_section_is_listed_page_by_page_and_repeats_its_last_page(replica: Replica) -> None:
    base = f"/news/section_list_all.html?sec_no={replica.site.number('경제산업')}"
    pages = [listed(replica, f"{base}&page={number}") for number in range(1, 6)]
    assert [len(rows) for rows in pages] == [PER_PAGE, PER_PAGE, 1, 1, 1]
    assert pages[0] + pages[1] + pages[2] == [article.no for article in replica.site.articles("경제산업")]
    assert pages[2] == pages[3] == pages[4]


def test_one_section_is_deaf_to_page_while_the_list_of_all_articles_is_not(replica: Replica) -> None:
    base = f"/news/section_list_all.html?sec_no={replica.site.number(DEAF)}"
    assert listed(replica, base) == listed(replica, f"{base}&page=2")
    everything = [no for number in range(1, 8) for no in listed(replica, f"/news/article_list_all.html?page={number}")]
    assert everything == [article.no for article in replica.site.articles()]


def test_an_unknown_section_number_is_answered_with_another_valid_list(replica: Replica) -> None:
    assert (
        listed(replica, "/news/section_list_all.html?sec_no=99999")
        == [article.no for article in replica.site.articles("경제산업")][:PER_PAGE]
    )


def test_renumbered_sections_are_found_under_the_new_numbers_of_the_menu(replica: Replica) -> None:
    old = replica.site.number("국제")
    new = replica.site.renumber()["국제"]
    assert new != old
    assert f"sec_no={new}" in page(replica, "/")
    assert f'sec_no={old}"' not in page(replica, "/")
    assert listed(replica, f"/news/section_list_all.html?sec_no={new}")[0] == replica.site.articles("국제")[0].no


def test_a_published_article_stands_first_everywhere_and_a_deleted_one_is_gone_with_200(replica: Replica) -> None:
    no = replica.site.publish("국제", title="새 소식", body="새 본문이다.")
    assert no in numbers(page(replica, "/"))
    assert listed(replica, f"/news/section_list_all.html?sec_no={replica.site.number('국제')}")[0] == no
    replica.site.edit(no, title="고친 소식")
    assert "고친 소식" in page(replica, f"/news/article.html?no={no}")
    assert "수정 2026.01.15" in page(replica, f"/news/article.html?no={no}")
    replica.site.delete(no)
    assert re.search(r"alert\('.*없는 기사.*'\)", page(replica, f"/news/article.html?no={no}"))
    assert no not in numbers(page(replica, "/"))


def test_hostile_titles_go_out_to_the_letter_and_say_by_hand_what_is_to_be_seen(replica: Replica) -> None:
    osc, nfd, entities = (replica.site.named(key) for key in ("osc", "nfd", "entities"))
    assert "\x1b]52;c;" in page(replica, osc.path)
    assert "\x1b" not in osc.shown
    assert nfd.title != nfd.shown == unicodedata.normalize("NFC", nfd.title)
    assert "R&amp;D 예산 &quot;5% ↑&quot;… &lt;전략 기술&gt; &amp;" in page(replica, entities.path)
    assert "표기 &amp;amp; 는" in page(replica, entities.path)


@pytest.mark.parametrize(
    "path",
    ["/", "/news/article_list_all.html", "/data/rss/news.xml", "/XML/weather/sfc_web_map.xml", "/feeds/world.xml"],
)
def test_validators_are_honoured_to_the_letter(replica: Replica, path: str) -> None:
    status, headers, body = ask(replica, path)
    assert status == 200
    assert ask(replica, path, {"If-None-Match": headers["etag"]})[::2] == (304, b"")
    assert ask(replica, path, {"If-None-Match": headers["etag"].strip('"')})[0] == 200
    assert ask(replica, path, {"If-None-Match": f"W/{headers['etag']}"})[0] == 200
    assert ask(replica, path, {"If-Modified-Since": headers["last-modified"]})[0] == 304
    assert ask(replica, path, {"If-None-Match": '"x"', "If-Modified-Since": headers["last-modified"]})[0] == 200
    assert ask(replica, path)[1:] == ({**headers, "date": ask(replica, path)[1]["date"]}, body)


def test_a_changed_page_has_other_validators(replica: Replica) -> None:
    _, before, _ = ask(replica, "/")
    replica.site.publish("교육", title="하나 더")
    status, after, _ = ask(replica, "/", {"If-Modified-Since": before["last-modified"]})
    assert status == 200
    assert after["etag"] != before["etag"]
    assert after["last-modified"] != before["last-modified"]


def test_pages_are_compressed_for_those_who_can_read_it(replica: Replica) -> None:
    _, headers, body = ask(replica, "/", {"Accept-Encoding": "gzip, deflate"})
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body).decode() == page(replica, "/")


def test_search_finds_titles_and_text_and_escapes_the_words(replica: Replica) -> None:
    words = "%EB%8F%84%EC%84%9C%EA%B4%80"  # 도서관
    found = listed(replica, f"/news/search_result.html?search_mode=multi&s_title=1&search={words}")
    assert found
    assert all("도서관" in Text(page(replica, f"/news/article.html?no={no}")).seen for no in found)
    assert "<script>x" not in page(replica, "/news/search_result.html?search=%3Cscript%3Ex")


def test_rss_lists_the_newest_and_may_answer_html_instead(replica: Replica) -> None:
    root = ET.fromstring(page(replica, "/data/rss/news.xml"))  # noqa: S314 - our own page
    assert len(root.findall("channel/item")) == 25
    assert page(replica, f"/data/rss/section_{replica.site.number('국제')}.xml").count("<item>") == 11
    replica.site.rss = "html"
    assert page(replica, "/data/rss/news.xml").startswith("<!DOCTYPE html>")


def test_the_weather_map_has_all_stations_and_follows_the_hour(replica: Replica) -> None:
    def stations() -> tuple[dict[str, str], dict[str, ET.Element]]:
        root = ET.fromstring(ask(replica, "/XML/weather/sfc_web_map.xml")[2])  # noqa: S314 - our own page
        hour = root.find("{current}weather")
        assert hour is not None
        return dict(hour.attrib), {local.text or "": local for local in hour}

    hour, told = stations()
    assert hour == {"year": "2026", "month": "01", "day": "15", "hour": "09"}
    assert len(told) == 98
    assert [(name, told[name].get("desc"), told[name].get("ta")) for name in ("동두천", "강릉", "서울", "대전", "대구")] == [
        ("동두천", "맑음", "0.8"), ("강릉", "맑음", "7.6"), ("서울", "맑음", "3.0"), ("대전", "박무", "4.2"), ("대구", "맑음", "9.7"),
    ]  # fmt: skip
    assert told["포항"].get("ta") is None
    assert told["제천"].get("ta") == ""
    assert " ".join(station.name for station in replica.weather.strip) == (
        "동두천 강릉 서울 대전 대구 울산 광주 부산 고창 제주 강화 보은 금산 강진군 경주시 거제"
    )
    replica.weather.observe(replica.weather.observed.replace(hour=10), {"서울": ("눈", -1)})
    hour, told = stations()
    assert (hour["hour"], told["서울"].get("desc"), told["서울"].get("ta")) == ("10", "눈", "-1.0")
    assert "눈</span>서울 -1.0℃" in page(replica, "/")


def test_the_json_weather_services_tell_the_same(replica: Replica) -> None:
    record = json.loads(page(replica, "/w/renew2021/rest/main/current-weather-obs-stn.do?stns=108,138"))["data"]
    assert (record[0]["stnKo"], record[0]["wwKo"], record[0]["ta"]) == ("서울", "맑음", "3.0")
    assert "ta" not in record[1]
    one = json.loads(page(replica, "/v1/forecast?latitude=37.57&longitude=126.97"))
    assert one["current"]["temperature_2m"] == 3.0
    many = json.loads(page(replica, "/v1/forecast?latitude=37.57,35.10&longitude=126.97,129.03"))
    assert [point.get("location_id") for point in many] == [None, 1]
    assert ask(replica, "/v1/forecast?latitude=37.57")[0] == 400


@pytest.mark.parametrize("kind", ["rss", "rdf", "atom"])
def test_xml_feeds_carry_the_items_given(replica: Replica, kind: str) -> None:
    replica.feeds.put("own", [Item("제목 & <나>", "/a", guid="g", summary="요약")], kind=kind, encoding="euc-kr")  # type: ignore[arg-type]
    body = ask(replica, "/feeds/own.xml")[2]
    assert "제목 &amp; &lt;나&gt;".encode("euc-kr") in body
    assert body.startswith(b'<?xml version="1.0" encoding="euc-kr"?>')


def test_a_json_feed_carries_the_items_given(replica: Replica) -> None:
    replica.feeds.put("own", [Item("제목", "/a", guid="g")], kind="json")
    assert json.loads(page(replica, "/feeds/own.xml"))["items"] == [{"id": "g", "url": "/a", "title": "제목"}]


def test_statuses_wrong_types_and_redirects_are_given_and_taken_back(replica: Replica) -> None:
    with replica.fault("/", Fault.status(503, retry_after=120)):
        status, headers, _ = ask(replica, "/")
        assert (status, headers["retry-after"]) == (503, "120")
        assert ask(replica, "/news/article_list_all.html")[0] == 200
    assert ask(replica, "/")[0] == 200
    replica.fault("/XML/*", Fault.wrong_type())
    assert ask(replica, "/XML/weather/sfc_web_map.xml")[1]["content-type"].startswith("text/html")
    replica.fault("/data/rss/news.xml", Fault.redirect("/elsewhere", 301))
    assert ask(replica, "/data/rss/news.xml")[1]["location"] == "/elsewhere"
    replica.restore()
    replica.fault("/", Fault.status(429), times=2)
    assert [ask(replica, "/")[0] for _ in range(3)] == [429, 429, 200]


def test_cut_answers_end_early(replica: Replica) -> None:
    replica.fault("/", Fault.cut(100))
    with pytest.raises(http.client.IncompleteRead) as cut:
        ask(replica, "/")
    assert len(cut.value.partial) == 100
    replica.fault("/", Fault.cut(100, reset=True))
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        ask(replica, "/")
    replica.fault("/", Fault.cut(5, head=True))
    with pytest.raises(http.client.HTTPException):
        ask(replica, "/")


def test_broken_and_huge_compression(replica: Replica) -> None:
    replica.fault("/", Fault.truncated_gzip())
    with pytest.raises(EOFError):
        gzip.decompress(ask(replica, "/")[2])
    replica.fault("/", Fault.bomb(20))
    body = ask(replica, "/")[2]
    assert len(body) < 40_000
    assert gzip.decompress(body) == bytes(20 << 20)
    assert zlib.decompressobj(31).decompress(body, 1 << 20) == bytes(1 << 20)


def test_slow_dripping_and_hanging_answers_keep_a_client_waiting(replica: Replica) -> None:
    replica.fault("/", Fault.slow(0.05))
    before = time.monotonic()
    assert ask(replica, "/")[0] == 200
    assert time.monotonic() - before >= 0.05
    replica.page("/short", b"abc")
    replica.fault("/short", Fault.drip(0.01))
    assert ask(replica, "/short")[2] == b"abc"
    replica.fault("/", Fault.hang())
    with pytest.raises(TimeoutError):
        ask(replica, "/", timeout=0.1)


def test_held_requests_are_all_in_flight_at_once(replica: Replica) -> None:
    opened = threading.Event()
    replica.fault("/", Fault.hold(opened))
    threads = [threading.Thread(target=ask, args=(replica, "/")) for _ in range(8)]
    for thread in threads:
        thread.start()
    assert replica.wait_for("/", 8)
    assert replica.log.peak == 8
    assert replica.count("/", status=200) == 0
    opened.set()
    for thread in threads:
        thread.join()
    assert replica.count("/", status=200) == 8


def test_the_log_tells_what_was_asked_and_answered(replica: Replica) -> None:
    ask(replica, "/news/article_list_all.html?page=2", {"User-Agent": "nuri-reader/1"})
    ask(replica, "/nowhere", method="HEAD")
    first, second = replica.requests
    assert (first.method, first.path, first.query, first.status) == (
        "GET",
        "/news/article_list_all.html",
        "page=2",
        200,
    )
    assert (first.headers["user-agent"], first.conditional) == ("nuri-reader/1", False)
    assert (second.method, second.status) == ("HEAD", 404)
    assert (replica.count("/news/"), replica.count(), replica.count(status=404)) == (1, 2, 1)
    assert first.at <= second.at
    replica.forget()
    assert replica.requests == ()


def test_one_connection_carries_many_requests_quickly(replica: Replica) -> None:
    connection = http.client.HTTPConnection(replica.host, replica.port, timeout=5)
    before = time.monotonic()
    for _ in range(50):
        connection.request("GET", "/feeds/world.xml")
        connection.getresponse().read()
    connection.close()
    assert time.monotonic() - before < 1  # with Nagle's algorithm in the way it would be 2 s


def test_gone_and_back_on_the_same_port_with_the_same_validators(replica: Replica) -> None:
    _, headers, _ = ask(replica, "/")
    port = replica.port
    replica.stop()
    with pytest.raises(ConnectionRefusedError):
        ask(replica, "/")
    replica.start()
    assert replica.port == port
    assert ask(replica, "/", {"If-None-Match": headers["etag"]})[0] == 304


def test_stopping_ends_idle_and_hanging_connections_at_once() -> None:
    with Replica(host="127.9.8.7") as replica:
        replica.fault("/", Fault.hang())
        idle = socket.create_connection((replica.host, replica.port))
        hanging = socket.create_connection((replica.host, replica.port))
        hanging.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert replica.wait_for("/")
        before = time.monotonic()
        replica.stop()
        assert time.monotonic() - before < 2
        assert (idle.recv(1), hanging.recv(1)) == (b"", b"")
        idle.close()
        hanging.close()
        assert not [thread for thread in threading.enumerate() if thread.name == "replica"]


def test_starting_takes_no_time() -> None:
    times = []
    for _ in range(5):
        before = time.perf_counter()
        with Replica() as replica:
            times.append(time.perf_counter() - before)
            ask(replica, "/")
    assert min(times) < 0.05


def test_own_pages_and_headers_are_served(replica: Replica) -> None:
    address = replica.page("/own?x=1", "<p>하나</p>", headers={"X-Own": "1"}, status=203)
    assert address == f"{replica.url}own?x=1"
    assert ask(replica, "/own?x=1")[0] == 203
    assert ask(replica, "/own")[0] == 404
    replica.headers("/news/*", {"Cache-Control": "max-age=60"})
    assert ask(replica, "/news/article_list_all.html")[1]["cache-control"] == "max-age=60"
    assert "cache-control" not in ask(replica, "/")[1]


def test_the_configuration_it_offers_names_no_other_host(replica: Replica) -> None:
    config = tomllib.loads(replica.config(sections=["국제"]))
    assert config["source"][0]["sections"] == ["국제"]
    assert all(value.startswith(replica.url) for name, value in config["weather"].items() if name.endswith("_url"))
