"""What a search finds among six hundred articles, in which order, and how it says where."""

from __future__ import annotations

from datetime import timedelta

import pytest
from library.search_set import NOW, expected, fill, queries

from reader.library import (
    Batch,
    Library,
    PageRecord,
    Polled,
    absorb,
    ids,
    keep_body,
    mark,
    opening,
    rows,
    snapshot,
    waiting,
    window,
)
from reader.library.indexing import behind, catch_up
from reader.library.searching import hits_of, matching, search
from reader.model import Block, Body, Entry, Listing, Passage, View

RATE = View("query", "금리", "금리 is:unread")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """The six hundred articles, all of them indexed."""
    library = Library.open(tmp_path_factory.mktemp("search") / "data" / "library.db", now=lambda: NOW)
    written = fill(library)
    while library.read(behind):
        library.write(catch_up, 600).result()
    yield library, {one.id: one for one in written}
    library.close()


def keys(shelf, found):
    return [shelf[1][hit.headline.id].key for hit in found.hits]


def find(shelf, text, limit=600):
    return shelf[0].read(search, text, NOW, limit)


@pytest.mark.parametrize("query", queries(), ids=lambda query: query["text"])
def test_every_query_of_the_set_finds_exactly_what_it_must(shelf, query):
    found = find(shelf, query["text"])
    assert set(keys(shelf, found)) == expected(query, shelf[1].values())
    assert not found.problems
    assert not found.more


def test_what_the_reader_means_is_among_the_first_three_of_nineteen_queries_in_twenty(shelf):
    meant = [query for query in queries() if "first" in query]
    missed = [query["text"] for query in meant if query["first"] not in keys(shelf, find(shelf, query["text"], 3))]
    assert len(queries()) == 60
    assert len(missed) <= len(meant) * 0.05, missed


def test_without_an_index_the_same_is_found(tmp_path):
    library = Library.open(tmp_path / "data" / "library.db", now=lambda: NOW)
    library._writer._tidy = lambda: False
    written = {one.id: one for one in fill(library)}
    assert library.read(behind) == len(written)
    for query in queries():
        found = library.read(search, query["text"], NOW, 600)
        wanted = expected(query, written.values())
        assert {written[hit.headline.id].key for hit in found.hits} == wanted, query["text"]
    library.close()


def test_titles_come_before_mentions_and_of_equals_the_newer_first(shelf):
    found = find(shelf, "희토류")
    titled = [key for key in keys(shelf, found) if "희토류" in next(o for o in shelf[1].values() if o.key == key).title]
    assert keys(shelf, found)[: len(titled)] == titled
    ages = [shelf[1][hit.headline.id].age for hit in find(shelf, "상태:읽음").hits]
    assert ages == sorted(ages)


def test_a_snippet_marks_the_match_as_spans_of_one_line(shelf):
    for text in ("금리", "central bank", "“기준 금리”", "ㅎㄱㅇㅎ", "대한민국 OR inflation"):
        for hit in find(shelf, text).hits:
            assert "\n" not in hit.snippet.text
            for start, end in hit.snippet.spans:
                assert 0 <= start < end <= len(hit.snippet.text)
            for start, end in hit.title_spans:
                assert 0 <= start < end <= len(hit.headline.title)
    hit = find(shelf, "기준금리", 1).hits[0]
    assert [hit.headline.title[start:end] for start, end in hit.title_spans] == ["기준금리"]
    assert {hit.snippet.text[start:end] for start, end in hit.snippet.spans} == {"기준금리"}
    hit = find(shelf, "ㅎㄱㅇㅎ", 1).hits[0]
    assert [hit.headline.title[start:end] for start, end in hit.title_spans] == ["한국은행"]
    assert {hit.snippet.text[s:e].lower() for hit in find(shelf, "INFLATION").hits for s, e in hit.snippet.spans} == {
        "inflation"
    }


def test_a_long_text_is_cut_at_words_around_where_most_matches_stand(library, paper, clock):
    paper.refresh(paper.section("국제", paper.entry(1, 5)))
    filler = "아무 상관 없는 말이 길게 이어진다. " * 20
    body = Body(
        blocks=(Block("paragraph", (Passage(f"{filler}금리 얘기 한 번. {filler}금리와 환율과 금리. {filler}"),)),)
    )
    library.write(keep_body, paper.id(1), body, clock(), 1).result()
    (hit,) = library.read(search, "금리 OR 환율", clock()).hits
    assert hit.snippet.text.startswith("…")
    assert hit.snippet.text.endswith("…")
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.spans] == ["금리", "환율", "금리"]


