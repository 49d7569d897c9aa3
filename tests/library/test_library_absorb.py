from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import UnknownName
from reader.library import (
    Batch,
    PageRecord,
    Polled,
    absorb,
    article,
    current_generation,
    forget_pages,
    headlines,
    mark,
    opening,
    page,
    pages,
    record_failure,
    rows,
    snapshot,
    validators,
    waiting,
    window,
)
from reader.library.identity import article_id, source_key, spellings
from reader.library.merge import candidates, refined, sort_times
from reader.model import ALL, SAVED, UNREAD, Entry, Listing, Validators, View

ECONOMY, WORLD = View("section", "경제산업"), View("section", "국제")


def test_a_source_that_is_not_registered_is_an_unknown_name(library, clock):
    with pytest.raises(UnknownName):
        library.write(absorb, Batch("nobody", ()), clock()).result()


def test_the_newest_stands_first_and_equal_times_follow_the_sites_own_number(paper):
    assert paper.refresh(paper.section("국제", paper.entry(5, 30), paper.entry(8, 10), paper.entry(9, 30))).new == 3
    assert paper.listed() == ["8", "9", "5"]
    assert paper.listed(WORLD) == ["8", "9", "5"]


def test_entries_without_date_or_number_keep_the_order_of_their_page(paper):
    entries = [Entry(f"guid-{name}", f"https://x/{name}", name) for name in "abc"]
    paper.refresh(Polled(paper.page("feed", "feed"), (Listing("", tuple(entries)),)))
    assert paper.listed() == ["a", "b", "c"]


def test_an_undated_entry_stands_right_below_the_next_number_whose_date_is_known(paper):
    front = paper.front(paper.entry(7), paper.entry(4), paper.entry(99))
    paper.refresh(front, paper.section("국제", paper.entry(8, 10), paper.entry(6, 30), paper.entry(3, 60)))
    assert paper.listed() == ["99", "8", "7", "6", "4", "3"]
    assert paper.headline(7).published is None


def test_within_one_refresh_a_lists_date_places_what_the_front_page_shows_without_one(paper):
    paper.refresh(paper.front(paper.entry(3)), paper.section("국제", paper.entry(9, 20), paper.entry(3, 40)))
    assert paper.listed() == ["9", "3"]
    assert paper.headline(3).published == paper.clock() - timedelta(minutes=40)


def test_a_date_learnt_later_is_shown_but_moves_nothing(paper):
    paper.refresh(paper.front(paper.entry(3)), paper.section("국제", paper.entry(2, 20)))
    assert paper.listed() == ["3", "2"]
    told = paper.refresh(paper.section("국제", paper.entry(3, 500), paper.entry(2, 20)))
    assert (told.new, told.changed) == (0, 1)
    assert paper.listed() == ["3", "2"]
    assert paper.headline(3).published == paper.clock() - timedelta(minutes=500)


def test_a_date_in_the_future_counts_as_now(paper):
    paper.refresh(paper.section("국제", paper.entry(1, -60 * 24 * 365)))
    paper.clock.pass_by(minutes=5)
    paper.refresh(paper.section("국제", paper.entry(2, 1), paper.entry(1, -60 * 24 * 365)))
    assert paper.listed() == ["2", "1"]


def test_a_refresh_changes_heads_but_never_marks_or_order(paper, library, clock):
    paper.refresh(paper.section("국제", paper.entry(1, 10), paper.entry(2, 20)))
    library.write(mark, [paper.id(2)], "read", clock()).result()
    library.write(mark, [paper.id(2)], "saved", clock()).result()
    told = paper.refresh(
        paper.section("국제", paper.entry(1, 10), paper.entry(2, 1, title="기사 2 (종합)", author="김누리 기자"))
    )
    assert (told.new, told.changed) == (0, 1)
    held = paper.headline(2)
    assert (held.title, held.author, held.read, held.saved) == ("기사 2 (종합)", "김누리 기자", True, True)
    assert paper.listed() == ["1", "2 (종합)"]


