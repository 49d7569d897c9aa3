"""The list: nothing moves under the reader, nothing is read or painted that need not be."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from ui.desk import KST, NOW, Desk, headline, lines, opened, painted, paper, wait_for

from reader.model import ALL, Article, ArticleState, Freshness, View


class Lazy(Sequence):
    """Rows made as they are asked for, and counted."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.asked: set[int] = set()

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, index: int):
        if not 0 <= index < self.total:
            raise IndexError(index)
        self.asked.add(index)
        return headline(index, section="경제산업")


async def test_what_is_new_waits_and_the_cursor_row_stays():
    desk = paper()
    desk.left = (ALL, "")
    async with opened(desk) as (pilot, screen):
        await pilot.press("j", "j", "j")
        await wait_for(pilot, lambda: screen.article.shown == "a3")
        before = lines(pilot.app)
        desk.publish(headline(100), headline(101), headline(102))
        await wait_for(pilot, lambda: "새 기사 3건" in lines(pilot.app)[2] and ". 새 기사" in lines(pilot.app)[39])
        after = lines(pilot.app)
        assert [y for y, line in enumerate(before) if before[y] != after[y]] == [2, 39]
        await pilot.press("full_stop")
        await wait_for(pilot, lambda: "제목 101번" in painted(pilot.app))
        assert screen.headlines.current.id == "a3"
        assert screen.article.shown == "a3"
        assert "새 기사" not in painted(pilot.app)


async def test_new_articles_are_let_in_by_a_click_too():
    desk = paper()
    async with opened(desk) as (pilot, screen):
        desk.publish(headline(104))
        await wait_for(pilot, lambda: "새 기사 1건" in painted(pilot.app))
        await pilot.click(screen.headlines, offset=(45, 0))
        await wait_for(pilot, lambda: desk.did("show_new"))


async def test_letting_in_keeps_the_cursors_row_on_the_screen_when_the_list_is_scrolled():
    desk = Desk([headline(n, section="경제산업") for n in range(200)])
    async with opened(desk) as (pilot, screen):
        screen.headlines.move_to(90)
        await pilot.pause()
        row = 90 - screen.headlines.top
        desk.publish(*(headline(1000 + 4 * n) for n in range(7)))
        await pilot.press("full_stop")
        await wait_for(pilot, lambda: screen.headlines.cursor == 97)
        assert screen.headlines.current.id == "a90"
        assert 97 - screen.headlines.top == row


async def test_a_list_not_seen_before_begins_at_its_first_headline():
    async with opened(paper()) as (pilot, screen):
        await pilot.press("G", "3")
        await wait_for(pilot, lambda: "▐ 제목 1번" in painted(pilot.app))
        assert screen.headlines.cursor == 0


async def test_a_list_scrolled_away_from_its_cursor_is_left_there():
    desk = Desk([headline(n, section="경제산업") for n in range(200)])
    async with opened(desk) as (pilot, screen):
        screen.headlines.scroll_to_row(100)
        await wait_for(pilot, lambda: "제목 101번" in painted(pilot.app))
        before = painted(pilot.app)
        desk.tell("waiting", "")
        desk.tell("refreshed", "")
        await pilot.pause()
        assert painted(pilot.app) == before
        await pilot.press("j")
        await wait_for(pilot, lambda: "▐ 제목 1번" in painted(pilot.app))


def _bar(line):
    """The place of the list's bar in a line of the screen, behind the sections and the mark."""
    return next(at for at in range(len(line)) if cell_len(line[:at]) >= 20)


async def test_only_one_row_has_the_cursor_whatever_moved_it():
    async with opened(paper()) as (pilot, screen):
        for keys in (["j", "j", "m", "k", "u"], ["A", "u"], ["x", "u"], ["j", "x"], ["G", "u"]):
            await pilot.press(*keys)
            await pilot.pause()
            bars = [line for line in lines(pilot.app) if line[_bar(line)] == "▐"]
            assert len(bars) == 1
            assert screen.headlines.current.title[:6] in bars[0]


