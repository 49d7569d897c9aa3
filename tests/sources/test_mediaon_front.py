from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reader.errors import NotWhatItSays
from reader.model import Observation, Section
from reader.sources.mediaon import front

PAGES = Path(__file__).parent.parent / "data" / "pages"
URL = "https://www.baramseom.example/"
MENU = '<ul id="gnb"><li><a href="/news/section_list_all.html?sec_no=3">경제</a></li><li><a href="/news/section_list_all.html?sec_no=4">교육</a></li></ul>'


def section(name: str, number: str) -> Section:
    return Section(name, number, f"{URL}news/section_list_all.html?sec_no={number}")


@pytest.fixture(scope="module")
def slider():
    return front((PAGES / "front_slider.html").read_text(), URL)


def block(items: str, number: int = 3, name: str = "경제") -> str:
    href = f"/news/section_list_all.html?sec_no={number}"
    more = f'<a href="{href}" class="btn_art_more"><span class="blind">더보기</span></a>'
    return f'<div class="arl_034"><div class="tit_set"><div><h2><a href="{href}">{name}</a></h2>{more}</div></div>{items}</div>'


def read(body: str):
    return front(f"<html><body>{MENU}{body}</body></html>", URL)


def only(body: str):
    """Read the only entry of the only block."""
    (listed,) = read(block(body)).blocks
    (entry,) = listed.entries
    return entry


def test_the_day_is_that_of_the_head_not_of_the_file(slider):
    assert slider.printed == date(2026, 3, 20)


def test_the_menu_gives_each_name_once_the_higher_entry_first(slider):
    assert slider.menu == (
        section("교통", "31"),
        section("교육", "66"),
        section("항공", "45"),
        section("fun & fun", "90"),
    )


def test_the_lead_is_the_first_headline_with_text_under_no_blocks_heading(slider):
    lead = slider.lead
    assert (lead.identity, lead.title) == ("841", "섬마을 물길 지도 새로 그린다")
    assert lead.summary.startswith("바람섬의 물길을 다시 재는 일이")
    assert lead.url == URL + "news/article.html?no=841"
    assert lead.image.endswith("a_678x382_c0.png")


def test_blocks_that_share_an_element_end_at_the_next_heading(slider):
    assert [(one.section, one.number, [entry.identity for entry in one.entries]) for one in slider.blocks] == [
        ("교통", "31", ["844", "845"]),
        ("교육", "66", ["846", "847"]),
    ]


def test_a_title_cut_by_the_page_is_completed_from_its_tooltip(slider):
    first, second = slider.blocks[1].entries
    assert first.title == "[기고] 학교 종이 사라진 자리에 남은 것들에 대하여"
    assert (second.title, second.published) == ("2026.03.20 입학식 풍경", None)


def test_the_strip_tells_what_is_missing(slider):
    assert slider.weather == (
        Observation("동두천", "동두천", None, 8.8),
        Observation("서울", "서울", "비", -0.2),
        Observation("강진군", "강진군", "맑음", None),
    )


def test_a_strip_without_spans_is_read_too():
    rows = "".join(f"<li>{row}</li>" for row in ("맑음동두천 -4.5℃", "구름많음 강릉 -0.3℃", "- 서울 1℃"))
    strip = read(f'<div class="weather_box"><ul>{rows}</ul></div>').weather
    assert [(one.name, one.sky, one.temperature) for one in strip] == [
        ("동두천", "맑음", -4.5),
        ("강릉", "구름많음", -0.3),
        ("서울", None, 1.0),
    ]


