from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import ParseError
from reader.model import Block, Link, Passage
from reader.sources import markup
from reader.sources.blocks import MOST, blocks_of
from reader.text.clean import BODY, FORBIDDEN

BASE = "https://www.nuriilbo.com/news/article.html?no=1"
SITE = "https://www.nuriilbo.com"
TAGS = (
    "p",
    "div",
    "br",
    "b",
    "a",
    "ul",
    "ol",
    "li",
    "blockquote",
    "h2",
    "table",
    "tr",
    "td",
    "th",
    "pre",
    "figure",
    "figcaption",
)
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(
        ['<a href="/x">', "<a href='javascript:x'>", '<img src="/i.jpg" alt="그림">', "<img src='data:x'>", '<td rowspan="3" colspan=2>', "▲ 캡션", "\x1b]0;", "\x07", "\u202e", "&#x9b;", "&amp;lt;", "\n", " ", "\xa0", "<!--", "-->", "<script>", "</script>", "<iframe src='https://www.youtube.com/embed/abcdef'>"]
    ),
    st.text(max_size=8),
)  # fmt: skip


def kinds(html: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in blocks_of(html, BASE)]


def links(passage: Passage) -> list[tuple[str, str]]:
    return [(passage.text[link.start : link.end], link.url) for link in passage.links]


@pytest.mark.parametrize(
    ("html", "made"),
    [
        ("<p>하나</p><p>둘</p>", [("paragraph", "하나"), ("paragraph", "둘")]),
        ("하나<p>둘</p>셋<div>넷</div>다섯", [("paragraph", word) for word in ("하나", "둘", "셋", "넷", "다섯")]),
        ("하나<br>둘<br><br>셋<br>\n&nbsp;<br>\t<br>넷", [("paragraph", "하나\n둘"), ("paragraph", "셋"), ("paragraph", "넷")]),
        ("<p>한<b>국</b> <i>은행</i>\n이</p>", [("paragraph", "한국 은행 이")]),
        ("<h2>큰</h2><h3>작<br>은</h3>", [("heading", "큰"), ("heading", "작 은")]),
        ("<ul><li>가</li><li><p>나</p><p>다</p></li><li> </li></ul>", [("list", "가\n나\n다")]),
        ("<ol><li>가<ul><li>속</li></ul></li><li>나</ol>끝", [("list", "가\n속\n나"), ("paragraph", "끝")]),
        ("<blockquote><p>말 하나</p>말 둘</blockquote>", [("quote", "말 하나\n말 둘")]),
        ("<blockquote>앞<ul><li>가</ul>뒤</blockquote>", [("quote", "앞"), ("list", "가"), ("quote", "뒤")]),
        ("<pre>if x:\n    y\n\n</pre><p><code>z</code></p>", [("code", "if x:\n    y"), ("paragraph", "z")]),
        ("<dl><dt>말</dt><dd>뜻</dd></dl>", [("paragraph", "말"), ("paragraph", "뜻")]),
        ("<p hidden>없음</p><div style='DISPLAY:none'>없음</div>있음", [("paragraph", "있음")]),
        ("<p> </p><p>&#8203;</p><div><div></div></div>", []),
        ("<button>글</button><svg><text>글</text></svg><template>글</template><noscript>글</noscript>", []),
        ("<p>\x1b]0;<a href='/x'>숨은</a>\x07보임</p>", [("paragraph", "보임")]),
        ("<p>\u1112<b>\u1161</b><i>\u11ab</i></p>", [("paragraph", "한")]),
        ("<p>S&amp;amp;P &lt;b&gt;</p>", [("paragraph", "S&amp;P <b>")]),
    ],
)  # fmt: skip
def test_html_becomes_blocks(html, made):
    assert kinds(html) == made


def test_lists_know_whether_they_are_numbered_and_headings_their_level():
    one, two, three = blocks_of("<ol><li>가</ol><ul><li>나</ul><h4>다</h4>", BASE)
    assert (one.ordered, two.ordered, three.level) == (True, False, 4)


def test_a_quote_keeps_its_paragraphs_and_a_list_its_items_apart():
    quote, items = blocks_of("<blockquote><p>하나</p><p>둘</p></blockquote><ul><li>셋<li>넷</ul>", BASE)
    assert [passage.text for passage in quote.passages] == ["하나", "둘"]
    assert [passage.text for passage in items.passages] == ["셋", "넷"]


def test_links_are_kept_by_their_place_in_the_text():
    (block,) = blocks_of(
        "<p>앞 <a href='/a?x=1&amp;y=2'> 하나 </a>, <a href=//b.kr/>둘<b> 셋</b></a> <a href='javascript:x'>넷</a><a href='mailto:a@b'>다섯</a></p>",
        BASE,
    )
    assert block.text == "앞 하나 , 둘 셋 넷다섯"
    assert links(block.passages[0]) == [("하나", f"{SITE}/a?x=1&y=2"), ("둘 셋", "https://b.kr/")]