async def test_undoing_a_whole_section_leaves_the_cursor():
    desk = Desk([headline(0, section="경제산업"), headline(4, read=True), headline(8, read=True)])
    async with opened(desk) as (pilot, screen):
        await pilot.press("G", "A", "u")
        await wait_for(pilot, lambda: desk.did("undo") and not screen.headlines.state.rows[0].read)
        assert screen.headlines.current.id == "a8"


async def test_a_refresh_behind_an_open_article_changes_nothing_of_it():
    desk = paper()
    async with opened(desk, (80, 24)) as (pilot, screen):
        await pilot.press("enter", "space")
        await wait_for(pilot, lambda: screen.article.top > 0)
        shown = lines(pilot.app)[-10:]
        desk.headlines[0] = replace(desk.headlines[0], title="고친 제목")
        desk.publish(headline(100))
        for news in ("masthead", "sections", "refreshed", "weather", "waiting"):
            desk.tell(news, "")
        await wait_for(pilot, lambda: "고친 제목" in painted(pilot.app))
        assert lines(pilot.app)[-10:] == shown
        assert screen.focused is screen.article


async def test_a_hundred_thousand_rows_are_read_only_where_they_are_looked_at():
    desk = Desk()
    rows = Lazy(100_000)
    desk.current_list = lambda state=desk.current_list: replace(state(), rows=rows)
    desk.article = lambda name: ArticleState(Article(headline(int(name[1:]))))
    async with opened(desk) as (pilot, screen):
        await pilot.press("j", "j", "G", "k", "pageup", "g")
        await wait_for(pilot, lambda: screen.headlines.cursor == 0)
        assert len(rows.asked) < 400
        rows.asked.clear()
        desk.tell("waiting", "")
        await pilot.pause()
        assert len(rows.asked) < 100


async def test_a_step_paints_two_lines_and_writes_little():
    async with opened(paper()) as (pilot, screen):
        await pilot.pause()
        regions = []
        refresh = screen.headlines.refresh
        screen.headlines.refresh = lambda *given, **how: (regions.extend(given or ["all"]), refresh(*given, **how))[1]
        await pilot.press("j")
        await wait_for(pilot, lambda: screen.headlines.cursor == 1)
        assert [(region.y, region.height) for region in regions] == [(1, 1), (2, 1)]
        written = sum(
            len("".join(segment.text for segment in screen.headlines.render_line(y)).encode()) for y in (1, 2)
        )
        assert written < 1000


async def test_rows_are_painted_once_until_something_of_them_changes():
    desk = paper()
    async with opened(desk) as (pilot, screen):
        strips = [screen.headlines.row(index) for index in range(12)]
        assert screen.headlines.row(0) == strips[0]
        assert all(screen.headlines.row(index) is strips[index] for index in range(1, 12))  # all but the cursor's
        await pilot.press("b")
        await wait_for(pilot, lambda: screen.headlines.current.saved)
        assert screen.headlines.row(0) != strips[0]
        assert screen.headlines.row(5) is strips[5]


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        (NOW - timedelta(minutes=13), "09:41"),
        (datetime(2026, 1, 14, 23, 59, tzinfo=KST), "01.14"),
        (datetime(2026, 1, 15, tzinfo=KST), "01.15"),
        (datetime(2025, 12, 31, 9, tzinfo=KST), "2025"),
        (NOW.astimezone(tz=None), "09:54"),
        (None, "     "),
    ],
)
async def test_the_time_is_the_hour_today_else_the_day(published, shown):
    desk = Desk([headline(0, section="경제산업", published=published)])
    async with opened(desk, (60, 20)) as (pilot, _):
        assert lines(pilot.app)[3].rstrip().endswith(shown.strip())
        assert lines(pilot.app)[3].endswith(f" {shown:>5} ")


async def test_the_source_stands_by_where_there_are_several_and_room():
    desk = paper()
    desk.many_sources = True
    async with opened(desk, (200, 60)) as (pilot, _):
        assert "누리일보   09:41" in painted(pilot.app)


async def test_hangul_is_never_cut_in_half():
    desk = Desk([headline(0, "가" * 80, section="경제산업"), headline(4, "a" + "가" * 80)])
    async with opened(desk, (60, 20)) as (pilot, screen):
        for width in range(60, 71):
            await pilot.resize_terminal(width, 20)
            await wait_for(pilot, lambda width=width: screen.headlines.size.width == width)
            assert "가⋯" in lines(pilot.app)[3]
            assert "가⋯" in lines(pilot.app)[4]


