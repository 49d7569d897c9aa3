"""Full text: every page of the corpus in tests/data/extract, and what no page may do."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from replica import Replica, page

import reader.errors
from reader.errors import Deleted, ParseError
from reader.model import Block, Body, Passage
from reader.sources.extract import extract
from reader.sources.extract.tidy import tidied
from reader.sources.mediaon import article
from reader.text.charset import decode
from reader.text.clean import FORBIDDEN

CORPUS = Path(__file__).parents[1] / "data" / "extract"
EXPECTED = json.loads((CORPUS / "expected.json").read_text("utf-8"))
URL = "https://news.unknown.example/20260115/55"
SECONDS = 10.0  # the worker's limit for one job
LONG = "나루터 마을의 배는 하루에 네 번 강을 건넌다. 사공은 물때를 보고 노를 고른다."
MUCH = f"{LONG} " * 3


def read(name):
    return extract(decode((CORPUS / name).read_bytes()), EXPECTED[name]["url"])


def shown(body):
    return extract(f"<html><head><title>나루</title></head><body>{body}</body></html>", URL)


def test_every_page_of_the_corpus_has_its_expectation():
    assert {file.name for file in CORPUS.iterdir()} - {"expected.json"} == set(EXPECTED)


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if "error" not in expected])
def test_a_page_gives_its_article_and_nothing_else(name, every_string):
    expected = EXPECTED[name]
    body = read(name)
    assert [block.text for block in body.blocks] == expected["blocks"]
    assert body.title == expected["title"]
    assert body.author == expected.get("author", "")
    assert body.published.isoformat() == expected["published"]
    assert body.section == expected.get("section", body.section)
    assert not expected.get("updated") or body.updated.isoformat() == expected["updated"]
    assert not any(FORBIDDEN.search(text) for text in every_string(body))


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if "error" in expected])
def test_a_page_without_an_article_is_refused(name):
    with pytest.raises(getattr(reader.errors, EXPECTED[name]["error"])) as raised:
        read(name)
    assert raised.value.fields["expected"] == "article"


def test_pictures_links_and_tables_survive_the_library():
    body = shown(
        f"<div class=x><div class=y><p>{MUCH}<a href='/강/1'>나루터</a></p><figure><img src='/배.jpg'><figcaption>배</figcaption></figure>"
        f"<p>{MUCH}</p><table><tr><th>때<th>배<tr><td>아침<td>둘</table><p>{MUCH}</p></div></div>"
    )
    assert [block.kind for block in body.blocks] == ["paragraph", "image", "paragraph", "table", "paragraph"]
    assert body.blocks[0].passages[0].links[0].url == "https://news.unknown.example/%EA%B0%95/1"
    assert body.blocks[1].url == body.image == "https://news.unknown.example/%EB%B0%B0.jpg"
    assert body.blocks[3].rows == (("때", "배"), ("아침", "둘"))


# JSON-LD


def told(text, **more):
    about = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "나루", "articleBody": text, **more}
    return f'<script type="application/ld+json">{json.dumps(about, ensure_ascii=False)}</script>'


SENTENCES = [f"{number}번째 배는 {number}시에 떠나고 사공은 물때를 보고 노를 고른다." for number in range(1, 13)]
PAGE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def test_a_text_in_one_line_takes_its_paragraphs_from_the_page():
    assert [block.text for block in shown(told(" ".join(SENTENCES)) + f"<div>{PAGE}</div>").blocks] == SENTENCES


def test_a_text_that_the_page_does_not_show_is_taken_as_told():
    other = "".join(f"<p>{LONG}</p>" for _ in range(6))
    assert [block.text for block in shown(told("\n".join(SENTENCES)) + f"<div>{other}</div>").blocks] == SENTENCES


def test_first_sentences_only_do_not_replace_the_page():
    assert [block.text for block in shown(told(SENTENCES[0] + "…") + f"<div>{PAGE}</div>").blocks] == SENTENCES


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "articleBody": "한 줄\n두 줄"',
        "[" * 100_000,
        '{"@type": ["NewsArticle", 3], "articleBody": 7, "author": [null, {"name": []}], "image": {"url": {}}, "headline": {}}',
        "null",
        "",
    ],
    ids=["cut off", "nested", "wrong types", "null", "empty"],
)
def test_broken_json_ld_costs_nothing(script):
    body = shown(f'<script type="application/ld+json">{script}</script><div>{PAGE}</div>')
    assert [block.text for block in body.blocks] == SENTENCES


@pytest.mark.parametrize("around", ["{}", "<!--{}-->", "//<![CDATA[\n{}\n//]]>", "{};"])
def test_json_ld_is_read_whatever_it_is_wrapped_in(around):
    about = json.dumps(
        {"@graph": [{"@type": "WebPage"}, {"@type": "http://schema.org/NewsArticle", "author": "강나루"}]}
    )
    body = shown(f'<script type="application/ld+json">{around.format(about)}</script><div>{PAGE}</div>')
    assert body.author == "강나루"


# Mediaon


def test_an_article_of_a_mediaon_site_is_read_as_one_and_says_when_it_is_gone():
    with Replica() as running:
        path = next(iter(running.site.front_plan.lead.path for _ in range(1)))
        url = running.at(path)
        assert extract(page(running, path), url) == article(page(running, path), url)
        gone = running.at("/news/article.html?no=999999999")
        with pytest.raises(Deleted):
            extract(page(running, "/news/article.html?no=999999999"), gone)


# Beginnings and ends


def lines(*texts):
    return tuple(Block("paragraph", (Passage(text),)) for text in texts)


@pytest.mark.parametrize(
    "strange",
    [
        "나루터 마을의 네 번 건너는 배",
        "입력 2026.01.15 09:41 수정 2026.01.15 10:20",
        "강나루 기자",
        "2026년 1월 15일",
        "1월 15일",
    ],
)
def test_what_stands_above_a_text_is_left_out(strange):
    assert tidied(lines(strange, LONG), ("나루터 마을의 네 번 건너는 배",)) == lines(LONG)


@pytest.mark.parametrize(
    "strange",
    [
        "강나루 기자 naru@example.kr",
        "naru@example.kr",
        "[강나루 기자]",
        "구독",
        "제보는 카카오톡 나루터",
        "저작권자 ⓒ 나루신문 무단전재 금지",
    ],
)
def test_what_stands_below_a_text_is_left_out(strange):
    assert tidied(lines(LONG, strange), ("나루",)) == lines(LONG)


@pytest.mark.parametrize(
    "said",
    [
        "광고 시장이 커졌다고 한다.",
        "구독 경제의 그늘은 짙다.",
        "2026년 1월 15일은 목요일이었고, 그날 강에는 안개가 자욱했다고 사공은 기억한다.",
    ],
)
def test_a_sentence_is_never_taken_for_a_button(said):
    assert tidied(lines(LONG, said), ("나루",)) == lines(LONG, said)


# Limits and whatever comes


HOSTILE = {
    "5 MiB of table soup": "<table><tr><td>" * 350_000,
    "tables one after the other": "<table><tr><td>가나다라</td></tr></table>" * 25_000,
    "nesting": "<div>" * 200_000,
    "boxes": "<div>가나다라 마바사</div>" * 60_000,
    "links": "<a href='/x'>가나다라 마바사</a> " * 50_000,
    "line breaks": "가나다라 마바사<br>" * 100_000,
    "unclosed formatting": "<b><i><p>가나다라" * 30_000,
    "200,000 attributes": "<p " + " ".join(f'a{n}="x"' for n in range(200_000)) + ">",
    "nested JSON": '<script type="application/ld+json">' + "[" * 500_000 + "</script>",
    "one line": MUCH * 30_000,
    "spaces": " " * 5_000_000,
    "bylines": "<p>" + "강나루 기자 " * 200_000,
    "mail addresses": "<p>" + "a@b.c " * 300_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markup_costs_less_than_one_job_may(name):
    before = time.process_time()
    with contextlib.suppress(ParseError):
        assert isinstance(shown(HOSTILE[name]), Body)
    assert time.process_time() - before < SECONDS


PIECES = st.sampled_from([
    "<p>", "</p>", "<div class='article'>", "</div>", f"<p>{MUCH}</p>", "<h1>제목</h1>", "<br><br>", "<table><tr><td>", "</table>",
    "<div id='articleBody'>", "<div itemprop='articleBody'>", "<div id='news_body_area'>", "<script type='application/ld+json'>", "</script>",
    '{"@type":"NewsArticle","articleBody":"', '"}', "<meta property='og:title' content='", "'>", "<time datetime='2026-99-99'>", "\x00", "\x1b]0;",
    "\u202e", "&#x202e;", "<a href='javascript:1'>", "<img src='//['>", "<base href='//['>", "<?xml version='1.0' encoding='euc-kr'?>", "<!--", "-->",
    "<svg><title>", "<math>", "<template>", "<frameset>", "<plaintext>", "<select><option>", "강나루 기자", "&", "<", "]]>", "<iframe src='x'>",
])  # fmt: skip


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(PIECES, st.text(max_size=10)), max_size=40), st.sampled_from(["utf-8", "cp949"]))
def test_any_pieces_of_pages_give_a_body_or_a_parse_error(pieces, encoding):
    with contextlib.suppress(ParseError):
        body = extract(decode("".join(pieces).encode(encoding, "replace")), URL)
        assert body.blocks
        for text in strings(body):
            assert not FORBIDDEN.search(text), text


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=2_000))
def test_any_bytes_give_a_body_or_a_parse_error(data):
    with contextlib.suppress(ParseError):
        assert extract(decode(data), URL).blocks


@pytest.fixture(autouse=True)
def _strings(every_string):
    global strings  # noqa: PLW0603 - hypothesis allows no fixture of one test's length
    strings = every_string


def test_a_page_that_the_library_cannot_read_is_not_announced_on_the_terminal():
    script = (
        "from reader.sources.extract.library import _asked\n"
        "import readability.readability as library\n"
        "def fail(*_): raise ValueError('no')\n"
        "library.Document.score_paragraphs = fail\n"
        "assert _asked('<p>x</p>', 'https://x.example/') == ()\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, timeout=60)
    assert ran.stdout + ran.stderr == b""
