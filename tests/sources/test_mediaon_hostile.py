"""Any bytes in: a model or a ParseError out, nothing forbidden in it, in bounded time."""

from __future__ import annotations

import time
import unicodedata
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from replica import Replica, page

from reader.errors import ParseError
from reader.sources.mediaon import article, front, listing
from reader.text.charset import decode
from reader.text.clean import FORBIDDEN

URL = "https://www.nuriilbo.com/news/section_list_all.html?sec_no=3&page=2"
READERS = (front, listing, article)
SLIDER = (Path(__file__).parent.parent / "data" / "pages" / "front_slider.html").read_text()
HREFS = (
    "/news/article.html?no=7",
    "/news/article.html?no=8",
    "/news/section_list_all.html?sec_no=3",
    "?page=3",
    "javascript:x",
    "http://[",
)
SCRAPS = st.one_of(
    st.sampled_from(
        [
            *(f'<a href="{href}">' for href in HREFS), "</a>", "<li>", "</li>", '<ul class="art_list_all">', "</ul>", '<ul id="gnb">', "<h2>",
            "</h2>", '<div class="tit_set">', "</div>", '<p class="ffd">', '<ul class="art_info">', "등록 2026.01.15 09:41:00", "2026-13-99",
            '<div id="news_body_area">', "<br>", '<img src="/i.jpg" alt="제목">', '<p class="today_txt">2026.01.15 (목)</p>',
            '<ul class="weather_slide"><li><span>맑음</span>서울 3.0℃</li>', '<div class="btn_pagenum"><a class="on">2</a>',
            '<meta property="og:title" content="제목">', '<meta property="article:published_time" content="2026">', "<script>alert('없는 기사');</script>",
            "<table><tr><td>", "<header>", "<nav>", "<aside>", "<article>", "\x1b]52;c;", "\x07", "&#x202e;", "&#27;[2J", "\u1112\u1161",
        ]
    ),
    st.text(max_size=6),
)  # fmt: skip


def check(read, html, every_string):
    try:
        model = read(html, URL)
    except ParseError:
        return
    for text in every_string(model):
        assert not FORBIDDEN.search(text), repr(text)
        assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("read", READERS)
@given(data=st.binary(max_size=400))
def test_any_bytes_are_survived(every_string, read, data):
    check(read, decode(data), every_string)


@pytest.mark.parametrize("read", READERS)
@given(html=st.lists(SCRAPS, max_size=40).map("".join))
def test_any_scraps_of_pages_are_survived(every_string, read, html):
    check(read, html, every_string)


@pytest.mark.parametrize("read", READERS)
@given(start=st.integers(0, len(SLIDER)), length=st.integers(0, 4000), scrap=SCRAPS)
def test_a_page_with_a_piece_torn_out_is_survived(every_string, read, start, length, scrap):
    check(read, SLIDER[:start] + scrap + SLIDER[start + length :], every_string)


ROW = '<li><a href="/news/article.html?no={}"><h2>제목</h2><p>글</p></a></li>'
HEAD = '<div class="tit_set"><h2><a href="/news/section_list_all.html?sec_no={}">이름</a></h2></div>'


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "html",
    [
        "<ul class=art_list_all>" + "".join(ROW.format(n) for n in range(1, 3_000)) + "</ul>",
        "<ul>" + "".join(ROW.format(n) for n in range(1, 3_000)) + "</ul>",
        "<ul>" + "".join(ROW.format(7) for n in range(1, 3_000)) + "</ul>",
        "<div>" + '<a href="/news/article.html?no=7">글</a>' * 10_000 + "</div>",
        "".join(HEAD.format(n) for n in range(1, 3_000)) + "".join(ROW.format(n) for n in range(1, 3_000)),
        "".join(HEAD.format(n) + ROW.format(n) for n in range(1, 3_000)),
        "<div>" * 3_000 + "".join(HEAD.format(n) + ROW.format(n) for n in range(1, 2_000)),
        "<ul><li>" * 3_000 + ROW.format(7),
        '<div class="art_info">' + "<ul><li>" * 4_000 + "2026",
        '<div id="news_body_area">' + "<div>" * 4_000 + "<p>글</p>" * 20_000,
        "<p>" + "글 <i>" * 3_000,
        '<meta property="article:published_time" content="x">' + "<div>글<br></div>" * 20_000,
        "<script>" + "alert('" * 100_000,
        '<div class="weather">' + "<li>" + "맑음 " * 100_000,
        '<div class="pages">' + '<a href="?page=5">5</a>' * 50_000,
        "<nav>" * 500 + '<a href="/news/section_list_all.html?sec_no=3">x</a>' * 3_000,
    ],
)  # fmt: skip
def test_hostile_pages_take_bounded_time(read, html):
    started = time.process_time()
    with suppress(ParseError):
        read(html, URL)
    assert time.process_time() - started < 4


def test_an_ordinary_page_takes_milliseconds():
    with Replica() as replica:
        home, told = page(replica, "/"), replica.site.named("lead")
        story = page(replica, told.path)
    front(home, replica.url), article(story, URL)
    started = time.process_time()
    for _ in range(5):
        front(home, replica.url)
        article(story, URL)
    assert time.process_time() - started < 5 * 0.25