async def test_the_lead_has_four_lines_and_the_cursor_steps_over_them():
    desk = paper()
    desk.left = (ALL, "")
    async with opened(desk, (120, 40)) as (pilot, _screen):
        lead = list(lines(pilot.app)[3:7])
        assert "과기정통부" in lead[0]
        assert "2026 한-아세안 디지털 장관회의에서" in lead[1]
        assert "(누리일보) 과학기술정보통신부는" in lead[2]
        assert "⋯" in lead[3].split("▐")[2]
        assert "제목 1번" in lines(pilot.app)[7]
        await pilot.press("j")
        await wait_for(pilot, lambda: "▐ 제목 1번" in lines(pilot.app)[7])
        await pilot.press("G")
        await wait_for(pilot, lambda: "▐ 제목 47번" in painted(pilot.app))
        await pilot.press("g")
        await wait_for(pilot, lambda: "▐ 과기정통부" in lines(pilot.app)[3])


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_the_cursor_is_always_in_sight(size):
    desk = Desk([headline(n, section="경제산업", summary="요약 " * 40) for n in range(120)], lead=True)
    desk.left = (ALL, "a100")
    async with opened(desk, size) as (pilot, screen):
        keys = ["j", "j", "G", "k", "pageup", "pageup", "g", "pagedown", "pagedown", "j", "end", "home"]
        for key in ["", *keys]:
            await pilot.press(*[key] if key else [])
            title = f"▐ 제목 {screen.headlines.cursor}번"
            await wait_for(pilot, lambda title=title: title in painted(pilot.app))


async def test_a_stale_list_says_its_age():
    desk = paper()
    fresh = Freshness(NOW - timedelta(hours=3), stale=True)
    desk.current_list = lambda state=desk.current_list: replace(state(), freshness=fresh)
    async with opened(desk) as (pilot, _):
        assert "3시간 전 받음" in lines(pilot.app)[2]


async def test_an_empty_list_says_why():
    desk = paper()
    desk.note = ("ui.note.none_saved", ())
    desk.headlines = [replace(row, saved=False) for row in desk.headlines]
    desk.left = (View("saved"), "")
    async with opened(desk) as (pilot, _):
        assert "책갈피가 없습니다." in painted(pilot.app)


def look(screen, y: int):
    """How a line of the list looks: its segments with their styles."""
    return list(screen.headlines.render_line(y))


async def test_a_change_of_focus_paints_the_cursors_row_and_no_other():
    async with opened(paper()) as (pilot, screen):
        height, cursor = screen.headlines.size.height, 1
        before = [look(screen, y) for y in range(height)]
        rows = dict(screen.headlines._painted)
        await pilot.press("tab")
        await wait_for(pilot, lambda: screen.focused is screen.article)
        await pilot.pause()
        after = [look(screen, y) for y in range(height)]
        lead = screen.headlines._height(0)
        changed = [y for y in range(height) if before[y] != after[y]]
        assert changed == [0, *range(cursor, cursor + lead)]
        assert {key: screen.headlines._painted.get(key) is strip for key, strip in rows.items()} == dict.fromkeys(
            rows, True
        )
        await pilot.press("shift+tab")
        await wait_for(pilot, lambda: screen.focused is screen.headlines)
        assert [look(screen, y) for y in range(height)] == before


async def test_another_theme_paints_every_row_anew_also_when_the_focus_moved_with_it():
    async with opened(paper(), theme="nuri") as (pilot, screen):
        await pilot.press("tab")
        pilot.app.theme = "nuri-day"
        await wait_for(pilot, lambda: screen.focused is screen.article)
        await pilot.pause()
        height = screen.headlines.size.height
        rows = [look(screen, y) for y in range(1, height)]
    async with opened(paper(), theme="nuri-day") as (pilot, screen):
        await pilot.press("tab")
        await wait_for(pilot, lambda: screen.focused is screen.article)
        await pilot.pause()
        assert rows == [look(screen, y) for y in range(1, height)]
