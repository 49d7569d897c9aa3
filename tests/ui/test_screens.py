"""Whole screens as text, kept in tests/data/screens and looked at by a person before they are kept.

`NURI_RENEW_SCREENS=1 pytest tests/ui/test_screens.py` writes them anew; `git diff` then shows what has changed.
"""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from ui.desk import ALL, NOW, Desk, headline, lines, opened, painted, paper, wait_for

from reader import locale
from reader.model import SAVED, WeatherState

FOLDER = Path(__file__).parents[1] / "data" / "screens"


def calm():
    desk = paper()
    desk.sky = WeatherState()
    return desk


def everything():
    desk = calm()
    desk.left = (ALL, "")
    return desk


def first_use():
    desk = calm()
    desk.kept.clear()
    return desk


def offline():
    desk = Desk()
    desk.sky = WeatherState()
    desk.note = ("ui.note.first_offline", ())
    desk.paper = replace(desk.paper, renewed=None, offline=True)
    return desk


def no_bookmark():
    desk = Desk([headline(n) for n in range(4)])
    desk.sky = WeatherState()
    desk.left = (SAVED, "")
    desk.note = ("ui.note.none_saved", ())
    return desk


def stale_sample():
    desk = calm()
    desk.paper = replace(desk.paper, sample=True, renewed=NOW - timedelta(hours=20))
    desk.waiting = [headline(99, "방금 들어온 기사"), headline(98, "또 하나")]
    desk.many_sources = True
    return desk


SCENES = {
    "three-panes": (calm, (120, 40), "ko", []),
    "everything-with-its-lead": (everything, (100, 30), "ko", []),
    "wide-english": (calm, (200, 50), "en", []),
    "tabs-reading": (calm, (80, 24), "ko", ["enter", "space"]),
    "one-pane-list": (calm, (60, 20), "ko", ["j"]),
    "one-pane-article": (calm, (60, 20), "en", ["enter"]),
    "article-alone": (calm, (120, 40), "ko", ["enter", "z"]),
    "finding-in-an-article": (calm, (80, 24), "ko", ["enter", "slash", *"협력"]),
    "first-use": (first_use, (80, 24), "ko", []),
    "first-start-offline": (offline, (80, 24), "ko", []),
    "no-bookmark": (no_bookmark, (80, 24), "en", []),
    "sample-with-news-waiting": (stale_sample, (120, 30), "ko", []),
}


@pytest.mark.parametrize("name", SCENES)
async def test_the_screen_is_the_one_that_was_looked_at(name):
    made, size, language, keys = SCENES[name]
    locale.use(language)
    async with opened(made(), size) as (pilot, screen):
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        if "slash" in keys:
            await wait_for(pilot, lambda: screen.article.found[1] > 0 and "1/" in lines(pilot.app)[-1])
        shown = "\n".join(line.rstrip() for line in painted(pilot.app).splitlines()) + "\n"
    file = FOLDER / f"{name}.txt"
    if os.environ.get("NURI_RENEW_SCREENS"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")
