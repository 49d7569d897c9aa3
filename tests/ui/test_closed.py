"""What is closed is let go of: what is kept of it keeps all its lines, and a window is open all day."""

import pytest
from textual._styles_cache import StylesCache
from ui.desk import opened, paper, wait_for

from reader.ui.line_input import LineInput
from reader.ui.main import MainScreen


@pytest.mark.parametrize(("key", "closing"), [("s", "q"), ("w", "q"), ("question_mark", "escape")])
async def test_what_a_closed_screen_painted_is_forgotten(key, closing):
    async with opened(paper()) as (pilot, screen):
        for _ in range(5):
            await pilot.press(key)
            await wait_for(pilot, lambda: pilot.app.screen is not screen)
            await pilot.press(closing)
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, MainScreen))
        await pilot.pause()
        painters = StylesCache.get_inner_outer.cache_info().currsize
        assert painters <= len(list(screen.walk_children(with_self=True)))


async def test_nothing_listens_for_a_line_that_was_closed():
    async with opened(paper()) as (pilot, screen):
        await pilot.press("enter")
        await pilot.press("/")
        await wait_for(pilot, lambda: isinstance(pilot.app.focused, LineInput))
        listening = screen.text_selection_started_signal._subscriptions
        assert len(listening) == 1
        await pilot.press("escape")
        await wait_for(pilot, lambda: not screen.query(LineInput))
        await wait_for(pilot, lambda: not listening)