def test_further_hits_follow_in_the_same_order(shelf):
    found = find(shelf, "금리", 10)
    assert len(found.numbers) > 20
    more = shelf[0].read(hits_of, found, 10, 20, NOW)
    assert [hit.headline.id for hit in (*found.hits, *more)] == [
        hit.headline.id for hit in find(shelf, "금리", 20).hits
    ]


@pytest.mark.parametrize(
    ("text", "key", "given", "found_as"),
    [
        ('"기준금리', "query.unclosed", '"', "기준금리"),
        ("OR 기준금리", "query.lonely_or", "OR", "기준금리"),
        ("기준금리 |", "query.lonely_or", "|", "기준금리"),
        ("기준금리 after:엊그저께쯤", "query.no_date", "after:엊그저께쯤", "기준금리"),
        ("기준금리 is:좋음", "query.no_state", "is:좋음", "기준금리"),
        ("기준금리 지면:", "query.no_value", "지면:", "기준금리"),
        ("기준금리 지면:연예", "query.no_section", "연예", "기준금리"),
        ("기준금리 source:없는신문", "query.no_source", "없는신문", "기준금리"),
        ("기준금리 OR is:unread", "query.mixed_or", "OR", "기준금리"),
        ("secton:국제", "query.no_field", "secton:국제", '"secton 국제"'),
    ],
)
def test_a_wrong_query_says_where_and_still_searches_the_plain_words(shelf, text, key, given, found_as):
    found = find(shelf, text)
    assert [problem.key for problem in found.problems] == [key]
    (problem,) = found.problems
    assert dict(problem.fields)["given"] == given
    assert given in text[problem.start : problem.end]
    assert keys(shelf, found) == keys(shelf, find(shelf, found_as))


@pytest.mark.parametrize("text", ["", "   ", "…", '""', "-", "OR", "지면:"])
def test_where_nothing_is_asked_nothing_is_found(shelf, text):
    assert find(shelf, text).numbers == ()


def test_times_and_addresses_are_words_and_no_conditions(shelf):
    for text in ("10:30", "https://harbor.example/a", "원·달러"):
        assert not find(shelf, text).problems


def test_a_hidden_article_is_found_only_where_hidden_ones_are_asked_for(library, paper, clock):
    paper.refresh(paper.section("국제", paper.entry(1, 5, title="감출 기사"), paper.entry(2, 6, title="남을 기사")))
    library.write(mark, [paper.id(1)], "hidden", clock()).result()
    assert [hit.headline.title for hit in library.read(search, "기사", clock()).hits] == ["남을 기사"]
    assert [hit.headline.title for hit in library.read(search, "기사 상태:감춤", clock()).hits] == ["감출 기사"]


@pytest.mark.parametrize("indexed", [True, False])
def test_a_byline_is_looked_for_in_bylines_alone_and_what_the_page_itself_says_counts_too(
    library, paper, clock, indexed
):
    library._writer._tidy = lambda: False
    paper.refresh(
        paper.section("국제", paper.entry(1, 5, author="김누리 기자"), paper.entry(2, 6, title="김누리 기자 인터뷰"))
    )
    paper.refresh(paper.section("국제", paper.entry(3, 7, title="표제", subtitle="목록의 부제", author="편집국")))
    body = Body(
        title="온전한 표제", subtitle="페이지의 부제목", author="김누리", blocks=(Block("paragraph", (Passage("글"),)),)
    )
    library.write(keep_body, paper.id(3), body, clock(), 1).result()
    if indexed:
        library.write(catch_up, 10).result()
    names = {paper.id(number): number for number in (1, 2, 3)}
    found = {
        text: {names[hit.headline.id] for hit in library.read(search, text, clock()).hits}
        for text in (
            "by:김누리",
            "김누리",
            "-by:김누리",
            "페이지의",
            '"페이지의 부제목"',
            "목록의",
            "ㅇㅈㅎ ㅍㅈ",
            "ㅇㅈ한",
            "ㄳ",
        )
    }
    assert found == {
        "by:김누리": {1, 3}, "김누리": {1, 2, 3}, "-by:김누리": {2}, "페이지의": {3}, '"페이지의 부제목"': {3}, "목록의": {3},
        "ㅇㅈㅎ ㅍㅈ": {3}, "ㅇㅈ한": {3}, "ㄳ": {1},
    }  # fmt: skip


def test_consonants_that_the_keyboard_took_for_one_letter_are_found_in_their_order(library, paper, clock):
    paper.refresh(paper.section("국제", paper.entry(1, 5, title="강산가수"), paper.entry(2, 6, title="강산가 산가수")))
    library.write(catch_up, 10).result()
    assert [hit.headline.title for hit in library.read(search, "ㄳㄳ", clock()).hits] == ["강산가수"]


