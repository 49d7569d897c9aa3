"""What a query that is being typed is offered, and a search that nobody waits for any more."""

from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st
from library.search_set import NOW, fill

from reader.library import GONE, Library
from reader.library.completing import completions
from reader.library.query import parse
from reader.library.searching import Found, GivenUp, hits_of, search_unless, searched

NAMES = {"section": ("경제산업", "국제", "경제 논단", "World"), "source": ("누리일보", "Harbor Post", 'The "Daily"')}


def offered(text, at=None):
    return [offer.text for offer in completions(text, len(text) if at is None else at, NAMES)]


@pytest.mark.parametrize(
    ("typed", "offers"),
    [
        ("", []),
        ("금리", []),
        ("지", ["지면:"]),
        ("금리 s", ["section:", "source:"]),
        ("-i", ["is:"]),
        ("이", ["이후:", "이전:"]),
        ("지면:", ["지면:경제산업 ", "지면:국제 ", '지면:"경제 논단" ', "지면:World "]),
        ("지면:논", ['지면:"경제 논단" ']),
        ('section:"경제 ', ['section:"경제 논단" ']),
        ("섹션:wor", ["섹션:World "]),
        ("source:", ["source:누리일보 ", 'source:"Harbor Post" ']),
        ("is:", ["is:unread ", "is:read ", "is:saved ", "is:hidden "]),
        ("상태:안", ["상태:안읽음 "]),
        ("is:read", []),
        ("after:to", ["after:today "]),
        ("이후:", ["이후:오늘 ", "이후:어제 ", "이후:3일 ", "이후:1주 ", "이후:1개월 ", "이후:1년 "]),
        ("금리|is:s", ["is:saved "]),
        ("지면:국제", []),
        ("지면:없음", []),
        ("없음:국", []),
    ],
)
def test_what_is_begun_is_offered_as_the_grammar_has_it(typed, offers):
    assert offered(typed) == offers


def test_only_the_word_that_ends_at_the_caret_is_completed():
    assert completions("지면:국 금리", 4, NAMES)[0].text == "지면:국제 "
    assert completions("지면:국 금리", 4, NAMES)[0].start == 0
    assert offered("지면:국 금리", 3) == []
    assert offered("지면:국 금리", 7) == []


@given(st.text(st.sampled_from('지면:상태is a"“|-−：국안'), max_size=12), st.integers(0, 12))
def test_whatever_is_offered_is_understood_without_a_problem(text, at):
    for offer in completions(text, min(at, len(text)), NAMES):
        assert 0 <= offer.start <= offer.end <= len(text)
        if offer.text.endswith(" "):
            assert [problem.key for problem in parse(offer.text, NOW).problems] == []


@pytest.fixture
def library(tmp_path):
    library = Library.open(tmp_path / "library.db", now=lambda: NOW)
    fill(library)
    yield library
    library.close()


def test_a_search_that_nobody_waits_for_stops_and_the_next_one_runs(library):
    given_up = Event()
    given_up.set()
    with pytest.raises(GivenUp):
        library.read(search_unless, given_up.is_set, "ㄱ", NOW, 10)
    assert library.read(search_unless, Event().is_set, "금리", NOW, 10).hits
    assert library.read(search_unless, given_up.is_set, "", NOW, 10).numbers == ()  # too short to be stopped


def test_what_is_searched_is_counted_from_its_first_day(library):
    count, since = library.read(searched)
    assert count == 600
    assert since < NOW


def test_an_article_that_went_meanwhile_keeps_its_place_among_the_hits(library):
    found = library.read(search_unless, Event().is_set, "금리", NOW, 1)
    gone = Found(found.query, (*found.numbers[:1], 10**9, *found.numbers[1:]))
    hits = library.read(hits_of, gone, 0, 3, NOW)
    assert [hit.headline is GONE for hit in hits] == [False, True, False]
