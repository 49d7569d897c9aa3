from __future__ import annotations

from array import array
from datetime import datetime, timedelta

import pytest

from reader.library import (
    GONE,
    Batch,
    PageRecord,
    Polled,
    absorb,
    article,
    counts,
    freshness,
    headlines,
    ids,
    mark,
    next_unread,
    numbers_of,
    opening,
    record_failure,
    rows,
    set_menu,
    set_sources,
    shelves,
    snapshot,
    sources,
    unread_among,
    waiting,
    window,
)
from reader.model import ALL, SAVED, UNREAD, Listing, Section, Source, View

WORLD = View("section", "국제")
SECTIONS = ["경제산업", "오피니언", "교육", "국제"]


def fill(paper, count=25):
    paper.refresh(paper.section("국제", *(paper.entry(number, 100 - number) for number in range(1, count + 1))), lead=3)


@pytest.mark.parametrize("view", [ALL, WORLD, UNREAD])
@pytest.mark.parametrize("limit", [1, 7, 25, 100])
def test_windows_one_after_another_give_the_whole_list(paper, library, view, limit):
    fill(paper)
    taken = library.read(snapshot, view)
    found, after = array("q"), 0
    while part := library.read(window, taken, after=after, limit=limit):
        assert len(part) <= limit
        found.extend(part)
        after = part[-1]
    assert found == library.read(ids, taken)
    assert len(set(found)) == taken.total == 25


def test_an_opening_is_of_one_moment(paper, library, clock):
    fill(paper)
    first = library.read(opening, ALL, clock(), 10)
    assert first.snapshot.total == 25
    assert len(first.ids) == len(first.rows) == 10
    assert first.rows == library.read(rows, first.ids, clock())
    assert first.rows[0].title == "기사 3"


def test_a_row_that_was_deleted_under_an_open_list_keeps_its_place(paper, library, clock):
    fill(paper, 3)
    numbers = library.read(ids, library.read(snapshot, WORLD))
    library.write(lambda conn: conn.execute("DELETE FROM article WHERE id = ?", (numbers[1],))).result()
    found = library.read(rows, numbers, clock())
    assert [row.title for row in found] == ["기사 3", "", "기사 1"]
    assert found[1] is GONE


def test_rows_come_in_the_order_asked_for(paper, library, clock):
    fill(paper)
    numbers = library.read(numbers_of, [paper.id(4), paper.id(20), "nosuchid", paper.id(1)])
    assert [row.title for row in library.read(rows, numbers, clock())] == ["기사 4", "기사 20", "", "기사 1"]


def test_an_open_unread_list_keeps_what_was_just_read(paper, library, clock):
    fill(paper, 3)
    taken = library.read(snapshot, UNREAD)
    numbers = library.read(ids, taken)
    library.write(mark, [paper.id(2)], "read", clock()).result()
    assert [row.read for row in library.read(rows, numbers, clock())] == [False, True, False]
    assert paper.listed(UNREAD) == ["3", "1"]


def test_the_next_unread_is_found_in_both_directions_and_over_long_stretches(paper, library, clock):
    paper.refresh(paper.section("국제", *(paper.entry(number, number) for number in range(1, 1501))))
    numbers = library.read(ids, library.read(snapshot, WORLD))
    library.write(mark, [paper.id(number) for number in range(3, 1500)], "read", clock()).result()
    assert library.read(next_unread, numbers, 0) == 0
    assert library.read(next_unread, numbers, 2) == 1499
    assert library.read(next_unread, numbers, 1498, -1) == 1
    assert library.read(next_unread, numbers, 1500) == -1
    library.write(mark, [paper.id(1500)], "read", clock()).result()
    assert library.read(next_unread, numbers, 2) == -1
    assert library.read(unread_among, numbers) == set(numbers[:2])


def test_hidden_ones_are_in_no_list_and_no_count(paper, library, clock):
    fill(paper, 3)
    library.write(mark, [paper.id(2)], "saved", clock()).result()
    library.write(mark, [paper.id(2)], "hidden", clock()).result()
    assert (paper.listed(WORLD), paper.listed(SAVED)) == (["3", "1"], [])
    assert (paper.count(), paper.count(WORLD), paper.count(SAVED)) == ((2, 2), (2, 2), (0, 0))
    library.write(mark, [paper.id(2)], "shown", clock()).result()
    assert paper.listed(WORLD) == ["3", "2", "1"]
    assert paper.count(SAVED) == (1, 1)


def test_counts_stand_in_the_panes_order(paper, library):
    fill(paper, 3)
    found = library.read(counts)
    assert [view.key for view in found] == [
        "all",
        "section:경제산업",
        "section:오피니언",
        "section:교육",
        "section:국제",
        "unread",
        "saved",
    ]
    assert (found[WORLD].total, found[UNREAD].total, found[View("section", "교육")].total) == (3, 3, 0)


