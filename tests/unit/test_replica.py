"""The replica's pages, briefly: all there in every skin, and each promise that other tests lean on holds."""

from __future__ import annotations

import json
import re
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from replica import DEAF, PER_PAGE, SKINS, Item, Replica, ask, page


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
            assert skin == "unknown" or '<p class="today_txt">2026.01.15 (목)</p>' in html


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


@pytest.mark.parametrize("skin", SKINS)
def test_every_page_of_the_site_is_there_in_every_skin(skin: str) -> None:
    with worn(skin) as replica:
        addresses = replica.site.addresses()
        for kind in ("front", "listing"):
            assert all(numbers(page(replica, path)) for path in addresses[kind])
        assert len(addresses["article"]) == len(replica.site.articles()) >= 60


def test_the_fronts_show_items_without_picture_and_titles_that_only_a_picture_carries() -> None:
    bare = 0
    for skin in ("m11", "m13", "m16"):
        with worn(skin) as replica:
            html = page(replica, "/")
            bare += html.count('<li class="no_img">')
            slide = html.partition('<ul class="slide">')[2].partition("</ul>")[0]
            assert numbers(slide) == [article.no for article in replica.site.front_plan.photos]
            assert not Text(slide).seen.strip()
    assert bare


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


def test_an_unknown_section_number_may_be_answered_with_nothing(replica: Replica) -> None:
    replica.site.unknown_section = "empty"
    assert listed(replica, "/news/section_list_all.html?sec_no=99999") == []


def test_telephones_are_sent_to_the_mobile_pages(replica: Replica) -> None:
    article = replica.site.articles()[0]
    status, headers, _ = ask(replica, article.path, {"User-Agent": "Mozilla/5.0 (Linux; Android 15) Mobile"})
    assert (status, headers["location"]) == (302, f"/mobile/article.html?no={article.no}")
    assert article.title in Text(page(replica, headers["location"])).seen
    assert ask(replica, article.path, {"User-Agent": "nuri-reader/1"})[0] == 200


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


def test_a_page_asked_for_while_the_site_changes_is_never_kept_stale(replica: Replica) -> None:
    asking = [threading.Thread(target=lambda: [ask(replica, "/") for _ in range(20)]) for _ in range(2)]
    for thread in asking:
        thread.start()
    for _ in range(50):
        no = replica.site.publish("국제", title="새 소식")
        replica.weather.put("서울", "맑음", no % 40)
    for thread in asking:
        thread.join()
    assert no in numbers(page(replica, "/"))
    assert f"서울 {no % 40}.0℃" in page(replica, "/")
