from __future__ import annotations

from datetime import datetime

import pytest

from reader.errors import NotWhatItSays
from reader.sources.mediaon import listing
from reader.text.dates import KST

SITE = "https://www.nuriilbo.com"
URL = f"{SITE}/news/section_list_all.html?sec_no=87"
MENU = '<ul id="gnb"><li><a href="/news/section_list_all.html?sec_no=41">지역</a></li><li><a href="/news/section_list_all.html?sec_no=87">국제</a></li></ul>'


def row(number: int, meta: str = "") -> str:
    return f"""<li><a href="/news/article.html?no={number}"><span><img src="/data/cache/{number}_140x90_c0.jpg" alt="제목 {number}"></span>
<h2 class="cmp c2">제목 {number}</h2><p class="ffd cmp c2">
								(누리일보) 본문 {number}..</p><ul class="ffd art_info">{meta}</ul></a></li>"""


def listed(rows: str, paging: str = "", head: str = "", url: str = URL):
    return listing(
        f'<body>{MENU}{head}<div class="ara_001"><ul class="art_list_all">{rows}</ul>{paging}</div></body>', url
    )


def paging(*links: str) -> str:
    return f'<div class="btn_pagenum">{"".join(links)}</div>'


def rows(count: int) -> str:
    return "".join(row(1000 + number) for number in range(count))


def test_a_row_tells_title_lead_byline_date_and_picture():
    (entry,) = listed(row(7, '<li class="name">홍길동 기자</li><li class="date">2026-01-15 10:11</li>')).entries
    assert (entry.title, entry.summary, entry.author) == ("제목 7", "(누리일보) 본문 7..", "홍길동 기자")
    assert entry.published == datetime(2026, 1, 15, 10, 11, tzinfo=KST)
    assert entry.image == f"{SITE}/data/cache/7_140x90_c0.jpg"
    assert entry.url == f"{SITE}/news/article.html?no=7"


