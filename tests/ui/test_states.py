"""Every state that the paper can be in, at every size, in both languages and themes: what is said, and what to do."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from textual.color import Color
from ui.desk import NOW, Desk, headline, lines, opened, painted, paper, wait_for

from reader import locale
from reader.locale import say
from reader.model import SAVED, UNREAD, Freshness, View, WeatherState
from reader.text.layout import cells
from reader.ui.times import Times

SIZES = [(60, 20), (80, 24), (120, 40), (200, 60)]
OLD = NOW - timedelta(hours=3)


def nothing(note: str, **masthead):
    desk = Desk()
    desk.sky = WeatherState()
    desk.note = (note, (("reason", "www.nuriilbo.com: 404"),) if note == "ui.note.first_failed" else ())
    desk.paper = replace(desk.paper, renewed=None, **masthead)
    return desk


def first_start():
    desk = nothing("ui.note.first_loading", refreshing=True)
    desk.loading = (True, False)
    return desk


def empty_section():
    desk = paper()
    desk.headlines = [row for row in desk.headlines if row.section != "경제산업"]
    return desk


def left_at(view: View, note: str):
    desk = Desk([headline(n, read=True) for n in range(4)])
    desk.left, desk.note = (view, ""), (note, ())
    return desk


def text_on_its_way():
    desk = paper()
    desk.bodies.clear()
    desk.loading = (False, True)
    return desk


def stale(error: str = ""):
    desk = paper()
    desk.freshness = Freshness(OLD, stale=True, error=error)
    return desk


def on_the_masthead(**told):
    desk = paper()
    desk.paper = replace(desk.paper, **told)
    return desk


# Each state, and the sentences that must stand on the screen in it: what it is, and the next step.
STATES = {
    "first start": (first_start, ["ui.note.first_loading", "ui.refreshing"]),
    "first start offline": (lambda: nothing("ui.note.first_offline", offline=True), ["ui.offline", "ui.note.first_offline"]),
    "first start failed": (lambda: nothing("ui.note.first_failed"), ["ui.note.first_failed"]),
    "empty section": (empty_section, ["ui.note.empty_section"]),
    "all read": (lambda: left_at(UNREAD, "ui.note.all_read"), ["ui.note.all_read"]),
    "no bookmark": (lambda: left_at(SAVED, "ui.note.none_saved"), ["ui.note.none_saved"]),
    "stale": (stale, ["ui.stale_since"]),
    "source failing": (lambda: stale("error.unreachable"), ["ui.failing_since"]),
    "offline": (lambda: on_the_masthead(offline=True), ["ui.offline"]),
    "sample": (lambda: on_the_masthead(sample=True), ["ui.sample"]),
    "refreshing": (lambda: on_the_masthead(refreshing=True), ["ui.refreshing"]),
}  # fmt: skip


def said(key: str) -> list[str]:
    """The words of a sentence, each of which must be seen; a sentence may be broken between any two of them."""
    return say(key, reason="404", age=Times(lambda: NOW).age(OLD)).split()


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", STATES)
async def test_every_state_says_what_it_is_and_what_to_do_by_day_and_night(state, size, language):
    made, keys = STATES[state]
    locale.use(language)
    async with opened(made(), size) as (pilot, screen):
        for theme in ("nuri", "nuri-day"):
            pilot.app.theme = theme
            await wait_for(pilot, lambda: screen.headlines.fill.bgcolor == ground(pilot.app))
            shown = painted(pilot.app)
            narrow = size[0] < 80 and keys[-1] == "ui.refreshing"  # the hour at the right gives way to the day
            missing = [word for key in keys for word in said(key) if word not in shown and not narrow]
            assert not missing, shown
            assert {cells(line) for line in lines(pilot.app)} == {size[0]}, shown


def ground(app):
    return Color.parse(app.theme_variables["background"]).rich_color


def bars(pane) -> int:
    """How many ruled lines stand in the pane where text is to come."""
    ruled = pane.style_of(f"{pane.id}--skeleton")
    painted = (segment for y in range(pane.size.height) for segment in pane.render_line(y))
    return sum(
        each.text.isspace() and bool(each.style and each.style.underline) and each.style.color == ruled.color
        for each in painted
    )


async def test_what_is_on_its_way_has_its_place_marked_until_it_comes():
    async with opened(first_start()) as (pilot, screen):
        assert bars(screen.headlines) > 20
        screen.service.headlines = [headline(n, section="경제산업") for n in range(3)]
        screen.service.loading = (False, False)
        screen.show_list(screen.service.open_list(View("section", "경제산업")))
        await wait_for(pilot, lambda: "제목 2번" in painted(pilot.app) and not bars(screen.headlines))


async def test_a_text_on_its_way_shows_as_grey_lines_and_a_failure_ends_them():
    desk = text_on_its_way()
    async with opened(desk) as (pilot, screen):
        assert say("ui.loading_text") in painted(pilot.app)
        assert bars(screen.article) > 5
        desk.loading = (False, False)
        desk.tell("article", screen.article.shown)
        await wait_for(pilot, lambda: say("ui.note.text_not_held")[:8] in painted(pilot.app))
        assert not bars(screen.article)