def test_what_a_front_page_says_never_replaces_what_a_list_said(paper):
    paper.refresh(paper.section("국제", paper.entry(1, 10, title="긴 제목 전체", summary="요약", author="김누리")))
    paper.refresh(paper.front(paper.entry(1, title="짧은 제목", summary="", subtitle="부제")))
    held = paper.headline(1)
    assert (held.title, held.summary, held.author, held.subtitle) == ("긴 제목 전체", "요약", "김누리", "부제")
    assert held.published == paper.clock() - timedelta(minutes=10)


def test_a_front_page_may_correct_what_only_it_has_told(paper):
    paper.refresh(paper.front(paper.entry(1, title="제목 1보")))
    assert paper.refresh(paper.front(paper.entry(1, title="제목 종합"))).changed == 1
    assert paper.headline(1).title == "제목 종합"


def test_a_cut_title_or_summary_never_replaces_the_whole_one(paper):
    paper.refresh(
        paper.section("국제", paper.entry(1, 10, title="과기정통부, 비전 발표", summary="첫 문장이다. 둘째 문장이다."))
    )
    paper.refresh(paper.section("국제", paper.entry(1, 10, title="과기정통부, 비전…", summary="첫 문장이다..")))
    held = paper.headline(1)
    assert (held.title, held.summary) == ("과기정통부, 비전 발표", "첫 문장이다. 둘째 문장이다.")


def test_a_day_alone_never_replaces_the_hour(paper):
    midnight = paper.clock().replace(hour=0, minute=0)
    paper.refresh(paper.section("국제", paper.entry(1, 10), paper.entry(2, published=midnight)))
    hour = midnight.replace(hour=8)
    paper.refresh(paper.section("국제", paper.entry(1, published=midnight), paper.entry(2, published=hour)))
    assert paper.headline(1).published == paper.clock() - timedelta(minutes=10)
    assert paper.headline(2).published == hour


def test_published_keeps_its_own_zone(paper):
    paper.refresh(paper.section("국제", paper.entry(1, published=paper.clock().replace(hour=0, minute=0))))
    assert paper.headline(1).published.isoformat() == "2026-01-15T00:00:00+09:00"


def test_one_article_may_stand_in_several_sections_and_counts_once_in_all(paper):
    both = paper.entry(1, 10)
    assert paper.refresh(paper.section("국제", both), paper.section("경제산업", both)).new == 1
    assert (paper.listed(), paper.listed(WORLD), paper.listed(ECONOMY)) == (["1"], ["1"], ["1"])
    assert paper.count() == (1, 1)
    assert paper.headline(1).section == "경제산업"  # the reader's own order decides, not the page's


def test_only_what_stands_in_no_configured_section_is_left_out(paper, library, clock):
    told = paper.refresh(
        paper.front(paper.entry(1), blocks=(Listing("문화", (paper.entry(2),)), Listing("국제", (paper.entry(3),))))
    )
    assert told.new == 2
    assert sorted(paper.listed()) == ["1", "3"]
    assert library.read(article, paper.id(2), clock()).headline.section == "문화"
    paper.refresh(paper.section("국제", paper.entry(2, 5)))
    assert sorted(paper.listed()) == ["1", "2", "3"]


def test_a_list_of_everything_says_nothing_about_sections(paper):
    paper.refresh(Polled(paper.page("all", "list"), (Listing("", (paper.entry(1, 5),)),)))
    assert paper.listed() == []
    paper.refresh(paper.section("국제", paper.entry(1, 5)))
    assert paper.listed() == ["1"]


