"""Feeds as a person has them: configured, refreshed, read, beside a mediaon paper and beside each other."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from nuri_command import Nuri
from replica import Fault, Item

KST = timezone(timedelta(hours=9))
PARAGRAPH = "항만 노조와 선사가 밤샘 협상 끝에 임금 인상안에 합의했다. 파업은 사흘 만에 끝났고 하역은 오늘 오후에 다시 시작된다. "
PAGE = (
    "<html><head><meta charset='utf-8'><title>{title}</title></head><body><nav><a href='/'>메뉴</a></nav>"
    "<article><h1>{title}</h1>"
    f"<p>{PARAGRAPH * 3}</p><p>둘째 문단: {PARAGRAPH * 2}</p>"
    "</article></body></html>"
)
WHOLE = "".join(f"<p>{number}번째 문단이다. {PARAGRAPH * 3}</p>" for number in range(8))


def item(number, title="", **more):
    given = {
        "link": f"/feeds/page{number}", "guid": f"urn:{number}", "published": datetime(2026, 1, 15, 9, number, tzinfo=KST),
        "summary": f"{number}번 요약이다.",
    } | more  # fmt: skip
    return Item(title or f"기사 {number}", **given)


def source(replica, name, feed, **more):
    said = {"kind": "feed", "name": name, "url": replica.at(f"/feeds/{feed}.xml")} | more
    return "[[source]]\n" + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in said.items())


@pytest.fixture
def feeds(tmp_path, replica):
    """Give `nuri` for a configuration of sources without weather."""

    def configured(*sources):
        return Nuri(tmp_path, "".join(sources) + "[weather]\nstations = []\n")

    return configured


def titles(nuri, *options):
    return [row["title"] for row in nuri("headlines", "--json", *options).json]


@pytest.mark.parametrize("name", ["atom", "rdf"])
def test_a_feed_of_any_kind_fills_its_section(feeds, replica, name):
    nuri = feeds(source(replica, "세계", name, section="국제"))
    ran = nuri("refresh", "--json")
    assert (ran.code, ran.json["sources"][0]["status"], ran.json["sources"][0]["new"]) == (0, "updated", 4)
    rows = nuri("headlines", "--section", "국제", "--json").json
    assert {row["title"] for row in rows} >= {"항만 노조 협상 타결", "사막 마을의 도서관"}
    assert {(row["source"], row["section"]) for row in rows} == {("세계", "국제")}
    assert all(row["published"].endswith("+09:00") for row in rows)


def test_without_a_section_a_feed_stands_under_its_own_title_for_good(feeds, replica):
    nuri = feeds(source(replica, "세계", "own"))
    replica.feeds.put("own", [item(1)], title="세계 소식")
    nuri("refresh")
    replica.feeds.put("own", [item(1), item(2)], title="새 이름")
    nuri("refresh")
    assert set(titles(nuri, "--section", "세계 소식")) == {"기사 1", "기사 2"}


def test_a_second_refresh_asks_with_validators_and_due_asks_for_nothing(feeds, replica):
    nuri = feeds(source(replica, "세계", "world"))
    nuri("refresh")
    replica.forget()
    assert nuri("refresh", "--json").json["sources"][0]["status"] == "unchanged"
    (asked,) = [seen for seen in replica.requests if seen.path == "/feeds/world.xml"]
    assert "if-none-match" in asked.headers
    replica.forget()
    assert nuri("refresh", "--due", "--json").json["sources"][0]["status"] == "skipped"
    assert replica.count() == 0


def test_a_feed_that_carries_whole_articles_needs_no_page(feeds, replica):
    replica.feeds.put("own", [item(1, content=WHOLE)])
    nuri = feeds(source(replica, "세계", "own"))
    nuri("refresh")
    assert replica.count("/feeds/page1") == 0
    replica.stop()
    (row,) = nuri("headlines", "--json").json
    shown = nuri("show", row["id"], "--json")
    assert shown.code == 0
    assert shown.json["text"].startswith("0번째 문단이다.")
    assert len(shown.json["blocks"]) == 8


def test_a_whole_text_that_is_corrected_in_the_feed_is_corrected_here(feeds, replica):
    replica.feeds.put("own", [item(1, content=WHOLE)])
    nuri = feeds(source(replica, "세계", "own"))
    nuri("refresh")
    replica.feeds.put("own", [item(1, "고친 제목", content=WHOLE.replace("0번째", "고친"))])
    nuri("refresh")
    (row,) = nuri("headlines", "--json").json
    shown = nuri("show", row["id"], "--json").json
    assert (shown["title"], shown["text"][:6]) == ("고친 제목", "고친 문단이")


@pytest.mark.parametrize("wanted", ["auto", True])
def test_where_a_feed_has_only_summaries_the_page_is_read(feeds, replica, wanted):
    replica.feeds.raw("page1", PAGE.format(title="기사 1").encode(), "text/html; charset=utf-8")
    replica.feeds.put("own", [item(1)])
    nuri = feeds(source(replica, "세계", "own", full_text=wanted))
    ran = nuri("refresh", "--json")
    assert ran.json["prefetched"] == 1
    (row,) = nuri("headlines", "--json").json
    shown = nuri("show", row["id"], "--json").json
    assert "둘째 문단" in shown["text"]
    assert "메뉴" not in shown["text"]


def test_a_text_from_the_page_is_not_given_up_for_the_feeds_own(feeds, replica):
    replica.feeds.raw("page1", PAGE.format(title="기사 1").encode(), "text/html; charset=utf-8")
    replica.feeds.put("own", [item(1)])
    nuri = feeds(source(replica, "세계", "own"))
    nuri("refresh")
    replica.feeds.put("own", [item(1, content=WHOLE)])
    nuri("refresh")
    (row,) = nuri("headlines", "--json").json
    assert "둘째 문단" in nuri("show", row["id"], "--json").json["text"]


def test_where_no_page_is_wanted_none_is_asked_for_and_the_summary_is_the_text(feeds, replica):
    replica.feeds.put("own", [item(1)])
    nuri = feeds(source(replica, "세계", "own", full_text=False))
    assert nuri("refresh", "--json").json["prefetched"] == 0
    (row,) = nuri("headlines", "--json").json
    assert nuri("show", row["id"], "--json").json["text"] == "1번 요약이다."
    assert replica.count("/feeds/page1") == 0


def test_sections_mix_sources_by_time_and_one_article_of_several_feeds_stands_once(feeds, replica):
    replica.feeds.put("one", [item(1), item(3)])
    replica.feeds.put("two", [item(2), replace(item(3), guid="x", link="/feeds/page3?utm_source=two")])
    nuri = feeds(
        source(replica, "하나", "one", section="국제", full_text=False),
        source(replica, "둘", "two", section="국제", full_text=False),
    )
    nuri("refresh")
    rows = nuri("headlines", "--section", "국제", "--json").json
    assert [row["title"] for row in rows] == ["기사 3", "기사 2", "기사 1"]
    shared = rows[0]
    assert {shared["source"], *shared["also"]} == {"하나", "둘"}
    for name, found in (("하나", ["기사 3", "기사 1"]), ("둘", ["기사 3", "기사 2"])):
        assert titles(nuri, "--source", name) == found


def test_a_feed_stands_beside_the_paper_in_its_section(tmp_path, replica):
    nuri = Nuri(tmp_path, replica.config() + source(replica, "세계", "world", section="국제"))
    assert nuri("refresh", "--json").code == 0
    rows = nuri("headlines", "--section", "국제", "--json").json
    assert {row["source"] for row in rows} == {"누리일보", "세계"}
    dated = [row["published"] for row in rows if row["published"]]
    assert len(dated) > 5


def test_a_paused_source_is_asked_only_by_name_and_keeps_its_articles(feeds, replica):
    nuri = feeds(source(replica, "세계", "world"))
    nuri("refresh")
    nuri = feeds(source(replica, "세계", "world", paused=True))
    assert nuri("refresh", "--json").json["sources"] == []
    assert len(titles(nuri)) == 4
    assert nuri("refresh", "세계", "--json").json["sources"][0]["status"] == "unchanged"


@pytest.mark.parametrize("wrong", [b"<html><body>Not here</body></html>", b"", b"<rss><channel>"])
def test_what_is_no_feed_keeps_what_was_held_and_says_so(feeds, replica, wrong):
    replica.feeds.put("own", [item(1)])
    nuri = feeds(source(replica, "세계", "own", full_text=False))
    nuri("refresh")
    replica.feeds.raw("own", wrong, "text/html")
    ran = nuri("refresh", "--json")
    if ran.code:
        assert ran.json["sources"][0]["error"]
    assert titles(nuri) == ["기사 1"]
    replica.feeds.put("own", [item(1), item(2)])
    assert nuri("refresh", "--json").code == 0
    assert set(titles(nuri)) == {"기사 1", "기사 2"}


def test_a_dead_feed_fails_alone(feeds, replica):
    nuri = feeds(source(replica, "없음", "none"), source(replica, "세계", "world"))
    ran = nuri("refresh", "--json")
    assert ran.code == 1
    assert [row["status"] for row in ran.json["sources"]] == ["failed", "updated"]


def test_euc_kr_and_syllables_that_only_cp949_has_come_right(feeds, replica):
    rare = "똠방각하 뷁 쨰 펲시"
    for declared, charset in (("", ""), ("euc-kr", "utf-8")):
        replica.feeds.put("own", [item(1, rare)], encoding="cp949", declared=declared, charset=charset)
        nuri = feeds(source(replica, f"세계{declared}{charset}", "own", full_text=False))
        nuri("refresh")
        assert titles(nuri) == [rare]


def test_headers_of_a_feed_do_not_leave_for_another_host(feeds, replica):
    elsewhere = replica.at("/feeds/page1").replace("127.0.0.1", "localhost")
    replica.feeds.put("own", [item(1, link=elsewhere)])
    nuri = feeds(source(replica, "세계", "own") + 'headers = {X-Secret = "key"}\n')
    nuri("refresh")
    assert [seen.headers["x-secret"] for seen in replica.requests if seen.path == "/feeds/own.xml"] == ["key"]
    assert all("x-secret" not in seen.headers for seen in replica.requests if seen.path == "/feeds/page1")


def test_a_feed_says_how_often_it_wants_to_be_asked(feeds, replica):
    body = b'<rss version="2.0"><channel><title>t</title><ttl>600</ttl><item><title>x</title><link>https://a.kr/1</link></item></channel></rss>'
    replica.feeds.raw("own", body)
    nuri = feeds(source(replica, "세계", "own", interval_minutes=1, full_text=False))
    nuri("refresh")
    replica.forget()
    assert nuri("refresh", "--due", "--json").json["sources"][0]["status"] == "skipped"


def test_a_slow_down_is_kept_for_feeds_as_well(feeds, replica):
    nuri = feeds(source(replica, "세계", "world"))
    with replica.fault("/feeds/world.xml", Fault.status(429, retry_after=3600)):
        nuri("refresh")
    replica.forget()
    nuri("refresh")
    assert replica.count("/feeds/world.xml") == 0
