from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from reader.errors import Deleted, NotWhatItSays
from reader.sources.mediaon import article
from reader.text.dates import KST

SITE = "https://www.nuriilbo.com"
URL = f"{SITE}/news/article.html?no=151781"
TEXT = "<p>(누리일보) 첫 문단이다.</p><p>둘째 문단이다.</p>"


def page(body: str = TEXT, *, info: str = "", top: str = "<h2>제목</h2>", head: str = "", after: str = "") -> str:
    return f"""<html><head><meta property="og:title"	content="공유 제목">{head}</head><body>
<p class="today_txt">2026.01.15 (목)</p><ul class="art_top_nav"><li><a href="/">홈</a></li><li><a href="#">국제</a></li></ul>
<div class="arv_001_01"><div class="art_top">{top}<ul class="art_info">{info}</ul></div>
<div class="cnt_view news_body_area"><div id="news_body_area" class="smartOutput" itemprop="articleBody">{body}</div></div>{after}</div></body></html>"""


def read(*args, **kwargs):
    return article(page(*args, **kwargs), URL)


def told(body: str, **kwargs) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read(body, **kwargs).blocks]


@pytest.mark.parametrize(
    ("info", "author", "published", "updated"),
    [
        (
            '<li><a href="/news/article_list_writer.html?name=x&user_no=0">홍길동 기자</a> <a href="mailto:a@b.kr">a@b.kr</a></li><li>등록 2022.08.30 00:15:01</li>',
            "홍길동 기자", "2022-08-30T00:15:01+09:00", "",
        ),
        ("<li>홍길동 기자 hong@nuriilbo.com</li><li>등록 2026.01.15 09:41:00</li><li>수정 2026.01.15 10:02:03</li>", "홍길동 기자", "2026-01-15T09:41:00+09:00", "2026-01-15T10:02:03+09:00"),
        ("<li>등록 2026.01.15 09:41:00</li>", "", "2026-01-15T09:41:00+09:00", ""),
        ("<li>작성 2026-01-15 09:41</li><li>최종수정 2026-01-16 09:41</li>", "", "2026-01-15T09:41:00+09:00", "2026-01-16T09:41:00+09:00"),
        ("<li>김누리 논설위원</li><li>입력 : 2026-01-15 오후 9:41 수정 : 2026-01-15 오후 10:00</li>", "김누리 논설위원", "2026-01-15T21:41:00+09:00", "2026-01-15T22:00:00+09:00"),
        ("<li>수정 2026.01.15 10:02:03</li><li>등록 2026.01.15 09:41:00</li>", "", "2026-01-15T09:41:00+09:00", "2026-01-15T10:02:03+09:00"),
        ("<li>2026.01.15 09:41</li>", "", "2026-01-15T09:41:00+09:00", ""),
    ],
)  # fmt: skip
def test_byline_and_dates_are_known_by_their_words(info, author, published, updated):
    got = read(info=info)
    assert (got.author, got.published.isoformat()) == (author, published)
    assert (got.updated.isoformat() if got.updated else "") == updated


@pytest.mark.parametrize(
    ("stamp", "zone", "moment"),
    [
        ("2026-01-15T09:41:00+09:00", KST, "2026-01-15T09:41:00+09:00"),
        ("2026-01-15T00:41:00Z", KST, "2026-01-15T00:41:00+00:00"),
        ("2026-01-15T09:41:00", KST, "2026-01-15T09:41:00+09:00"),
        ("2026-01-15T09:41:00", timezone(timedelta(hours=1)), "2026-01-15T09:41:00+01:00"),
    ],
)
def test_a_date_that_only_the_head_tells_is_read(stamp, zone, moment):
    html = page(head=f'<meta property="article:published_time" content="{stamp}">')
    assert article(html, URL, zone=zone).published.isoformat() == moment


def test_the_day_of_the_masthead_is_not_the_articles():
    assert read().published is None
    assert read(after='<p class="arvdate">2026.01.14 08:00:00</p>').published == datetime(2026, 1, 14, 8, tzinfo=KST)


def test_the_head_is_read_where_it_stands():
    got = read(top="<h2>[KBO] 한화 &amp; 두산</h2><h3>첫째 줄<br />\n둘째 줄 </h3>")
    assert (got.title, got.subtitle, got.section) == ("[KBO] 한화 & 두산", "첫째 줄\n둘째 줄", "국제")
    fixed = page().replace("art_top", "fix_art_top").replace("<h2>제목</h2>", "<div><div><h2>제목</h2></div></div>")
    assert article(fixed, URL).title == "제목"


def test_without_a_heading_the_shared_title_is_used():
    assert read(top="").title == "공유 제목"


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        (
            "한 문단이다.<br><br>다음 문단<br>의 둘째 줄.<br /> <br />&nbsp;<br>끝.",
            ["한 문단이다.", "다음 문단\n의 둘째 줄.", "끝."],
        ),
        ("<div><div>속의 속.</div><div><p>또 속.</p></div></div>", ["속의 속.", "또 속."]),
        ("<p>&nbsp;</p><p>\u3000앞을 뗀다.</p><p> </p>", ["앞을 뗀다."]),
        ("<p>가\r나\xa0다&#8203;라</p>", ["가 나 다라"]),
        ("<p>A&amp;B &amp;lt;b&amp;gt; &lt;p&gt;</p>", ["A&B &lt;b&gt; <p>"]),
    ],
)
def test_bodies_of_every_kind_become_paragraphs(body, blocks):
    assert told(body) == [("paragraph", text) for text in blocks]