def test_new_ones_wait_until_a_new_snapshot_lets_them_in(paper, library):
    paper.refresh(paper.section("국제", paper.entry(1, 60)))
    taken = library.read(snapshot, ALL)
    assert (
        paper.refresh(paper.section("국제", paper.entry(3, 5), paper.entry(2, 30), paper.entry(1, 60))).generation == 2
    )
    paper.refresh(paper.section("경제산업", paper.entry(4, 1)))
    asked = (ALL, WORLD, ECONOMY, UNREAD, SAVED)
    assert [library.read(waiting, view, taken.generation) for view in asked] == [3, 2, 1, 3, 0]
    assert list(library.read(window, taken)) == [1]
    assert library.read(snapshot, ALL, 1).total == 1
    assert library.read(snapshot, ALL).total == 4
    assert library.read(waiting, ALL, library.read(current_generation)) == 0


def test_a_refresh_without_news_makes_no_generation(paper):
    paper.refresh(paper.section("국제", paper.entry(1, 60)))
    assert paper.refresh(paper.section("국제", paper.entry(1, 60, title="고친 제목"))).generation == 1


def test_an_article_that_comes_into_another_section_is_news_there(paper, library):
    paper.refresh(paper.section("국제", paper.entry(1, 60)))
    paper.refresh(paper.section("국제", paper.entry(1, 60)), paper.section("경제산업", paper.entry(1, 60)))
    assert [library.read(waiting, view, 1) for view in (ALL, WORLD, ECONOMY)] == [0, 0, 1]


def test_what_comes_up_only_now_from_an_unlisted_section_waits_like_a_new_one(paper, library):
    paper.refresh(paper.section("국제", paper.entry(1, 60)), paper.section("문화", paper.entry(2, 50)))
    taken = library.read(snapshot, ALL)
    paper.refresh(paper.section("국제", paper.entry(2, 50)))
    assert library.read(waiting, ALL, taken.generation) == 1
    assert len(library.read(window, taken)) == 1


def test_a_further_page_joins_the_open_list_and_nothing_waits(paper, library):
    paper.refresh(paper.section("국제", paper.entry(9, 10)))
    taken = library.read(snapshot, WORLD)
    further = paper.page("list?국제&page=2", "more", "국제")
    more = Polled(further, (Listing("국제", (paper.entry(2, 200), paper.entry(1, 300))),))
    told = paper.refresh(more, into=taken.generation)
    assert (told.new, told.generation) == (2, taken.generation)
    assert library.read(waiting, WORLD, taken.generation) == 0
    assert library.read(lambda conn: conn.execute("SELECT count(*) FROM listing").fetchone()) == (1,)  # what is polled
    assert [row.title for row in library.read(rows, library.read(window, taken), paper.clock())] == [
        "기사 9",
        "기사 2",
        "기사 1",
    ]


def test_the_lead_stands_first_and_only_once(paper, library):
    paper.refresh(paper.front(paper.entry(1)), paper.section("국제", paper.entry(9, 10), paper.entry(1, 90)), lead=1)
    assert paper.listed() == ["1", "9"]
    assert paper.listed(UNREAD) == ["9", "1"]
    assert library.read(opening, ALL, paper.clock()).snapshot.total == 2
    paper.refresh(paper.section("국제", paper.entry(9, 10)))  # no front page was read: the lead stays
    assert paper.listed() == ["1", "9"]
    paper.refresh(paper.front(paper.entry(9)), lead=9)
    assert paper.listed() == ["9", "1"]


def test_a_lead_that_is_not_let_in_yet_does_not_lead_an_older_snapshot(paper, library):
    paper.refresh(paper.front(paper.entry(1)), lead=1)
    paper.refresh(paper.front(paper.entry(9)), lead=9)
    assert library.read(snapshot, ALL, 1).lead == 0
    assert library.read(snapshot, ALL).lead != 0


def test_a_lead_that_is_hidden_leads_no_more(paper, library):
    paper.refresh(paper.front(paper.entry(1)), paper.section("국제", paper.entry(9, 10)), lead=1)
    library.write(mark, [paper.id(1)], "hidden", paper.clock()).result()
    assert library.read(snapshot, ALL).lead == 0
    assert paper.listed() == ["9"]


