"""Inside the article: finding words, following links by number, lines as wide as the reader likes them."""

import pytest
from ui.desk import NOW, lines, opened, painted, paper, text, wait_for

from reader.model import ArticleState, Block, Link, Passage
from reader.ui.finding import hits
from reader.ui.times import Times
from reader.ui.typeset import minutes_to_read, typeset


def set_in(width, *paragraphs):
    state = paper().article("a0")
    article = type(state.article)(state.article.headline, text(*paragraphs))
    return typeset(ArticleState(article), width, Times(lambda: NOW))


@pytest.mark.parametrize("width", [20, 30, 80])
@pytest.mark.parametrize("wanted", ["기준금리를", "기준 금리", "금리", "BANK of korea"])
def test_words_are_found_whatever_the_line_ends_and_spaces(width, wanted):
    found = set_in(width, "한국은행(Bank of Korea)은 이번에도 기준금리를 그대로 두기로 하였다고 밝혔다.")
    (hit,) = [each for each in hits(found, wanted) if found[each[0].line].place[0] == 0]
    shown = "".join("".join(run.text for run in found[mark.line].runs)[mark.start : mark.end] for mark in hit)
    assert "".join(shown.split()).casefold() == "".join(wanted.split()).casefold()


def test_nothing_is_found_across_paragraphs_and_nothing_for_nothing():
    found = set_in(40, "가나", "다라")
    assert hits(found, "나다") == []
    assert hits(found, "  ") == []
    assert len(hits(found, "다라")) == 1


def test_reading_time_counts_syllables_and_words():
    assert minutes_to_read("") == 0
    assert minutes_to_read("가" * 30) == 1
    assert minutes_to_read("가" * 1500) == 3
    assert minutes_to_read("word " * 460) == 2


async def find(pilot, *typed):
    await pilot.press("slash", *typed)
    await pilot.pause()


async def test_what_is_typed_is_found_at_once_and_n_and_p_go_through_the_hits():
    async with opened(paper()) as (pilot, screen):
        await pilot.press("enter")
        await wait_for(pilot, lambda: screen.focused is screen.article)
        await find(pilot, *"협력")
        await wait_for(pilot, lambda: screen.article.found[1] == 26)
        assert "1/26" in lines(pilot.app)[-1]
        assert "기사에서 찾기" not in lines(pilot.app)[-1]
        await pilot.press("enter")
        await wait_for(pilot, lambda: screen.focused is screen.article)
        assert screen.footer.display
        await pilot.press("n", "n")
        assert screen.article.found[0] == 3
        await pilot.press("p", "p", "p")
        await wait_for(pilot, lambda: screen.article.found[0] == 26)
        line = screen.article._hits[25][0].line
        assert screen.article.top <= line < screen.article.top + screen.article.page
        await pilot.press("escape")
        await wait_for(pilot, lambda: not screen.article.finding)
        assert screen.focused is screen.article
        await pilot.press("escape")
        await wait_for(pilot, lambda: screen.focused is screen.headlines)


async def test_hangul_is_typed_into_a_find_and_escape_gives_it_up():
    desk = paper()
    async with opened(desk, (60, 20)) as (pilot, screen):
        await pilot.press("enter")
        await wait_for(pilot, lambda: screen.focused is screen.article)
        await find(pilot, "ㅠ", "가")
        await wait_for(pilot, lambda: "없음" in lines(pilot.app)[-1])
        assert screen.article.display
        assert not desk.did("mark")
        await pilot.press("escape")
        await wait_for(pilot, lambda: not screen.article.finding and screen.focused is screen.article)


async def test_a_find_outlives_a_resize_and_ends_with_the_article():
    async with opened(paper()) as (pilot, screen):
        await pilot.press("enter")
        await wait_for(pilot, lambda: screen.focused is screen.article)
        await find(pilot, *"협력", "enter", "n")
        await pilot.resize_terminal(60, 20)
        await wait_for(pilot, lambda: screen.size.width == 60 and screen.article.size.width == 60)
        assert screen.article.found == (2, 26)
        await pilot.press("escape", "q", "j", "enter")
        await wait_for(pilot, lambda: screen.article.shown == "a4")
        assert not screen.article.finding


async def test_a_link_is_opened_by_its_number_and_shown_before():
    desk = paper()
    links = tuple(Link(2 * n, 2 * n + 1, f"https://x.kr/{n}") for n in range(12))
    desk.bodies["a0"] = (Block("paragraph", (Passage("가 " * 12, links),)),)
    async with opened(desk) as (pilot, screen):
        await pilot.press("f")
        await wait_for(pilot, lambda: "1-12" in lines(pilot.app)[-1])
        await pilot.press("1", "2")
        await wait_for(pilot, lambda: "https://x.kr/11" in lines(pilot.app)[-1])
        assert not desk.did("open_in_browser")
        await pilot.press("enter")
        await wait_for(pilot, lambda: desk.did("open_in_browser") == [("open_in_browser", "https://x.kr/11")])
        assert screen.focused is screen.headlines
        await pilot.press("f", "9", "9", "enter")
        await wait_for(pilot, lambda: screen.footer.display)
        assert len(desk.did("open_in_browser")) == 1


async def test_lines_are_made_wider_narrower_and_centred_and_stay_so():
    desk = paper()
    async with opened(desk, (200, 60)) as (pilot, screen):
        await pilot.press("enter")
        before = screen.article.measure_of_text
        await pilot.press("minus", "minus")
        await wait_for(pilot, lambda: screen.article.measure_of_text == before - 8)
        await pilot.press("plus", "equals_sign")
        await wait_for(pilot, lambda: screen.article.centred)
        assert desk.kept["text_width"] == before - 4
    async with opened(desk, (200, 60)) as (pilot, screen):
        assert screen.article.measure_of_text == before - 4
        assert screen.article.centred


async def test_a_narrow_pane_is_no_wish_for_short_lines():
    async with opened(paper(), (120, 40)) as (pilot, screen):
        await pilot.press("plus")
        assert screen.article.text_width == 80


async def test_the_title_says_how_long_it_takes_and_how_far_it_is_read():
    async with opened(paper(), (80, 24)) as (pilot, _):
        await pilot.press("enter")
        await wait_for(pilot, lambda: "2분  " in painted(pilot.app))
        await pilot.press("G")
        await wait_for(pilot, lambda: "2분  100%" in painted(pilot.app))