def test_what_changed_is_found_as_it_is_now_before_the_index_knows_and_after(library, paper, clock):
    library._writer._tidy = lambda: False
    for indexed in (False, True):
        paper.refresh(paper.section("국제", paper.entry(1, 5, title="낡은 제목", summary="처음 요약")))
        library.write(catch_up, 10).result()
        paper.refresh(paper.section("국제", paper.entry(1, 5, title="새 얼굴", summary="처음 요약")))
        body = Body(blocks=(Block("paragraph", (Passage("온전한 본문"),)),))
        library.write(keep_body, paper.id(1), body, clock(), 1).result()
        if indexed:
            library.write(catch_up, 10).result()
            assert library.read(behind) == 0
        seen = {text: len(library.read(search, text, clock()).numbers) for text in ("낡은", "얼굴", "요약", "본문")}
        assert seen == {"낡은": 0, "얼굴": 1, "요약": 0, "본문": 1}


def test_the_index_catches_up_by_itself_behind_every_write(library, paper, clock):
    library._writer.quiet = 0.0
    paper.refresh(paper.section("국제", *(paper.entry(number, number) for number in range(100))))
    while library.read(behind):
        library.write(lambda conn: None).result()
    assert len(library.read(search, "기사", clock(), 200).hits) == 100


def test_a_query_stands_as_a_list_in_the_order_of_time_and_holds_still(library, paper, clock):
    entries = [paper.entry(number, 60 * number, title=f"금리 소식 {number}") for number in (3, 1, 2)]
    paper.refresh(paper.section("국제", *entries, paper.entry(9, 5, title="다른 기사")))
    taken = library.read(snapshot, RATE, now=clock())
    numbers = library.read(ids, taken)
    assert taken.total == 3
    assert [row.title for row in library.read(rows, numbers, clock())] == ["금리 소식 1", "금리 소식 2", "금리 소식 3"]
    paper.refresh(paper.section("국제", paper.entry(4, 1, title="금리 새 소식"), paper.entry(5, 1, title="딴 소식")))
    assert library.read(waiting, RATE, taken.generation, clock()) == 1
    assert library.read(ids, taken) == numbers
    library.write(mark, [paper.id(1)], "read", clock()).result()
    assert library.read(ids, taken) == numbers  # what was read since stays in the list that is open
    assert [list(library.read(window, taken, after=after, limit=2)) for after in (0, numbers[0], numbers[1], numbers[2])] == [
        list(numbers[:2]), list(numbers[1:]), list(numbers[2:]), [],
    ]  # fmt: skip
    opened = library.read(opening, RATE, clock(), 2)
    assert (opened.snapshot.total, len(opened.rows)) == (3, 2)
    again = library.read(snapshot, RATE, now=clock())
    shown = library.read(rows, library.read(ids, again), clock())
    assert [row.title for row in shown] == ["금리 새 소식", "금리 소식 2", "금리 소식 3"]


def test_days_in_a_kept_query_are_counted_from_when_its_list_was_taken(library, paper, clock):
    paper.refresh(
        paper.section(
            "국제", paper.entry(1, 60 * 20, title="어제 낮 기사"), paper.entry(2, 60 * 60, title="사흘 전 기사")
        )
    )
    view = View("query", "하루", "기사 after:1d")
    taken = library.read(snapshot, view, now=clock())
    assert taken.total == 1
    clock.pass_by(days=2)
    assert len(library.read(ids, taken)) == 1
    assert library.read(snapshot, view, now=clock()).total == 0


def test_only_the_newest_are_scored_and_it_is_said_that_there_are_more(library, paper, clock):
    entries = tuple(
        Entry(str(n), f"https://x/{n}", f"흔한 말 {n}", published=clock() - timedelta(minutes=n)) for n in range(2100)
    )
    page = PageRecord("https://x/", "list", "국제", checked=clock())
    library.write(absorb, Batch(paper.key, (Polled(page, (Listing("국제", entries),)),)), clock()).result()
    found = library.read(search, "흔한", clock(), 5)
    assert (len(found.numbers), found.more) == (2000, True)
    assert [hit.headline.title for hit in found.hits] == [f"흔한 말 {number}" for number in range(5)]
    assert len(library.read(matching, "흔한", clock())) == 2100
    whole = library.read(search, "흔한", clock(), 9999)
    assert (len(whole.hits), whole.more) == (2100, False)
    assert whole.numbers[:2000] == found.numbers