def test_a_link_over_several_blocks_stands_in_each():
    first, second = blocks_of("<a href='/a'><p>하나</p><p>둘</p></a>", BASE)
    assert links(first.passages[0]) == [("하나", f"{SITE}/a")]
    assert links(second.passages[0]) == [("둘", f"{SITE}/a")]


def test_links_are_found_again_where_cleaning_moved_the_text():
    (block,) = blocks_of("<p>\u200b앞\x1b[1m에 <a href='/a'>하\u200b나</a> 그리고 <a href='/b'>하나</a></p>", BASE)
    assert block.text == "앞에 하나 그리고 하나"
    assert [(link.start, link.url) for link in block.passages[0].links] == [(3, f"{SITE}/a"), (10, f"{SITE}/b")]


@pytest.mark.parametrize(
    ("html", "caption"),
    [
        ("<figure><img src='/i.jpg'><figcaption>설명</figcaption></figure>", "설명"),
        ("<figure><figcaption>설명</figcaption><img src='/i.jpg'></figure>", "설명"),
        ("<figure><img src='/i.jpg' alt='다른 말'><figcaption><p>설명</p></figcaption></figure>", "설명"),
        ("<p><img src='/i.jpg'></p><p>▲ 설명</p>", "설명"),
        ("<p><img src='/i.jpg'><br>△설명</p>", "설명"),
        ("<p><img src='/i.jpg'></p>\n<p>&nbsp;</p><p>사진=누리일보</p>", "사진=누리일보"),
        ("<p><img src='/i.jpg'></p><p>[사진 제공=누리일보]</p>", "[사진 제공=누리일보]"),
        ("<table><tr><td><img src='/i.jpg'></td></tr><tr><td>▲ 설명</td></tr></table>", "설명"),
        ("<img src='/i.jpg' alt='설명'>", "설명"),
        ("<img src='/i.jpg' alt='art_1234.JPG'>", ""),
        ("<img data-src='/i.jpg' src='data:image/gif;base64,AA'>", ""),
        ("<img srcset='/i.jpg 2x, /j.jpg 3x'>", ""),
    ],
)
def test_a_picture_takes_its_caption(html, caption):
    (block,) = blocks_of(html, BASE)
    assert (block.kind, block.url, block.text) == ("image", f"{SITE}/i.jpg", caption)


def test_what_only_looks_like_a_caption_stays_a_paragraph():
    assert kinds("<img src='/i.jpg'><p>▲경제 ▲사회 ▲문화</p>") == [("image", ""), ("paragraph", "▲경제 ▲사회 ▲문화")]
    assert kinds("<p>▲ 앞</p><img src='/i.jpg'>") == [("paragraph", "▲ 앞"), ("image", "")]
    assert kinds("<img src='/i.jpg'><p>글</p><p>▲ 뒤</p>")[-1] == ("paragraph", "▲ 뒤")
    assert kinds("<img src='/i.jpg'><figcaption>하나</figcaption><p>▲ 둘</p>")[-1] == ("paragraph", "▲ 둘")


def test_the_caption_of_a_picture_that_cannot_be_fetched_is_no_other_pictures():
    html = "<img src='/1.jpg'><img src='data:x'><p>▲ 설명</p><figure><img src='data:x'><figcaption>또</figcaption></figure><img src='/2.jpg'>"
    assert kinds(html) == [("image", ""), ("paragraph", "▲ 설명"), ("paragraph", "또"), ("image", "")]


def test_a_caption_in_the_line_above_the_text_leaves_the_text():
    (image, text) = blocks_of(
        "<p><img src='/i.jpg'><br>▲ 설명 <a href='/a'>가</a><br>본문 <a href='/b'>나</a></p>", BASE
    )
    assert (image.text, links(image.passages[0])) == ("설명 가", [("가", f"{SITE}/a")])
    assert (text.text, links(text.passages[0])) == ("본문 나", [("나", f"{SITE}/b")])


def test_a_counting_pixel_is_no_picture():
    assert blocks_of("<img src='/p.gif' width='1' height=1><img src='/q.gif' height='0px'>", BASE) == ()


