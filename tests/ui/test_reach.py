"""Every command can be reached in three ways wherever it applies: by each of its keys, in the palette, in the help."""

import pytest
from ui.desk import headline, opened, painted, paper, wait_for

from reader.locale import say
from reader.ui.keys import action_of, possible
from reader.ui.palette import Palette


def record(screen):
    """Have every action of the paper written down instead of done."""
    done = []
    for command in possible(screen.here):
        name = action_of(command).partition("(")[0]
        setattr(screen, f"action_{name}", lambda *given, name=name: done.append((name, *given)))
    return done


def expected(command):
    name, _, number = action_of(command).partition("(")
    return (name, int(number[:-1])) if number else (name,)


@pytest.mark.parametrize("pane", ["sections", "headlines", "article"])
async def test_every_command_has_its_keys_its_palette_entry_and_its_help_where_it_applies(pane):
    desk = paper()
    desk.waiting = [headline(99)]
    async with opened(desk, (120, 80)) as (pilot, screen):
        screen.enter(getattr(screen, pane))
        await wait_for(pilot, lambda: screen.here.pane == pane)
        commands = possible(screen.here)
        assert len(commands) > 25

        palette = Palette(screen)
        await palette.startup()
        offered = {hit.text async for hit in palette.discover()}
        offered |= {say(f"command.{n}") for n in ("palette", "all", *(f"section_{i}" for i in range(2, 10)))}
        assert {say(f"command.{command.id}") for command in commands} <= offered

        await pilot.press("question_mark")
        await wait_for(pilot, lambda: pilot.app.screen is not screen)
        shown = painted(pilot.app)
        assert [say(f"command.{one.id}") for one in commands if say(f"command.{one.id}") not in shown] == []
        await pilot.press("escape")
        await wait_for(pilot, lambda: pilot.app.screen is screen)

        done = record(screen)
        for command in commands:
            for key in command.keys:
                done.clear()
                await pilot.press(key)
                goes_back = command.id == "back" and key == "escape"  # which never leaves the program
                assert done == [("back", False) if goes_back else expected(command)], key


async def test_a_double_click_opens_and_a_second_click_on_the_same_row_does_too():
    desk = paper()
    async with opened(desk) as (pilot, screen):
        await pilot.double_click(screen.headlines, offset=(10, 4))
        await wait_for(pilot, lambda: desk.did("opened") and screen.article.has_focus)
        assert screen.headlines.cursor == 3
        assert screen.article.shown == screen.headlines.current.id
