"""One article that several sources carry stands once, and is found under each of them."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from msgspec import structs

from reader.library import Batch, Polled, absorb, article, article_id, headlines, keep_body, mark, set_sources, shelves
from reader.library.rescue import carry_over
from reader.library.schema import migrate
from reader.model import ALL, UNREAD, Block, Body, Entry, Listing, Passage, View

LINK = "https://a.kr/news/1"


@pytest.fixture
def papers(paper, library):
    """Three feeds: two share a section."""
    made = [replace(paper, name=name, url=f"https://{name}.kr/rss") for name in ("하나", "둘", "셋")]
    sections = {made[0].key: ["국제"], made[1].key: ["국제"], made[2].key: ["교육"]}
    library.write(set_sources, [paper.source for paper in made], sections).result()
    return made


def bring(paper, *entries, section="국제"):
    page = Polled(paper.page("", "feed", section), (Listing(section, entries),))
    return paper.library.write(absorb, Batch(paper.key, (page,)), paper.clock.now).result()


def entry(identity, url=LINK, title="같은 기사", **more):
    return Entry(identity, url, title, **more)


def test_one_article_of_two_feeds_stands_once_and_names_both(papers):
    first, second, third = papers
    assert bring(first, entry("a")).new == 1
    assert bring(second, entry("b")).new == 0
    assert bring(third, entry("c"), section="교육").new == 0
    (row,) = first.library.read(headlines, first.clock.now)
    assert (row.source, row.also, row.id) == ("하나", ("둘", "셋"), article_id(first.key, "a"))
    assert first.count() == (1, 1)
    for section in ("국제", "교육"):
        assert first.count(View("section", section)) == (1, 1)


@pytest.mark.parametrize(
    "link",
    [
        "http://a.kr/news/1", "https://www.a.kr/news/1/", "https://a.kr/news/1?utm_source=rss&utm_medium=feed",
        "https://a.kr/news/1#top", "https://A.kr:443/news/1",
    ],
)  # fmt: skip
def test_what_makes_no_difference_in_a_link_makes_none(papers, link):
    bring(papers[0], entry("a"))
    assert bring(papers[1], entry("b", link)).new == 0


def test_another_query_is_another_article_and_guids_are_compared_within_a_feed_only(papers):
    bring(papers[0], entry("1", "https://a.kr/view?no=1"))
    assert bring(papers[1], entry("1", "https://a.kr/view?no=2")).new == 1
    assert bring(papers[0], entry("2", "https://a.kr/view?no=1", title="고친 기사")).new == 1


@pytest.mark.parametrize("link", ["https://a.kr/", "https://a.kr", "", "javascript:x"])
def test_a_link_that_leads_to_no_article_joins_none(papers, link):
    bring(papers[0], entry("a", link))
    assert bring(papers[1], entry("b", link)).new == 1


def test_a_link_that_many_entries_share_joins_none(papers):
    bring(papers[0], entry("a"))
    assert bring(papers[1], entry("b"), entry("c", title="다른 기사")).new == 2


def test_each_source_finds_it(papers):
    bring(papers[0], entry("a"))
    bring(papers[1], entry("b"))
    for name, count in (("하나", 1), ("둘", 1), ("셋", 0)):
        assert len(papers[0].library.read(headlines, papers[0].clock.now, source=name)) == count


def test_the_second_one_fills_what_is_missing_and_changes_nothing_else(papers):
    bring(papers[0], entry("a", summary="첫 요약"))
    bring(papers[1], entry("b", title="바꾼 제목", summary="다른 요약", author="김누리"))
    (row,) = papers[0].library.read(headlines, papers[0].clock.now)
    assert (row.title, row.summary, row.author) == ("같은 기사", "첫 요약", "김누리")
    bring(papers[0], entry("a", title="고친 제목"))
    bring(papers[1], entry("b", title="바꾼 제목"))
    assert papers[0].library.read(headlines, papers[0].clock.now)[0].title == "고친 제목"


def test_marks_and_text_count_for_both_and_the_other_name_still_finds_it(papers):
    first, second, _ = papers
    bring(first, entry("a"))
    first.library.write(mark, [first.id("a")], "read", first.clock.now).result()
    body = Body(blocks=(Block("paragraph", (Passage("본문"),)),))
    first.library.write(keep_body, first.id("a"), body, first.clock.now, 1).result()
    bring(second, entry("b"))
    found = first.library.read(article, second.id("b"), first.clock.now)
    assert (found.headline.id, found.headline.read, found.text) == (first.id("a"), True, "본문")
    assert first.count(UNREAD) == (0, 0)


def test_it_stays_when_the_first_source_is_removed_and_goes_with_the_last(papers):
    first, second, _ = papers
    bring(first, entry("a"))
    bring(second, entry("b"))
    first.library.write(set_sources, [second.source], {second.key: ["국제"]}).result()
    assert first.count() == (1, 1)
    assert first.count(View("section", "국제")) == (1, 1)
    first.library.write(set_sources, [papers[2].source], {papers[2].key: ["교육"]}).result()
    assert first.count() == (0, 0)
    first.library.write(set_sources, [paper.source for paper in papers], {first.key: ["국제"]}).result()
    assert first.listed(ALL) == ["같은 기사"]
    assert set(first.library.read(shelves, first.key)) == {"국제"}


def test_a_feed_that_moves_takes_all_its_articles_along(papers):
    first, second, third = papers
    bring(first, entry("a"), entry("x", "https://a.kr/news/2", "혼자"))
    bring(second, entry("b"))
    sources = [structs.replace(paper.source, kind="feed") for paper in papers]
    first.library.write(set_sources, sources, {first.key: ["문화"], second.key: ["국제"], third.key: ["교육"]}).result()
    assert first.count(View("section", "문화")) == (2, 2)
    assert first.count(View("section", "국제")) == (1, 1)
    assert first.count() == (2, 2)


def test_a_mended_library_keeps_who_carried_what(papers, file, tmp_path):
    bring(papers[0], entry("a"))
    bring(papers[1], entry("b"))
    papers[0].library.close()
    with closing(sqlite3.connect(tmp_path / "new.db", isolation_level=None)) as conn:
        migrate(conn, "new.db")
        carry_over(file, conn)
        assert conn.execute("SELECT count(*) FROM carrier").fetchone() == (1,)
        assert conn.execute("SELECT address FROM article").fetchone() == ("a.kr/news/1",)