@pytest.mark.parametrize(
    ("meta", "author", "stamp"),
    [
        ('<li class="name">홍길동 기자 hong@nuriilbo.com</li><li class="date">2026.01.15</li>', "홍길동 기자", "2026-01-15T00:00:00+09:00"),
        ("<li>홍길동 기자</li><li><em>2026/01/15 10:11</em></li>", "홍길동 기자", "2026-01-15T10:11:00+09:00"),
        ('<li class="date">2026.01.15 10:11:12</li>', "", "2026-01-15T10:11:12+09:00"),
        ('<li class="name">누리일보</li>', "누리일보", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_the_line_under_a_row_is_read_whatever_is_missing(meta, author, stamp):
    (entry,) = listed(row(7, meta)).entries
    assert entry.author == author
    assert (entry.published.isoformat() if entry.published else "") == stamp


def test_a_date_in_a_title_is_not_the_rows_date():
    (entry,) = listed(
        '<li><a href="/news/article.html?no=7"><h2>2025.12.31 그날</h2></a><span class="date">2026.01.15</span></li>'
    ).entries
    assert entry.published == datetime(2026, 1, 15, tzinfo=KST)


def test_a_list_says_whose_it_is_by_its_path_not_by_what_was_asked():
    head = '<div class="path_wrap"><h3>지역</h3></div>'
    assert listed(rows(3), head=head).section == "지역"
    assert (
        listed(rows(3), head='<ul class="art_top_nav"><li>홈</li><li><a href="#">지역</a></li></ul>').section == "지역"
    )
    assert listed(rows(3), head="<h2>지역</h2>").section == "지역"
    assert listed(rows(3), paging('<a class="on" href="?page=1&sec_no=41">1</a>')).section == "지역"


def test_the_number_is_that_of_the_pages_own_links():
    assert listed(rows(3), paging('<a class="on" href="?page=1&sec_no=41">1</a>')).number == "41"
    assert listed(rows(3)).number == "87"
    assert listed(rows(3), url=f"{SITE}/news/article_list_all.html").number == ""


@pytest.mark.parametrize(
    ("links", "url", "following"),
    [
        (('<a class="on" href="?page=1&sec_no=87">1</a>', '<a href="?page=2&sec_no=87">2</a>'), URL, f"{URL}&page=2"),
        (('<a href="#" onclick="go(1)" class=on>1</a>', '<a href="#" onclick="go(2)">2</a>'), URL, f"{URL}&page=2"),
        (('<a href="?page=1">1</a>', '<a class="on" href="?page=2">2</a>'), f"{URL}&page=2", ""),
        (('<a class="on" href="?page=10">10</a>', '<a class="btn_p next" href="?page=11">다음</a>'), f"{URL}&page=10", f"{URL}&page=11"),
        (("<strong class='on'>2</strong>", '<a href="?page=3">3</a>'), f"{SITE}/news/section_list_all.html?page=2&sec_no=87", f"{URL}&page=3"),
        (('<a href="?page=2&sec_no=87">2</a>',), URL, f"{URL}&page=2"),
        (('<a class="on" href="?page=1">1</a>',), URL, ""),
    ],
)  # fmt: skip
def test_the_next_page_is_the_one_after_this(links, url, following):
    assert listed(rows(10), paging(*links), url=url).next_url == following


def test_a_page_that_shows_less_than_was_asked_for_is_the_end():
    links = ('<a href="?page=1">1</a>', '<a class="on" href="?page=2">2</a>', '<a href="?page=3">3</a>')
    assert listed(rows(10), paging(*links), url=f"{URL}&page=9").next_url == ""


def test_without_paging_a_full_page_may_have_a_next_one():
    assert listed(rows(10)).next_url == f"{URL}&page=2"
    assert listed(rows(9)).next_url == ""
    assert listed(rows(10), url=f"{SITE}/news/search_result.html?search=%ED%95%9C&page=3").next_url.endswith(
        "?search=%ED%95%9C&page=4"
    )


def test_an_empty_list_is_a_list():
    read = listed("", head='<div class="path_wrap"><h3>국제</h3></div>')
    assert (read.section, read.entries, read.next_url) == ("국제", (), "")


def test_a_list_in_a_skin_never_seen_is_told_from_what_stands_beside_it():
    news = "".join(
        f'<div class="cell"><div class="pic"><a href="/news/article.html?no={n}"><img src="/{n}.jpg"></a></div><div class="txt"><a href="/news/article.html?no={n}">제목 {n}</a><span class="when">2026-01-1{n} 10:00</span></div></div>'
        for n in range(1, 5)
    )
    best = "".join(f'<li><a href="/news/article.html?no={n}">많이 본 {n}</a></li>' for n in range(50, 70))
    read = listing(
        f'<body>{MENU}<div class="grid">{news}</div><ol class="x">{best}</ol><div class="side"><ul>{best}</ul></div></body>',
        URL,
    )
    assert [entry.title for entry in read.entries] == [f"제목 {n}" for n in range(1, 5)]
    assert read.entries[0].image == f"{SITE}/1.jpg"
    assert read.entries[3].published == datetime(2026, 1, 14, 10, tzinfo=KST)


def test_one_article_alone_in_a_skin_never_seen_is_a_list():
    html = f'{MENU}<main><h1>국제</h1><div><a href="/news/article.html?no=5"><b>하나뿐인 글</b></a><p>본문</p></div></main>'
    read = listing(html, URL)
    assert (read.section, [(entry.title, entry.summary) for entry in read.entries]) == (
        "국제",
        [("하나뿐인 글", "본문")],
    )


@pytest.mark.parametrize("html", ["", "<p>점검 중입니다</p>", MENU, "<script>alert('x')</script>", '{"error": 1}'])
def test_what_holds_no_list_says_so(html):
    with pytest.raises(NotWhatItSays):
        listing(html, URL)
