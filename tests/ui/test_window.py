"""The window around the paper: its name, the terminal's own cursor, borders that are dragged, the first uses, themes."""

import asyncio
import gc
import weakref

from rich.cells import cell_len
from ui.desk import lines, opened, painted, paper, wait_for

from reader import app
from reader.ui import reading


async def test_the_windows_name_tells_the_list_and_what_is_unread(monkeypatch):
    written = []
    monkeypatch.setattr(reading, "write_to_terminal", lambda app, text: written.append(text))
    async with opened(paper()) as (pilot, _):
        assert "\x1b]2;누리 · 경제산업 (9)\x07" in written
        await pilot.press("m")
        await wait_for(pilot, lambda: written[-1] == "\x1b]2;누리 · 경제산업 (8)\x07")
    assert written[0] == "\x1b[22;2t"
    assert written[-1] == "\x1b[23;2t"


async def test_the_terminals_cursor_stands_on_what_is_active():
    async with opened(paper()) as (pilot, screen):
        for keys in (["j"], ["j", "j"], ["G"], ["h"], ["h", "j"], ["1", "j"]):
            await pilot.press(*keys)
            await pilot.pause()
            x, y = pilot.app.cursor_position
            assert screen.focused.region.contains(x, y)
            name = (
                screen.headlines.current.title[:8]
                if screen.focused is screen.headlines
                else screen.headlines.state.title
            )
            line = lines(pilot.app)[y]
            assert cell_len(line[: line.index(name)]) <= x <= cell_len(line[: line.index(name)]) + 1


async def test_a_border_is_dragged_and_stays_where_it_was_left():
    desk = paper()
    async with opened(desk) as (pilot, screen):
        edge = screen.headlines.region.right - 1
        await pilot.mouse_down(offset=(edge, 10))
        await pilot.hover(offset=(edge - 12, 10))
        await pilot.mouse_up(offset=(edge - 12, 10))
        await wait_for(pilot, lambda: screen.headlines.region.right == edge - 11)
        assert screen.headlines.cursor == 0
        width = screen.headlines.region.width
        await pilot.resize_terminal(60, 20)
        await wait_for(pilot, lambda: screen.headlines.region.width == 60)
    async with opened(desk) as (_, screen):
        assert screen.headlines.region.width == width


async def test_the_first_uses_begin_with_a_line_that_says_how():
    desk = paper()
    desk.kept.clear()
    for number in range(1, 5):
        async with opened(desk, (80, 24)) as (pilot, _):
            assert ("무엇이든 찾으려면" in painted(pilot.app)) is (number <= 3)
    assert desk.kept["uses"] == 3


async def test_the_palette_opens_headlines_and_changes_the_theme_for_good():
    desk = paper()
    async with opened(desk) as (pilot, screen):
        for typed, came in [
            ("제목 12번", lambda: screen.article.shown == "a12" and screen.focused is screen.article),
            ("nuri-day", lambda: pilot.app.theme == "nuri-day"),
        ]:
            await pilot.press("ctrl+p")
            await wait_for(pilot, lambda: pilot.app.screen is not screen)
            await wait_for(pilot, lambda: "지면, 명령, 기사 제목, 테마 찾기" in painted(pilot.app))
            await pilot.press(*typed)
            await wait_for(pilot, lambda: pilot.app.screen.query("OptionList").first().option_count > 0)
            await pilot.press("enter")
            await wait_for(pilot, lambda: pilot.app.screen is screen)
            await wait_for(pilot, came)
    async with opened(desk) as (pilot, _):
        assert pilot.app.theme == "nuri-day"


async def test_textuals_own_english_commands_are_not_offered():
    async with opened(paper()) as (pilot, screen):
        await pilot.press("ctrl+p")
        await wait_for(pilot, lambda: pilot.app.screen is not screen)
        await wait_for(pilot, lambda: "경제산업" in painted(pilot.app))
        assert "Quit" not in painted(pilot.app)


async def test_garbage_is_swept_up_while_the_window_stands(monkeypatch):
    monkeypatch.setattr(app, "_SWEEP_SECONDS", 0.01)
    swept = asyncio.Event()

    class Ring:
        pass

    async with opened(paper()):
        gc.disable()  # so that nothing else does it
        try:
            ring = Ring()
            ring.itself, last = ring, weakref.finalize(ring, swept.set)
            del ring
            await asyncio.wait_for(swept.wait(), 10)
            assert not last.alive
        finally:
            gc.enable()