@pytest.mark.parametrize(
    ("html", "rows", "header"),
    [
        ("<table><tr><th>가<th>나<tr><td>1<td>2<br>3</table>", (("가", "나"), ("1", "2 3")), True),
        ("<table><thead><tr><td>가<td>나</thead><tbody><tr><td>1<td>2</table>", (("가", "나"), ("1", "2")), True),
        ("<table><tr><th>가<td>1<tr><th>나<td>2</table>", (("가", "1"), ("나", "2")), False),
        ("<table><tr><td colspan=2>가<td>나<tr><td>1<td>2<td>3</table>", (("가", "", "나"), ("1", "2", "3")), False),
        ("<table><tr><td rowspan=2>가<td>나<tr><td>다<tr><td>라<td>마</table>", (("가", "나"), ("", "다"), ("라", "마")), False),
        ("<table><tr><td rowspan=0 colspan=x>가<td>나<tr><td>다</table>", (("가", "나"), ("다", "")), False),
        ("<table><tr><td> <td> <tr><td>1<td>2</table>", (("1", "2"),), False),
    ],
)  # fmt: skip
def test_tables_of_data_keep_their_grid(html, rows, header):
    assert blocks_of(html, BASE) == (Block("table", rows=rows, header=header),)


def test_a_tables_title_stands_above_it():
    assert kinds("<table><caption>표 이름</caption><tr><td>1<td>2</table>") == [
        ("paragraph", "표 이름"),
        ("table", "1\t2"),
    ]


def test_tables_that_only_lay_out_a_page_are_walked_through():
    assert kinds("<table><tr><td><p>하나</p><p>둘</p></td></tr></table>") == [
        ("paragraph", "하나"),
        ("paragraph", "둘"),
    ]
    inner = "<table><tr><td>1<td>2</table>"
    assert kinds(f"<table><tr><td>왼쪽<td>{inner}</table>") == [("paragraph", "왼쪽"), ("table", "1\t2")]


def test_films_are_links_and_other_frames_are_nothing():
    watch = "https://www.youtube.com/watch?v=abcdefghijk"
    (block,) = blocks_of(
        "<iframe src='https://www.youtube.com/embed/abcdefghijk?rel=0'></iframe><iframe src='//ad.example/x'></iframe>",
        BASE,
    )
    assert block == Block("paragraph", (Passage(watch, (Link(0, len(watch), watch),)),))
    assert kinds("<video><source src='/v.mp4'>옛 브라우저</video>") == [("paragraph", f"{SITE}/v.mp4")]


def test_what_does_not_belong_is_named_by_the_caller():
    assert [
        block.text
        for block in blocks_of("<p class=ad>광고</p><p>글</p>", BASE, lambda node: "ad" in markup.classes(node))
    ] == ["글"]


def test_a_body_without_end_is_cut():
    made = blocks_of("<p>글</p>" * (MOST + 100), BASE)
    assert len(made) <= MOST
    assert sum(len(block.text) for block in blocks_of("<p>" + "긴 글 " * 1000 + "</p>" * 300, BASE)) <= BODY * 1.1


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_html_gives_clean_blocks(html):
    for block in blocks_of(html, BASE):
        assert block.kind == "image" or block.text.strip()
        texts = [passage.text for passage in block.passages] + [cell for row in block.rows for cell in row]
        for text in (*texts, block.url):
            assert not FORBIDDEN.search(text)
            assert unicodedata.is_normalized("NFC", text)
        for passage in block.passages:
            assert passage.text == passage.text.strip() or block.kind == "code"
            ends = [(link.start, link.end) for link in passage.links]
            assert all(0 <= start < end <= len(passage.text) for start, end in ends)
            assert ends == sorted(ends)
            assert all(link.url.startswith(("http://", "https://")) for link in passage.links)
        assert not block.rows or len({len(row) for row in block.rows}) == 1


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000,
        "<div " + " ".join(f"a{number}=1" for number in range(200_000)) + ">",
        "".join(f"<b id={number}>" for number in range(3_000)) + "<p>x" * 3_000,
        "<span>" * 100_000 + "</b>" * 100_000,
    ],
)  # fmt: skip
def test_markup_that_would_take_seconds_is_refused(html):
    started = time.process_time()
    with pytest.raises(ParseError):
        blocks_of(html, BASE)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 5_000 + "글",
        "<table><tr><td>" * 3_000 + "글",
        "<table>" + "<tr><td rowspan=1000 colspan=1000>글" * 3_000,
        "<ul><li>" * 4_000 + "글",
        "<blockquote>글" * 3_000,
        "<p>글<a href='/x'>" * 20_000,
        "<figure><figcaption>글" * 3_000,
        "<p>" + "<br>" * 50_000 + "글",
        "<p>" + "a<a href=/x>\u200bb</a>" * 20_000,
        "<!--" * 100_000 + "<p>글",
    ],
)  # fmt: skip
def test_hostile_markup_takes_bounded_time(html):
    started = time.process_time()
    blocks_of(html, BASE)
    assert time.process_time() - started < 5


def test_scripts_and_comments_do_not_count_as_markup():
    scripts = "<script>" + "document.write('<div>');" * 20_000 + "</script>" + "<!--" + "<div>" * 20_000 + "-->"
    assert kinds(scripts + "<p>글</p>") == [("paragraph", "글")]
