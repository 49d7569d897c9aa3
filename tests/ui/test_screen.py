"""The screen as a whole: what stands on it at every width, in both languages, and that outside text is only text."""

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from ui.desk import ALL, NOW, SECTIONS, Desk, headline, lines, opened, painted, paper, text, toasts, wait_for

from reader import locale
from reader.errors import LibraryUnwritable
from reader.model import MastheadState, Observation, View, WeatherState

HOSTILE = ["[KBO] 두산, LG에 역전승", "[/]", "[/b] 굵게", "[@click=app.quit]x[/]", "[red]빨강[/red] [2026]", "\\[b]"]
SIZES = [(60, 20), (80, 24), (110, 30), (120, 40), (200, 60)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["ko", "en"])
async def test_the_paper_is_on_the_screen_at_every_size(size, language):
    locale.use(language)
    async with opened(paper(), size) as (pilot, _):
        shown = painted(pilot.app)
        assert "누리일보" in shown
        assert "2026.01.15 (목)" in shown or "2026.01.15 (Thu)" in shown
        assert "09:54" in shown
        assert "동두천 맑음 0.8" in shown
        assert "경제산업" in shown
        assert "과기정통부, 한-아세안" in shown
        assert locale.say("command.short.help") in lines(pilot.app)[-1]
        assert all(cell_len(line) == size[0] for line in lines(pilot.app))
        if size[0] >= 80:
            assert all(name in shown for name in (*SECTIONS, "전체", "안 읽음", "책갈피"))
            assert "(누리일보) 과학기술정보통신부는" in shown


async def test_three_panes_stand_side_by_side_from_120_columns():
    async with opened(paper(), (120, 40)) as (_, screen):
        regions = [pane.region for pane in screen.panes]
        assert all(region.y == regions[0].y for region in regions)
        assert regions[0].x < regions[1].x < regions[2].x


@pytest.mark.parametrize(("size", "beside"), [((80, 24), False), ((100, 30), True), ((119, 30), True)])
async def test_from_80_columns_the_sections_are_tabs(size, beside):
    async with opened(paper(), size) as (_, screen):
        assert screen.sections.tabs
        assert screen.sections.region.width == size[0]
        assert (screen.headlines.region.y == screen.article.region.y) is beside
        assert screen.headlines.region.height >= 6


async def test_below_80_columns_one_pane_is_shown_at_a_time_and_all_can_be_reached_by_keys():
    async with opened(paper(), (60, 20)) as (pilot, screen):
        assert [pane.display for pane in screen.panes] == [False, True, False]
        assert "경제산업" in lines(pilot.app)[2]
        await pilot.press("enter")
        await wait_for(pilot, lambda: "(누리일보) 과학기술정보통신부는" in painted(pilot.app))
        assert [pane.display for pane in screen.panes] == [False, False, True]
        await pilot.press("q", "h")
        await wait_for(pilot, lambda: "안 읽음" in painted(pilot.app))
        assert [pane.display for pane in screen.panes] == [True, False, False]
        await pilot.press("j", "l")
        await wait_for(pilot, lambda: "오피니언" in lines(pilot.app)[2])
        assert pilot.app.is_running


async def test_a_resize_keeps_cursor_article_and_focus():
    async with opened(paper(), (120, 40)) as (pilot, screen):
        await pilot.press("j", "j", "enter")
        held = screen.headlines.current.id
        for size in [(60, 20), (200, 60), (80, 24), (120, 40)]:
            await pilot.resize_terminal(*size)
            await wait_for(pilot, lambda size=size: screen.size == size)
            assert screen.headlines.current.id == screen.article.shown == held
            assert screen.focused is screen.article
            assert screen.article.display


@pytest.mark.parametrize("size", SIZES)
async def test_outside_text_is_shown_character_for_character_in_list_and_article(size):
    rows = [headline(n, title, section="경제산업", author=title, source=title) for n, title in enumerate(HOSTILE)]
    desk = Desk(rows)
    desk.bodies = {row.id: text(f"본문 {row.title}") for row in rows}
    desk.many_sources = True
    async with opened(desk, size) as (pilot, screen):
        assert all(title in painted(pilot.app) for title in HOSTILE)
        await pilot.press("enter")
        for title in HOSTILE:
            await wait_for(pilot, lambda title=title: f"본문 {title}" in painted(pilot.app))
            assert painted(pilot.app).count(title) >= 3
            await pilot.click(screen.article, offset=(4, 1))
            await pilot.press("n")
        assert pilot.app.is_running


