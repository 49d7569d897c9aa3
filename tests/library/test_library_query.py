"""The query language: what is understood of what is typed, and that nothing typed breaks it."""

from __future__ import annotations

import re
import sqlite3
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.library.days import start_of
from reader.library.grams import document, leads
from reader.library.needles import Head, Needle
from reader.library.query import LONGEST, MOST, Term, parse
from reader.library.schema import migrate

NOW = datetime.fromisoformat("2026-01-15T09:54:00+09:00")


def shape(text):
    """Write a query as it was understood: - for without, / between alternatives."""
    parts = []
    for group in parse(text, NOW).groups:
        terms = [
            f'"{term.text}"' if term.phrase else f"@{term.text}" if term.byline else term.text for term in group.terms
        ]
        conditions = [f"{one.field}={one.at or one.value}" for one in group.conditions]
        parts.append("-" * group.negative + "/".join(terms + conditions))
    return " ".join(parts)


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("금리", "금리"),
        ("  금리   환율 ", "금리 환율"),
        ('"기준 금리"', '"기준 금리"'),
        ("“기준 금리” 「x」", '"기준 금리" 「x」'),
        ("금리 -동결", "금리 -동결"),
        ('-"기준 금리"', '-"기준 금리"'),
        ("금리 OR 환율 OR 물가 미국", "금리/환율/물가 미국"),
        ("금리|환율", "금리/환율"),
        ("금리 또는 환율", "금리/환율"),
        ("금리 or 환율", "금리 or 환율"),
        ("INFLATION", "inflation"),
        ("한국은행", "한국은행"),
        ("지면:국제 section:국제 섹션：국제", "section=국제 section=국제 section=국제"),
        ('source:"Harbor Post" 매체:누리일보', "source=harbor post source=누리일보"),
        ("by:김누리 기자:김누리 -author:Maya", "@김누리 @김누리 -@maya"),
        ("is:unread 상태:안읽음 is:READ 상태:책갈피 -is:hidden", "is=unread is=unread is=read is=saved -is=hidden"),
        ("지면:국제 OR 지면:교육", "section=국제/section=교육"),
        ("10:30 https://x.example/a", "10:30 https://x.example/a"),
        ("반도체-수출", "반도체-수출"),
        ("- 금리", "금리"),
        ("인터뷰: 홍길동", '"인터뷰 " 홍길동'),
    ],
)
def test_a_query_is_understood(text, understood):
    assert shape(text) == understood


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("2026-01-15", "2026-01-15T00:00"),
        ("2026.1.5", "2026-01-05T00:00"),
        ("2026. 1. 5.", "2026-01-05T00:00"),
        ("2026/1/5", "2026-01-05T00:00"),
        ("2025년 12월 3일", "2025-12-03T00:00"),
        ("2025-12", "2025-12-01T00:00"),
        ("2025년 12월", "2025-12-01T00:00"),
        ("2025", "2025-01-01T00:00"),
        ("2025년", "2025-01-01T00:00"),
        ("1/15", "2026-01-15T00:00"),
        ("1월 16일", "2025-01-16T00:00"),
        ("12.25", "2025-12-25T00:00"),
        ("오늘", "2026-01-15T00:00"),
        ("어제", "2026-01-14T00:00"),
        ("Yesterday", "2026-01-14T00:00"),
        ("그저께", "2026-01-13T00:00"),
        ("3d", "2026-01-12T09:54"),
        ("3일", "2026-01-12T09:54"),
        ("12h", "2026-01-14T21:54"),
        ("2주", "2026-01-01T09:54"),
        ("3개월 전", "2025-10-17T09:54"),
        ("1y", "2025-01-15T09:54"),
        ("2026-02-30", None),
        ("2026-13", None),
        ("99999d", None),
        ("9999y", None),
        ("언젠가", None),
        ("", None),
        ("0", None),
    ],
)
def test_a_day_is_where_it_begins_in_korea_and_a_span_counts_from_now(text, begins):
    found = start_of(text, NOW)
    assert (found and f"{found:%Y-%m-%dT%H:%M}") == begins


def test_a_day_is_koreas_wherever_the_clock_stands():
    late = datetime.fromisoformat("2026-01-14T23:30:00+00:00")  # the 15th in Seoul
    assert start_of("오늘", late) == datetime.fromisoformat("2026-01-15T00:00:00+09:00")


def stands(text, title="", body="", author=""):
    (group,) = parse(text, NOW).groups
    needle = Needle(group.terms[0], lambda _: [])
    return needle.in_head(Head(title, "", author, 0)) or (not needle.byline and needle.in_text(body))