def plans(library, question, *args):
    """What SQLite does for each ordered statement that a question makes."""

    def explained(conn):
        made = []
        conn.set_trace_callback(made.append)
        question(conn, *args)
        conn.set_trace_callback(None)
        ordered = [statement for statement in made if "ORDER BY sort_time" in statement or "count(*)" in statement]
        return [[row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {statement}")] for statement in ordered]

    return library.read(explained)


@pytest.mark.parametrize("view", [ALL, UNREAD, SAVED, WORLD])
def test_every_list_is_read_from_an_index_in_its_order(paper, library, view):
    fill(paper, 3)
    (plan,) = plans(library, ids, library.read(snapshot, view))
    assert not any("TEMP B-TREE" in step for step in plan), plan
    assert "COVERING INDEX" in plan[0] or "PRIMARY KEY" in plan[0], plan


@pytest.mark.parametrize("view", [ALL, UNREAD, WORLD])
def test_what_waits_is_counted_without_walking_through_what_does_not(paper, library, view):
    fill(paper, 3)
    (plan,) = plans(library, waiting, view, 1)
    assert any("generation>?" in step for step in plan), plan


@pytest.mark.parametrize("view", [ALL, UNREAD, SAVED, WORLD])
def test_a_window_deep_in_a_list_is_sought_not_walked_to(paper, library, view):
    fill(paper, 3)
    (plan,) = plans(library, lambda conn: window(conn, snapshot(conn, view), after=2, limit=9))
    assert not any("TEMP B-TREE" in step for step in plan), plan
    assert any("sort_time" in step and "<" in step for step in plan), plan


def test_a_source_that_is_no_longer_configured_is_not_listed_and_keeps_its_rows(paper, library, clock):
    fill(paper, 3)
    library.write(mark, [paper.id(1)], "saved", clock()).result()
    other = Source("other", "다른 신문", "feed", "https://other.example/rss")
    assert library.write(set_sources, [other], {}).result()
    assert (paper.listed(), paper.count(), paper.listed(SAVED)) == ([], (0, 0), ["1"])
    assert library.read(sources) == (other,)
    library.write(set_sources, [other, paper.source], {paper.key: SECTIONS}).result()
    assert (paper.listed(), paper.count()) == (["3", "2", "1"], (3, 3))
    assert [source.name for source in library.read(sources)] == ["다른 신문", "누리일보"]


def test_the_same_configuration_writes_nothing(paper, library):
    assert not library.write(set_sources, [paper.source], {paper.key: SECTIONS}).result()
    renamed = Source(paper.key, "새 이름", "mediaon", paper.url)
    assert library.write(set_sources, [renamed], {paper.key: SECTIONS}).result()
    assert library.write(set_sources, [renamed], {paper.key: SECTIONS[::-1]}).result()
    assert library.read(shelves) == tuple(SECTIONS[::-1])


def test_a_section_that_is_no_longer_configured_takes_its_articles_out_of_everything(paper, library):
    paper.refresh(paper.section("국제", paper.entry(1, 5), paper.entry(2, 6)), paper.section("교육", paper.entry(2, 6)))
    library.write(set_sources, [paper.source], {paper.key: ["교육"]}).result()
    assert (paper.listed(), paper.count()) == (["2"], (1, 1))
    library.write(set_sources, [paper.source], {}).result()
    assert paper.listed() == ["1", "2"]


def test_without_named_sections_the_menu_gives_the_shelves(paper, library):
    library.write(set_sources, [paper.source], {}).result()
    assert library.read(shelves) == ()
    menu = [
        Section("문화", "3", "https://x/3"),
        Section("국제", "87", "https://x/87"),
        Section("문화", "4", "https://x/4"),
    ]
    library.write(set_menu, paper.key, menu).result()
    assert library.read(shelves, paper.key) == ("문화", "국제")
    assert not library.write(set_sources, [paper.source], {}).result()
    paper.refresh(paper.section("문화", paper.entry(1, 5)))
    assert paper.count(View("section", "문화")) == (1, 1)


def test_sections_of_several_sources_with_one_name_are_one_shelf(paper, library, clock):
    feed = Source("feedkey", "BBC World", "feed", "https://bbc.example/rss")
    library.write(set_sources, [paper.source, feed], {paper.key: SECTIONS, "feedkey": ["국제"]}).result()
    fill(paper, 2)
    page = PageRecord("https://bbc.example/rss", "feed", "국제", checked=clock())
    library.write(
        absorb, Batch("feedkey", (Polled(page, (Listing("국제", (paper.entry(50, 1, title="World"),)),)),)), clock()
    ).result()
    assert paper.listed(WORLD) == ["World", "2", "1"]
    assert paper.count(WORLD) == (3, 3)
    assert library.read(shelves) == tuple(SECTIONS)
    assert [row.source for row in library.read(headlines, clock(), section="국제")] == [
        "BBC World",
        "누리일보",
        "누리일보",
    ]


# How fresh


def fails(paper, address):
    error = ("error.unreachable", (("host", "nuriilbo.com"),))
    role = "list" if address else "front"
    paper.library.write(
        record_failure, paper.key, paper.url + address, role=role, error=error, now=paper.clock()
    ).result()


def test_a_page_is_stale_after_its_lifetime_or_else_twice_its_interval():
    checked = datetime.fromisoformat("2026-01-15T09:00:00+09:00")
    record = PageRecord("https://x", "list", checked=checked, interval=timedelta(minutes=30))
    hour, minute = timedelta(hours=1), timedelta(minutes=1)
    assert not record.stale(checked + hour)
    assert record.stale(checked + hour + minute)
    given = PageRecord(
        "https://x", "list", checked=checked, interval=timedelta(minutes=30), lifetime=timedelta(hours=6)
    )
    assert not given.stale(checked + 6 * hour)
    assert given.stale(checked + 6 * hour + minute)
    nothing = PageRecord("https://x", "list", checked=checked, interval=timedelta(minutes=30), lifetime=timedelta())
    assert not nothing.stale(checked + minute)
    assert PageRecord("https://x", "list").stale(checked)
    assert PageRecord("https://x", "list", checked=checked, failures=1).stale(checked)


def test_headlines_are_stale_when_every_page_that_lists_them_is(paper, clock):
    paper.refresh(paper.front(paper.entry(1)), paper.section("국제", paper.entry(1, 5), paper.entry(2, 6)))
    then = clock()
    clock.pass_by(minutes=10)
    fails(paper, "list?국제")
    assert (paper.headline(1).freshness.stale, paper.headline(2).freshness.stale) == (False, True)
    assert paper.headline(2).freshness.fetched == then
    fails(paper, "")
    assert paper.headline(1).freshness.stale
    clock.pass_by(minutes=10)
    paper.refresh(paper.section("국제", paper.entry(1, 5), paper.entry(2, 6)))
    assert not paper.headline(1).freshness.stale
    assert paper.headline(1).freshness.fetched == clock()


def test_what_no_page_lists_any_more_keeps_its_age_and_is_stale_when_its_whole_source_is(paper, clock):
    paper.refresh(paper.front(paper.entry(9)), paper.section("국제", paper.entry(1, 5)))
    then = clock()
    clock.pass_by(minutes=10)
    paper.refresh(paper.section("국제", paper.entry(2, 1)))
    assert (paper.headline(1).freshness.fetched, paper.headline(1).freshness.stale) == (then, False)
    fails(paper, "list?국제")
    assert not paper.headline(1).freshness.stale
    fails(paper, "")
    assert paper.headline(1).freshness.stale


def test_a_further_page_that_is_never_asked_again_makes_nothing_stale(paper, library, clock):
    paper.refresh(paper.section("국제", paper.entry(9, 5)))
    paper.refresh(
        Polled(paper.page("list?국제&page=2", "more", "국제"), (Listing("국제", (paper.entry(1, 500),)),)), into=1
    )
    clock.pass_by(hours=5)
    paper.refresh(paper.section("국제", paper.entry(9, 305)))
    assert not library.read(freshness, WORLD, clock()).stale
    assert not paper.headline(1).freshness.stale


def test_a_list_is_as_stale_as_the_worst_page_that_feeds_it(paper, library, clock):
    paper.refresh(
        paper.front(paper.entry(9)), paper.section("국제", paper.entry(1, 5)), paper.section("교육", paper.entry(2, 5))
    )
    then = clock()
    clock.pass_by(minutes=10)
    paper.refresh(paper.section("교육", paper.entry(2, 15)))
    fails(paper, "list?국제")
    told = library.read(freshness, WORLD, clock())
    assert (told.stale, told.fetched, told.error) == (True, then, "error.unreachable")
    told = library.read(freshness, View("section", "교육"), clock())
    assert (told.stale, told.fetched, told.error) == (False, clock(), "")
    assert library.read(freshness, ALL, clock()).stale
    clock.pass_by(hours=3)
    assert library.read(freshness, View("section", "교육"), clock()).stale


def test_before_the_first_refresh_nothing_is_stale_and_nothing_was_fetched(paper, library, clock):
    told = library.read(freshness, ALL, clock())
    assert (told.fetched, told.stale) == (None, False)
    assert library.read(opening, ALL, clock()).rows == ()
    assert library.read(article, "nosuch", clock()) is None