def test_validators_are_kept_with_the_rows_they_stand_for(paper, library):
    paper.refresh(
        paper.section("국제", paper.entry(1, 5), validators=Validators('W/"x"', "Thu, 15 Jan 2026 00:00:00 GMT"))
    )
    url = paper.page("list?국제").url
    assert library.read(validators, paper.key, url, 1) == Validators('W/"x"', "Thu, 15 Jan 2026 00:00:00 GMT")
    assert not library.read(validators, paper.key, url, 2)  # a newer parser must see the page itself
    assert not library.read(validators, "weather", url, 1)


def test_when_rows_cannot_be_kept_their_validators_are_not_either(paper, library):
    def broken(conn):
        batch = Batch(paper.key, (paper.section("국제", paper.entry(1, 5)),))
        absorb(conn, batch, paper.clock())
        raise UnknownName("article", "killed in mid-write")

    with pytest.raises(UnknownName):
        library.write(broken).result()
    assert library.read(pages, paper.key) == ()
    assert paper.listed() == []


def test_a_200_without_validators_forgets_the_old_ones(paper, library):
    paper.refresh(paper.section("국제", paper.entry(1, 5)))
    paper.refresh(paper.section("국제", paper.entry(1, 5), validators=Validators()))
    assert not library.read(validators, paper.key, paper.page("list?국제").url, 1)


def test_a_304_confirms_the_page_and_keeps_what_it_does_not_bring(paper, library):
    paper.refresh(paper.section("국제", paper.entry(1, 5), next_url="https://x/2"))
    first = paper.clock()
    paper.clock.pass_by(hours=1)
    confirmed = paper.page("list?국제", "list", "국제", validators=Validators(), parser_version=0)
    paper.refresh(Polled(confirmed, unchanged=True))
    held = library.read(page, paper.key, confirmed.url)
    assert (held.checked, held.changed, held.next_url) == (paper.clock(), first, "https://x/2")
    assert held.validators == Validators('"list?국제"')
    assert held.parser_version == 1
    assert paper.headline(1).freshness.fetched == paper.clock()


def test_a_failure_keeps_validators_and_counts_until_the_page_is_read_again(paper, library):
    paper.refresh(paper.section("국제", paper.entry(1, 5)))
    url = paper.page("list?국제").url
    error = ("error.refused", (("host", "nuriilbo.com"), ("status", "503")))
    since = paper.clock() + timedelta(minutes=10)
    for _ in range(2):
        due = paper.clock.pass_by(minutes=10) + timedelta(hours=1)
        library.write(
            record_failure, paper.key, url, role="list", error=error, now=paper.clock(), due=due, status=503
        ).result()
    held = library.read(page, paper.key, url)
    assert (held.failures, held.failed, held.due, held.status, held.error) == (2, since, due, 503, error)
    assert held.validators == Validators('"list?국제"')
    paper.refresh(paper.section("국제", paper.entry(1, 5)))
    held = library.read(page, paper.key, url)
    assert (held.failures, held.failed, held.error) == (0, None, None)


def test_pages_that_are_polled_no_more_are_forgotten_and_their_articles_stay(paper, library):
    paper.refresh(paper.section("국제", paper.entry(1, 5)), paper.section("교육", paper.entry(2, 5)))
    kept = paper.page("list?교육").url
    assert library.write(forget_pages, paper.key, [kept]).result() == 1
    assert [record.url for record in library.read(pages, paper.key)] == [kept]
    assert sorted(paper.listed()) == ["1", "2"]


def test_a_hostile_number_cannot_overflow_a_column(paper):
    paper.refresh(paper.section("국제", paper.entry(10**40, 5), paper.entry(-(10**40), 5)))
    assert paper.count() == (2, 2)