@pytest.mark.parametrize(
    ("text", "found_in", "not_in"),
    [
        ("금리", ["기준금리를 묶었다"], ["금 리"]),
        ("기준금리", ["새 기준금리는"], ["기준 금리는", "기준, 금리"]),
        ('"기준 금리"', ["기준 금리는", "기준금리는", "기준·금리"], ["기준이 되는 금리"]),
        ("한·미", ["한·미 정상", "한-미 협력", "한미 동맹"], ["한국과 미국"]),
        ("AI", ["AI 기본법", "AI가 쓴 글", "생성형AI"], ["said", "AIR", "email"]),
        ("war", ["the war", "wars", "warning", "전쟁(war)"], ["award", "toward"]),
        ("flation", ["inflation"], []),
        ('"the war"', ["The  war began", "the-war"], ["the warning", "bathe war", "the great war"]),
        ("G20정상", ["G20정상회의"], ["G20 정상회의", "XG20정상"]),
        ("U.S.", ["U.S. steel", "the U.S. and"], ["us", "bus s"]),
        ("2026", ["2026년", "2026"], ["12026"]),
        ("café", ["a CAFÉ in"], ["cafe"]),
        ("ㅋㅋ", ["웃음 ㅋㅋㅋ"], ["크다"]),
    ],
)
def test_a_term_stands_in_a_text_or_not(text, found_in, not_in):
    assert [each for each in found_in if not stands(text, body=each)] == []
    assert [each for each in not_in if stands(text, body=each)] == []


@pytest.mark.parametrize(
    ("text", "found_in", "not_in"),
    [
        ("ㅎㄱㅇㅎ", ["한국은행 총재", "새 한국은행장"], ["한국 은행", "하나은행"]),
        ("ㅎㄱ은행", ["한국은행"], ["하나은행"]),
        ("한국ㅇ", ["한국은행", "한국어"], ["한국"]),
        ("ㅂㅅ", ["부산"], ["부천"]),
        ("ㅄ", ["부산"], ["부천"]),
        ("ㄱ", ["금리"], ["환율 동향"]),
    ],
)
def test_first_consonants_stand_for_syllables_of_titles_only(text, found_in, not_in):
    assert [each for each in found_in if not stands(text, title=each)] == []
    assert [each for each in not_in if stands(text, title=each)] == []
    assert [each for each in found_in if stands(text, body=each)] == []


def test_the_form_in_which_a_keyboard_sends_it_makes_no_difference():
    assert shape("\u1112\u1161\u11ab\u1100\u116e\u11a8") == "한국"  # taken apart, as macOS does
    assert list(leads("\u1112\u1161\u11ab\u1100\u116e\u11a8")) == ["ㅎㄱ"]


def test_what_is_too_long_is_cut_and_said():
    assert [problem.key for problem in parse("가 " * LONGEST, NOW).problems] == ["query.too_long", "query.too_many"]
    assert len(parse("가 " * (MOST + 5), NOW).groups) == MOST


TYPED = st.text(
    st.one_of(st.sampled_from(' "“”-|:.ORisafterby가나ㅎㄱ금리AI0123美'), st.characters(codec="utf-8")), max_size=40
)


@given(TYPED)
def test_nothing_typed_breaks_the_query_or_the_index(text):
    query = parse(text, NOW)
    for problem in query.problems:
        assert 0 <= problem.start <= problem.end <= len(text)
    conn = sqlite3.connect(":memory:", isolation_level=None)
    migrate(conn, ":memory:")
    for term in query.terms:
        needle = Needle(term, lambda _: ["가나다"])
        conn.execute("SELECT rowid FROM search WHERE search MATCH ?", (needle.asks,)).fetchall()
        list(needle.spans(text, title=True))
    conn.close()


TEXT = st.text(st.one_of(st.sampled_from("금리기준은행 aiAI war20.·\n"), st.characters(codec="utf-8")), max_size=60)


@given(TEXT, st.data())
def test_the_index_never_misses_what_stands_in_a_text(text, data):
    """Whatever piece is cut out of a text: the index gives the text, and a second look confirms it."""
    words = text.split()
    start = data.draw(st.integers(0, max(len(text) - 1, 0)))
    piece = text[start : start + data.draw(st.integers(1, 8))]
    found = re.findall(r"[금리기준은행]+", piece) or words[:1]
    conn = sqlite3.connect(":memory:", isolation_level=None)
    migrate(conn, ":memory:")
    conn.execute(
        "INSERT INTO search (rowid, single, pair, word, initial) VALUES (1, ?, ?, ?, ?)", document("", "", "", text)
    )
    for word in found:
        for group in parse(f'"{word}"', NOW).groups:
            needle = Needle(group.terms[0], lambda _: [])
            if needle.in_text(text):
                assert conn.execute("SELECT rowid FROM search WHERE search MATCH ?", (needle.asks,)).fetchall() == [
                    (1,)
                ]
            else:
                assert not re.search(f"[금리기준은행]{{{len(word)}}}", word)
    conn.close()


def test_a_term_of_nothing_but_one_syllable_twice_is_looked_up_once_and_verified():
    needle = Needle(Term("가가가"), lambda _: [])
    assert (needle.asks, needle.exact) == ('"가가"', False)
