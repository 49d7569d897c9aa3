"""The article: set for any width, every kind of block, and the reader's place in it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from ui.desk import NOW, headline, lines, opened, painted, paper, text, wait_for

from reader.model import Article, ArticleState, Block, Freshness, Link, Passage
from reader.text.layout import cells
from reader.ui.times import Times
from reader.ui.typeset import find, typeset

TIMES = Times(lambda: NOW)
TEXT = st.text(alphabet="가나다라 한국은행.,()[]「」abc12\n👨\u200d👩한", max_size=60)
LINKED = st.builds(
    lambda text, cuts: Passage(
        text, tuple(Link(a, b, f"https://x.kr/{a}") for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b)
    ),
    TEXT,
    st.lists(st.integers(0, 60), max_size=6).map(sorted),
).map(lambda p: replace(p, links=tuple(link for link in p.links if link.end <= len(p.text))))
BLOCKS = st.one_of(
    st.builds(lambda p, k: Block(k, (p,)), LINKED, st.sampled_from(["paragraph", "heading", "code", "image"])),
    st.builds(lambda p, k, o: Block(k, tuple(p), ordered=o), st.lists(LINKED, max_size=4), st.sampled_from(["list", "quote"]), st.booleans()),
    st.builds(lambda r, h: Block("table", rows=tuple(map(tuple, r)), header=h), st.lists(st.lists(TEXT, max_size=4), max_size=4), st.booleans()),
)  # fmt: skip


def state(*blocks, **more):
    return ArticleState(Article(headline(0, **more), tuple(blocks)))


def texts(set_lines):
    return ["".join(run.text for run in line.runs) for line in set_lines]


@given(st.lists(BLOCKS, max_size=6), st.integers(20, 100))
def test_no_line_is_wider_than_the_measure_and_places_only_grow(blocks, width):
    found = typeset(state(*blocks), width, TIMES)
    assert all(cells(line) <= width for line in texts(found))
    places = [line.place for line in found]
    assert places == sorted(places)


@given(st.lists(BLOCKS, max_size=6), st.integers(24, 100))
def test_nothing_of_the_text_is_lost(blocks, width):
    shown = "".join("".join(texts(typeset(state(*blocks), width, TIMES))).split())
    for block in blocks:
        for passage in block.passages:
            for word in passage.text[: min((link.start for link in passage.links), default=None)].split():
                assert all(letter in shown for letter in word)


def test_every_kind_of_block_is_set():
    found = texts(typeset(paper().article("a0"), 60, TIMES))
    for line in [
        "과기정통부, 한-아세안 정상회의 비전 인공지능으로 잇는다",
        "2026 한-아세안 디지털 장관회의에서 협력 계획 밝혀",
        "인재 양성과 공동 연구에 뜻 모아",
        "김누리 기자 · 2026.01.15 09:41 · 누리일보",
        "인재 양성과 공동 연구",
        "1. 디지털 인재 3천 명 양성",
        "2. 공동 연구 과제 열두 가지를 함께 고르고 해마다 그 성과를",
        "   나눈다",
        "  “기술은 사람을 향해야 한다.”",
        "구분        2025   2026",
        "교류 인원  1,240  3,000",
        "[사진] ▲ 회의에 참석한 각국 장관들이 기념사진을 찍고 있다.",
        "링크",
        "[1] https://www.msit.go.kr/",
    ]:
        assert line in found


def test_links_are_numbered_once_for_each_address():
    blocks = (
        Block("paragraph", (Passage("가 나 다", (Link(0, 1, "https://x.kr/1"), Link(2, 3, "https://x.kr/2"))),)),
        Block("paragraph", (Passage("라", (Link(0, 1, "https://x.kr/1"),)),)),
    )
    found = texts(typeset(state(*blocks), 60, TIMES))
    assert "가[1] 나[2] 다" in found
    assert "라[1]" in found
    assert found[-2:] == ["[1] https://x.kr/1", "[2] https://x.kr/2"]


def test_the_byline_says_only_what_is_known():
    assert "누리일보" in texts(typeset(state(published=None), 60, TIMES))
    day = NOW.replace(hour=0, minute=0)
    assert "2026.01.15 · 누리일보" in texts(typeset(state(published=day), 60, TIMES))


def test_an_edited_article_and_a_stale_copy_say_so():
    shown = state(freshness=Freshness(NOW - timedelta(days=2), stale=True))
    shown = replace(shown, article=replace(shown.article, updated=NOW))
    found = texts(typeset(shown, 60, TIMES))
    assert "수정 2026.01.15 09:54" in found
    assert "2일 전 받은 사본입니다." in found


def test_what_is_not_held_is_said_below_the_summary():
    shown = replace(state(summary="요약입니다."), note="ui.note.text_not_held")
    assert texts(typeset(shown, 60, TIMES))[-2:] == ["", "본문은 아직 받지 않았습니다. Enter를 누르면 받습니다."]
    assert "요약입니다." in texts(typeset(shown, 60, TIMES))
    on_its_way = [line for line in texts(typeset(replace(state(), loading=True), 60, TIMES)) if line.strip()]
    assert on_its_way[-1] == "본문을 받는 중입니다."


def test_a_place_is_found_again_in_another_width():
    shown = state(*text("가나다라 " * 50, "마바사아 " * 50, "자차카타 " * 50))
    wide, narrow = typeset(shown, 80, TIMES), typeset(shown, 30, TIMES)
    for index, line in enumerate(wide):
        there = narrow[find(narrow, line.place)].place
        assert there <= line.place
        assert there[0] == line.place[0]
        assert index == 0 or wide[find(wide, line.place)].place == line.place


@pytest.mark.parametrize("sizes", [[(200, 60), (60, 20), (120, 40)], [(80, 24), (60, 20), (80, 24)]])
async def test_the_place_survives_resizing(sizes):
    desk = paper()
    async with opened(desk, sizes[-1]) as (pilot, screen):
        await pilot.press("enter")
        screen.article.scroll_rows(18)
        await pilot.pause()
        line = screen.article._lines[screen.article.top]
        for size in sizes:
            await pilot.resize_terminal(*size)
            await wait_for(pilot, lambda size=size: screen.size == size)
            await pilot.pause()
            assert screen.article.block in {line.place[0], line.place[0] - 1}
        assert screen.article._lines[screen.article.top].place == line.place


async def test_a_mark_on_the_article_does_not_move_the_text():
    desk = paper()
    async with opened(desk, (80, 24)) as (pilot, screen):
        await pilot.press("enter", "space")
        await wait_for(pilot, lambda: screen.article.top > 0)
        top = screen.article.top
        await pilot.press("b", "m", "b")
        await wait_for(pilot, lambda: len(desk.did("mark")) == 3)
        assert screen.article.top == top


async def test_text_can_be_selected_and_copied():
    desk = paper()
    async with opened(desk) as (pilot, screen):
        y, _line = next((y, line) for y, line in enumerate(lines(pilot.app)) if "이번 회의에는" in line)
        x = screen.article.region.x + 2
        await pilot.mouse_down(offset=(x, y))
        await pilot.hover(offset=(x + 11, y))
        await pilot.mouse_up(offset=(x + 11, y))
        await wait_for(pilot, screen.get_selected_text)
        assert screen.get_selected_text() == "이번 회의에는"
        assert "이번 회의에는" in painted(pilot.app)