def test_ids_are_sixteen_characters_and_depend_on_source_and_identity_alone():
    key = source_key("https://www.nuriilbo.com/")
    assert {
        source_key(url) for url in ("http://nuriilbo.com", "https://NURIILBO.com:443/", "http://www.nuriilbo.com:80")
    } == {key}
    assert source_key("https://nuriilbo.com/other") != key
    assert source_key("https://nuriilbo.com:8080/") != key
    assert article_id(key, "1") == article_id(key, "1") != article_id(key, "11")
    assert article_id("a", "b") != article_id("ab", "")
    assert all(
        len(name) == 16 and set(name) <= set("abcdefghijklmnopqrstuvwxyz234567")
        for name in (key, article_id(key, "한글\ud800"))
    )
    assert "http://www.nuriilbo.com/news/article.html?no=1" in spellings("https://nuriilbo.com/news/article.html?no=1")


WORDS = st.sampled_from(["", "제목", "제목 전체", "제목…", "다른 제목"])
DATES = st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 15), timezones=st.just(ZoneInfo("Asia/Seoul")))  # noqa: DTZ001 - hypothesis puts the zone on
ENTRIES = st.builds(
    Entry, st.sampled_from("12345"), st.just("https://x"), WORDS, WORDS, WORDS, WORDS, WORDS, DATES, st.integers(0, 9)
)
POLLED = st.builds(
    lambda role, entries: Polled(PageRecord(f"https://x/{role}", role), (Listing("국제", tuple(entries)),)),
    st.sampled_from(["front", "list", "feed"]), st.lists(ENTRIES, max_size=6),
)  # fmt: skip


@given(st.lists(POLLED, max_size=4))
def test_merging_gives_each_identity_once_and_loses_no_field_that_any_page_told(polled):
    found = candidates(polled)
    told = [entry for one in polled for listing in one.listings for entry in listing.entries]
    assert len({one.entry.identity for one in found}) == len(found) == len({entry.identity for entry in told})
    for one in found:
        same = [entry for entry in told if entry.identity == one.entry.identity]
        for name in ("title", "subtitle", "summary", "author", "image", "published"):
            assert bool(getattr(one.entry, name)) == any(getattr(entry, name) for entry in same)


@given(ENTRIES, ENTRIES, st.booleans())
def test_refining_never_empties_a_field_and_is_settled_at_once(held, told, trusted):
    once = refined(held, told, trusted=trusted)
    assert refined(once, told, trusted=trusted) == once
    for name in ("title", "subtitle", "summary", "author", "image", "published"):
        assert bool(getattr(once, name)) == bool(getattr(held, name) or getattr(told, name))


@given(st.lists(POLLED, max_size=4))
def test_no_place_in_time_lies_in_the_future_and_known_ones_stay(polled):
    now = datetime.fromisoformat("2026-01-10T12:00:00+09:00")
    found = candidates(polled)
    known = {one.entry.identity: 5 for one in found if one.entry.identity < "3"}
    times = sort_times(found, known, now)
    assert set(times) == {one.entry.identity for one in found}
    assert all(time <= now.timestamp() for time in times.values())
    assert all(times[identity] == time for identity, time in known.items())


def test_headlines_of_the_command_line_are_newest_first_and_filtered(paper, library, clock):
    paper.refresh(
        paper.section("국제", paper.entry(1, 10), paper.entry(2, 20)), paper.section("교육", paper.entry(3, 5))
    )
    library.write(mark, [paper.id(1)], "read", clock()).result()
    library.write(mark, [paper.id(2)], "saved", clock()).result()

    def ask(**wanted):
        return [row.title.removeprefix("기사 ") for row in library.read(headlines, clock(), **wanted)]

    assert ask() == ["3", "1", "2"]
    assert ask(limit=2) == ["3", "1"]
    assert ask(section="국제") == ["1", "2"]
    assert ask(section="국제", unread=True) == ["2"]
    assert ask(unread=True) == ["3", "2"]
    assert ask(saved=True) == ["2"]
    assert ask(source="누리일보", limit=1) == ["3"]
    assert ask(source="다른 신문") == []
