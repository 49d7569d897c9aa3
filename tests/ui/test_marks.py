"""Marks, undo and everything else that a key asks the newsroom for."""

import pytest
from ui.desk import Desk, headline, lines, opened, painted, paper, toasts, wait_for

from reader.errors import LibraryUnwritable
from reader.model import View

ECONOMY = View("section", "경제산업")


async def test_a_bookmark_is_put_in_and_taken_out():
    desk = paper()
    async with opened(desk) as (pilot, _):
        await pilot.press("b")
        await wait_for(pilot, lambda: "✦ 09:41" in painted(pilot.app))
        await pilot.press("b")
        await wait_for(pilot, lambda: "✦ 09:41" not in painted(pilot.app))
        assert [asked[2] for asked in desk.did("mark")] == ["saved", "unsaved"]


async def test_fast_keys_are_taken_one_after_the_other():
    desk = paper()
    async with opened(desk) as (pilot, _):
        await pilot.press("b", "b", "b", "m", "m")
        changes = ["saved", "unsaved", "saved", "read", "unread"]
        await wait_for(pilot, lambda: [asked[2] for asked in desk.did("mark")] == changes)


async def test_a_mark_made_in_the_article_is_of_the_article():
    desk = paper()
    async with opened(desk) as (pilot, screen):
        await pilot.press("j", "enter")
        await wait_for(pilot, lambda: screen.focused is screen.article)
        await pilot.press("b", "b", "m")
        expected = [("mark", ("a4",), change) for change in ("saved", "unsaved", "unread")]
        await wait_for(pilot, lambda: desk.did("mark") == expected)


async def test_unread_is_weight_and_a_mark_and_not_only_colour():
    async with opened(paper()) as (_pilot, screen):
        unread = screen.headlines.row(1)
        read = screen.headlines.row(3)
        assert any(segment.style.bold for segment in unread)
        assert not any(segment.style.bold for segment in read)
        assert "▪" in unread.text
        assert "▪" not in read.text


async def test_hiding_takes_the_headline_out_and_the_cursor_stays_in_its_place():
    desk = paper()
    async with opened(desk) as (pilot, screen):
        await pilot.press("j", "x")
        await wait_for(pilot, lambda: screen.headlines.current.id == "a8")
        assert screen.headlines.cursor == 1
        await pilot.press("u")
        await wait_for(pilot, lambda: screen.headlines.current.id == "a4")


async def test_hiding_the_last_headline_moves_up():
    desk = paper()
    async with opened(desk) as (pilot, screen):
        await pilot.press("G", "x")
        await wait_for(pilot, lambda: len(screen.headlines.state.rows) == 11)
        assert screen.headlines.cursor == 10


async def test_the_only_headline_can_be_hidden():
    desk = Desk([headline(0, section="경제산업")])
    async with opened(desk) as (pilot, screen):
        await pilot.press("x")
        await wait_for(pilot, lambda: "아직 기사가 없습니다" in painted(pilot.app))
        await wait_for(pilot, lambda: not screen.article.shown)


async def test_a_section_is_read_and_the_reader_takes_it_back():
    desk = paper()
    async with opened(desk) as (pilot, screen):
        await pilot.press("A")
        await wait_for(pilot, lambda: all(row.read for row in screen.headlines.state.rows))
        assert desk.did("read_section") == [("read_section", ECONOMY)]
        assert "9건" in toasts(pilot.app)[-1]
        await pilot.press("u")
        await wait_for(pilot, lambda: not all(row.read for row in screen.headlines.state.rows))
        await pilot.press("u")
        await wait_for(pilot, lambda: toasts(pilot.app)[-1] == "되돌릴 것이 없습니다.")


async def test_an_undone_mark_is_shown_where_it_was_made():
    desk = paper()
    async with opened(desk) as (pilot, screen):
        await pilot.press("m", "G", "u")
        await wait_for(pilot, lambda: screen.headlines.current.id == "a0" and not screen.headlines.current.read)


@pytest.mark.parametrize("key", ["b", "m", "x", "A", "e"])
async def test_a_failure_is_told_in_one_sentence_and_changes_nothing(key):
    desk = paper()
    desk.fails = LibraryUnwritable(file="library.db")
    async with opened(desk) as (pilot, screen):
        before = tuple(screen.headlines.state.rows)
        await pilot.press(key)
        await wait_for(pilot, lambda: toasts(pilot.app))
        assert "library.db" in toasts(pilot.app)[0]
        assert tuple(screen.headlines.state.rows) == before


async def test_what_leaves_the_screen_goes_to_the_newsroom_or_the_terminal():
    desk = paper()
    async with opened(desk) as (pilot, _):
        await pilot.press("o", "y", "e")
        await wait_for(pilot, lambda: desk.did("export") == [("export", "a0")])
        url = "https://www.nuriilbo.com/news/article.html?no=0"
        assert desk.did("open_in_browser") == [("open_in_browser", url)]
        assert pilot.app.clipboard == url
        await wait_for(pilot, lambda: "기사.md" in toasts(pilot.app)[-1])


async def test_a_browser_that_is_missing_is_told():
    desk = paper()

    def none(url):
        raise LibraryUnwritable(file=url)

    desk.open_in_browser = none
    async with opened(desk) as (pilot, _):
        await pilot.press("o")
        await wait_for(pilot, lambda: toasts(pilot.app))


async def test_r_and_capital_r_renew():
    desk = paper()
    async with opened(desk) as (pilot, _):
        await pilot.press("r", "R", "ctrl+r")
        await wait_for(pilot, lambda: desk.did("refresh") == [("refresh", False), ("refresh", True), ("refresh", True)])


async def test_the_failure_of_a_refresh_is_told():
    desk = paper()
    async with opened(desk) as (pilot, _):
        desk.tell("failed", "[/] www.nuriilbo.com에서 받지 못했습니다.")
        await wait_for(pilot, lambda: toasts(pilot.app) == ["[/] www.nuriilbo.com에서 받지 못했습니다."])


async def test_unread_marks_of_the_sections_follow():
    async with opened(paper()) as (pilot, _):
        assert any("안 읽음      33" in line for line in lines(pilot.app))
        await pilot.press("enter")
        await wait_for(pilot, lambda: any("안 읽음      32" in line for line in lines(pilot.app)))