def test_what_is_not_of_the_text_is_left_out():
    noise = """<div class="com_ban"><a href="http://ad.example/">광고</a></div><script>var a = '<p>글</p>';</script><style>p{}</style>
<div class="banner_slide"><ul><li>배너</li></ul></div><ul class="sns_list"><li>공유</li></ul><div class="reply_wrap"><h4>댓글 <b><span>3</span></b></h4></div>
<div class="jour_box">홍길동 기자의 다른 기사</div><p style="display: none">숨은 글</p><ins class="adsbygoogle">광고</ins>
<h4>관련기사</h4><ul><li><a href="/news/article.html?no=1">다른 글</a></li><li><a href="/news/article.html?no=2">또 다른 글</a></li></ul>
<p class="copyright">ⓒ 누리일보</p>Copyright @2006 누리일보 Corp. All rights reserved."""
    assert told(f"<p>처음.</p>{noise}") == [("paragraph", "처음.")]
    assert told(f"<p>처음.</p>{noise}<p>끝.</p><p>저작권자 ⓒ 누리일보, 무단 전재 및 재배포 금지</p>")[-1] == (
        "paragraph",
        "끝.",
    )


def test_a_copyright_line_at_the_end_of_a_paragraph_goes_alone():
    assert told("<p>끝 문장이다.<br>홍길동 기자<br>저작권자 ⓒ 누리일보 무단전재 및 재배포 금지</p>") == [
        ("paragraph", "끝 문장이다.\n홍길동 기자")
    ]


def test_a_list_with_a_link_to_another_article_and_words_of_its_own_stays():
    body = '<p>글.</p><ul><li>앞선 기사: <a href="/news/article.html?no=1">물길</a></li></ul>'
    assert told(body)[-1] == ("list", "앞선 기사: 물길")


def test_the_picture_is_the_texts_first_and_never_the_logo():
    shared = '<meta property="og:image" content="/data/cache/x.jpg">'
    assert read(TEXT + '<img src="//img.example/1.jpg">', head=shared).image == "https://img.example/1.jpg"
    assert read(head=shared).image == f"{SITE}/data/cache/x.jpg"
    assert read(head='<meta property="og:image" content="/data/design/logo/sns.png">').image == ""


@pytest.mark.parametrize(
    "said",
    [
        "존재하지 않는 기사입니다.",
        "삭제된 기사입니다",
        "해당 번호의 없는 기사입니다.",
        "기사가 삭제되었거나 존재하지 않습니다.",
        "없는 게시물 입니다",
    ],
)
def test_a_deleted_article_is_known_by_what_its_script_says(said):
    with pytest.raises(Deleted) as caught:
        article(f"<html><body><script>alert('{said}');\nhistory.back();</script></body></html>", URL)
    assert caught.value.cause == said
    assert caught.value.fields["host"] == "www.nuriilbo.com"


def test_an_article_whose_page_has_such_a_script_is_not_deleted():
    assert read(after="<script>function no(){alert('삭제된 기사입니다');}</script>").blocks


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>점검 중입니다</p>",
        "<script>alert('로그인이 필요합니다')</script>",
        '<head><meta property="og:title" content="누리일보"></head><h1><a href="/">누리일보</a></h1><div><p>'
        + "앞면의 긴 글이 이어진다. " * 20
        + "</p></div>",
        '<div id="news_body_area"></div>',
    ],
)
def test_what_is_no_article_says_so(html):
    with pytest.raises(NotWhatItSays):
        article(html, URL)


def test_a_text_in_a_skin_never_seen_is_found():
    html = f"""<html><head><meta property="og:title" content="처음 보는 껍데기의 제목"></head><body><header><h1><a href="/">누리일보</a></h1></header>
<div class="wrap"><div class="top"><h2>처음 보는 껍데기의 제목</h2><span>김누리 기자</span><span>2026.01.15 09:41</span></div>
<table><tr><td><div><div>첫 문단이 여기에 있다. 조금 길다.</div><div>둘째 문단.</div><div>셋째 문단은 <a href="/x">이것</a>이다.</div></div></td></tr></table></div>
<aside><p>{"옆에 서 있는 아주 긴 글. " * 30}</p></aside></body></html>"""
    got = article(html, URL)
    assert [block.text for block in got.blocks] == [
        "첫 문단이 여기에 있다. 조금 길다.",
        "둘째 문단.",
        "셋째 문단은 이것이다.",
    ]
    assert (got.title, got.author) == ("처음 보는 껍데기의 제목", "김누리 기자")
    assert got.published == datetime(2026, 1, 15, 9, 41, tzinfo=KST)