async def test_names_of_sections_stations_and_the_paper_are_only_text():
    for title, size in zip(HOSTILE, [(60, 20), (80, 24), (120, 40)] * 2, strict=True):
        desk = Desk([headline(0, section=title)])
        desk.left = (View("section", title), "")
        desk.paper = MastheadState(title, desk.paper.today, NOW)
        desk.sky = WeatherState("kma", NOW, NOW, (Observation("1", title[:8], title[:8], 1.0),))
        async with opened(desk, size) as (pilot, _):
            top = lines(pilot.app)
            assert title in top[0]
            assert f"{title[:8]} {title[:8]} 1.0" in top[1]
            assert any(title in line for line in top[2:4])


async def test_the_lead_is_only_text():
    for title in HOSTILE:
        desk = Desk([headline(0, title, subtitle=title, summary=f"{title} {title}")], lead=True)
        desk.left = (ALL, "")
        async with opened(desk, (80, 24)) as (pilot, _):
            lead = lines(pilot.app)[4:7]
            assert all(title in line for line in lead)


async def test_what_is_told_in_passing_is_only_text():
    for title in HOSTILE[1:4]:
        desk = paper()
        desk.headlines[0] = replace(desk.headlines[0], url=f"https://www.nuriilbo.com/{title}")
        desk.fails = LibraryUnwritable(file=title)
        async with opened(desk) as (pilot, _):
            await pilot.press("y")
            await wait_for(pilot, lambda app=pilot.app, title=title: title in toasts(app)[-1])
            assert pilot.app.clipboard == f"https://www.nuriilbo.com/{title}"
            await pilot.press("b")
            await wait_for(pilot, lambda app=pilot.app: len(toasts(app)) == 2)
            assert title in toasts(pilot.app)[-1]
            await wait_for(pilot, lambda app=pilot.app, title=title: title in painted(app))


async def test_the_first_start_without_a_network_says_so_and_offers_what_can_be_done():
    for size in SIZES[:2] + SIZES[3:4]:
        desk = Desk()
        desk.note = ("ui.note.first_offline", ())
        desk.paper = replace(desk.paper, renewed=None, offline=True)
        desk.sky = WeatherState()
        async with opened(desk, size) as (pilot, _):
            shown = painted(pilot.app)
            assert "네트워크에 연결되어" in shown
            assert "nuri demo" in " ".join(shown.split())
            assert "오프라인" in lines(pilot.app)[0]
            assert "r 갱신" in lines(pilot.app)[-1]
            await pilot.press("r", "j", "k", "enter", "space", "n", "b", "o")
            assert desk.did("refresh") == [("refresh", False)]
            assert not desk.did("mark")


@pytest.mark.parametrize("theme", ["nuri", "nuri-day", "textual-light", "ansi-dark", "dracula"])
async def test_every_theme_paints_the_paper(theme):
    async with opened(paper(), theme=theme) as (pilot, _):
        assert "과기정통부" in painted(pilot.app)


async def test_the_paper_is_readable_without_colour(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(paper()) as (pilot, _):
        cursor = next(line for line in lines(pilot.app) if "▐ 과기정통부" in line)
        assert "▪▐" in cursor


async def test_the_sample_edition_says_so():
    desk = paper()
    desk.paper = replace(desk.paper, sample=True)
    for size in SIZES[:2] + SIZES[3:4]:
        async with opened(desk, size) as (pilot, _):
            assert "견본" in lines(pilot.app)[0]


async def test_the_weather_is_renewed_on_the_screen():
    desk = paper()
    async with opened(desk) as (pilot, _):
        desk.sky = replace(desk.sky, stations=(Observation("108", "서울", "눈", -1.5),), observed=NOW.replace(hour=10))
        desk.tell("weather", "")
        await wait_for(pilot, lambda: "서울 눈 -1.5" in lines(pilot.app)[1])
        assert "10:54 관측" in lines(pilot.app)[1]