@pytest.mark.parametrize(
    ("item", "title", "subtitle", "summary"),
    [
        ('<li><a href="/news/article.html?no=7" class="ofe" title="[사설] 봄">[사설] 봄</a></li>', "[사설] 봄", "", ""),
        ('<li><a href="/news/article.html?no=7"><strong class="ofe"><em>칼럼</em>봄날</strong></a></li>', "봄날", "", ""),
        (
            '<li class="no_img"><div class="art_box"><a href="/news/article.html?no=7"><h2 class="ofe">봄날</h2><h3 class="ofe">부제</h3><div><p class="ffd clamp c3">\n\t\t(누리일보) 글이..</p></div></a></div></li>',
            "봄날", "부제", "(누리일보) 글이..",
        ),
        (
            '<li class="art_box"><a href="/news/article.html?no=7"><h3 class="ofe">봄날</h3><h4 class="ofe">부제</h4><span><img src="/i.jpg" alt="봄날"></span><p>글</p></a></li>',
            "봄날", "부제", "글",
        ),
        (
            '<a href="/news/article.html?no=7"><span class="bf32"><span class="bfbox"><img src="/i.jpg"></span></span><div><h2 class="clamp c2">봄날</h2><h3>부제</h3><p>글</p></div></a>',
            "봄날", "부제", "글",
        ),
        ('<li><a href="/news/article.html?no=7"><span class="thumb"><img src="/i.jpg"></span><strong>봄날</strong></a></li>', "봄날", "", ""),
        ('<li><span><img src="/i.jpg"></span><a href="/news/article.html?no=7" class="art_link"><em class="ofe">경제</em><h3 class="clamp c2">봄날</h3></a></li>', "봄날", "", ""),
        ('<li><a href="/news/article.html?no=7"><b><span class="ofe">봄날</span></b></a></li>', "봄날", "", ""),
        (
            '<a href="/news/article.html?no=7" class="thumb_wrap"><div><span class="thumb"><img src="/i.jpg"></span><strong>봄날</strong></div><em>글이 스무 글자를 넘어서 이어지는 머리글이다</em></a>',
            "봄날", "", "글이 스무 글자를 넘어서 이어지는 머리글이다",
        ),
        ('<li><a href="/news/article.html?no=7"><img src="/i.jpg" alt="봄날"></a></li>', "봄날", "", ""),
        ('<li><a href="/news/article.html?no=7" title="봄날"><img src="/i.jpg"></a></li>', "봄날", "", ""),
        ('<li><a href="/news/article.html?no=7"><img src="/i.jpg"></a><h4><a href="/news/article.html?no=7">봄날</a></h4><p>글</p><a href="/news/article.html?no=7">더보기</a></li>', "봄날", "", "글"),
        ('<li><a href="/news/article.html?no=7"><b class="ofe">봄날</b></a><i>01:34</i></li>', "봄날", "", ""),
        ('<li><strong>1</strong><a href="/news/article.html?no=7">봄날 &amp;amp; [/]</a></li>', "봄날 &amp; [/]", "", ""),
    ],
)  # fmt: skip
def test_every_flavour_of_item_tells_its_article(item, title, subtitle, summary):
    entry = only(item)
    assert (entry.title, entry.subtitle, entry.summary) == (title, subtitle, summary)
    assert (entry.identity, entry.rank, entry.url) == ("7", 7, URL + "news/article.html?no=7")


def test_a_picture_beside_the_link_is_the_items():
    assert (
        only('<li><span><img src="/i.jpg" alt=""></span><a href="/news/article.html?no=7">봄</a></li>').image
        == URL + "i.jpg"
    )


def test_an_article_standing_twice_in_a_block_is_one_entry_with_all_that_is_said():
    first, second = (
        '<li><a href="/news/article.html?no=7"><img src="/i.jpg" alt="봄날"></a></li>',
        ('<li><a href="/news/article.html?no=7"><h2>봄날</h2><p>글</p></a></li>'),
    )
    entry = only(f"<ul>{first}{second}</ul>")
    assert (entry.title, entry.summary, entry.image) == ("봄날", "글", URL + "i.jpg")


def test_notices_and_other_hosts_and_odd_numbers_are_no_articles():
    odd = "".join(
        f'<li><a href="{href}">글</a></li>'
        for href in (
            "/mybbs/bbs.html?bbs_code=notice&no=3",
            "http://other.example/news/article.html?no=4",
            "/news/article.html?no=x",
            "/news/article.html?no=0",
            "/news/article.html?no=-3",
            "/news/article.html?no=99999999999999999999",
            "javascript:go('/news/article.html?no=5')",
        )
    )
    assert [
        entry.identity
        for entry in read(block(f'{odd}<li><a href="/news/article.html?page=1&no=6">글</a></li>')).blocks[0].entries
    ] == ["6"]


def test_a_block_without_articles_does_not_take_its_neighbours():
    read_blocks = read(f"<div>{block('', 3)}{block('<a href=/news/article.html?no=7>글</a>', 4, '교육')}</div>").blocks
    assert [(one.section, len(one.entries)) for one in read_blocks] == [("교육", 1)]


def test_without_a_headline_the_first_item_with_text_leads():
    page = read(
        block(
            '<li><a href="/news/article.html?no=7">제목만</a></li><li><a href="/news/article.html?no=8"><h2>봄</h2><p>글</p></a></li>'
        )
    )
    assert page.lead.identity == "8"


def test_the_menu_of_a_skin_without_gnb_is_found():
    menu = MENU.replace(' id="gnb"', ' class="x"')
    assert [one.name for one in front(f"<header><nav>{menu}</nav></header>", URL).menu] == ["경제", "교육"]
    assert [one.name for one in front(f"<div>{menu}</div>", URL).menu] == ["경제", "교육"]


@pytest.mark.parametrize(
    ("html", "found"), [("", "?"), ("<p>nothing</p>", "HTML"), ('<?xml version="1.0"?><rss/>', "XML"), ("{}", "JSON")]
)
def test_what_is_no_front_page_says_so(html, found):
    with pytest.raises(NotWhatItSays) as caught:
        front(html, URL)
    assert caught.value.fields == {"host": "www.baramseom.example", "expected": "mediaon", "found": found}
