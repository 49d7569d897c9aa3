"""Whatever articles there are and whatever is asked: with the index a search finds what it finds without one."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from reader.library import Batch, PageRecord, Polled, absorb, article_id, keep_body, mark, set_sources
from reader.library.indexing import behind, catch_up
from reader.library.schema import migrate
from reader.library.searching import matching, search
from reader.model import Block, Body, Entry, Listing, Passage, Source

NOW = datetime.fromisoformat("2026-01-15T09:54:00+09:00")
WORDS = ("금리", "기준금리", "기준 금리", "금금금", "한·미", "AI", "said", "AI반도체", "G20정상", "inflation", "U.S.", "ㅋㅋ", "美연준",
         "가나다라", "café", "2026", "은행나무", "1.5%", "Straße", "…", "ㄳ", "감사", "가나 나다 다라", "기준 준금 금리", "가자 가나라")  # fmt: skip
TEXT = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
ARTICLE = st.tuples(TEXT, TEXT, TEXT, TEXT, st.none() | st.tuples(TEXT, TEXT, TEXT, TEXT))
PIECES = ("금리", "기준금리", "준금", "리", "금금", "금금금", '"기준 금리"', "한·미", "AI", "ai반도체", "aid", "flation", "infl", "U.S.", "ㅋㅋ",
          "ㄱㅈ", "ㄱㄹ", "ㄱㅅ", "ㄱㅈㄱㄹ", "ㅁㄴ", "美", "가나다", "café", "2026", "026", "20", "은행나무", "strasse", "by:금리", "by:AI",
          'by:"U.S."', "is:unread", "is:saved", "is:hidden", "section:국제", "after:1d", "before:1d", "나다라", "ㄱㄴㄷㄹ", "ㄱㄴㄷ", "ㄳ", '"said AI"')  # fmt: skip
QUERY = st.lists(st.tuples(st.sampled_from(("", "", "", "-")), st.sampled_from(PIECES), st.sampled_from((" ", " ", " OR "))), min_size=1, max_size=4).map(
    lambda parts: "".join(f"{sign}{piece}{after}" for sign, piece, after in parts)
)  # fmt: skip


def shelf(articles):
    """Make a library in memory with these articles: title, subtitle, byline, summary, and what their pages say."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    migrate(conn, ":memory:")
    set_sources(conn, [Source("k", "누리일보", "mediaon", "https://x/")], {})
    entries = tuple(
        Entry(
            str(number),
            f"https://x/{number}",
            title or "-",
            subtitle,
            summary,
            author,
            published=NOW - timedelta(hours=9 * number),
        )
        for number, (title, subtitle, author, summary, _) in enumerate(articles)
    )
    page = PageRecord("https://x/list", "list", "국제", checked=NOW)
    absorb(conn, Batch("k", (Polled(page, (Listing("국제", entries),)),)), NOW)
    for number, (*_, body) in enumerate(articles):
        if body:
            title, subtitle, author, text = body
            blocks = (Block("paragraph", (Passage(text or "-"),)),)
            keep_body(conn, article_id("k", str(number)), Body(title, subtitle, author, blocks=blocks), NOW, 1)
        if number < 3:
            mark(conn, [article_id("k", str(number))], ("read", "saved", "hidden")[number], NOW)
    return contextlib.closing(conn)


@settings(max_examples=120, deadline=None)
@given(st.lists(ARTICLE, min_size=1, max_size=6), st.lists(QUERY, min_size=1, max_size=6))
def test_the_index_changes_nothing_but_the_time_a_search_takes(articles, asked):
    with shelf(articles) as conn:
        plain = {text: set(matching(conn, text, NOW)) for text in asked}
        catch_up(conn, len(articles) // 2)
        half = {text: set(matching(conn, text, NOW)) for text in asked}
        catch_up(conn, 99)
        assert behind(conn) == 0
        whole = {text: set(matching(conn, text, NOW)) for text in asked}
        assert plain == half == whole
        for text in asked:
            found = search(conn, text, NOW)
            assert set(found.numbers) == whole[text]
            for hit in found.hits:
                for shown, spans in ((hit.headline.title, hit.title_spans), (hit.snippet.text, hit.snippet.spans)):
                    assert list(spans) == sorted(spans)
                    assert all(0 <= start < end <= len(shown) for start, end in spans)


@settings(max_examples=60, deadline=None)
@given(st.lists(ARTICLE, min_size=2, max_size=5), st.data())
def test_what_changes_leaves_nothing_of_what_it_was_in_the_index(articles, data):
    with shelf(articles) as conn:
        catch_up(conn, 99)
        for number in range(len(articles)):
            title, subtitle, author, text = data.draw(st.tuples(TEXT, TEXT, TEXT, TEXT))
            body = Body(title, subtitle, author, blocks=(Block("paragraph", (Passage(text or "-"),)),))
            keep_body(conn, article_id("k", str(number)), body, NOW, 1)
            if data.draw(st.booleans()):
                catch_up(conn, 99)
        catch_up(conn, 99)
        changed = {piece: set(matching(conn, piece, NOW)) for piece in PIECES}
        conn.execute("INSERT INTO search (search) VALUES ('integrity-check')")
        conn.execute("INSERT INTO search (search) VALUES ('delete-all')")
        conn.execute("INSERT INTO unsearched (article) SELECT id FROM article")
        assert {piece: set(matching(conn, piece, NOW)) for piece in PIECES} == changed
