"""The search screen in front of the real newsroom and six hundred articles."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from library.search_set import NOW, SOURCES, fill
from msgspec.structs import replace
from textual import events
from ui.desk import lines, painted, toasts, wait_for
from ui.test_looks import READABLE, contrast

from reader import locale
from reader.app import NuriApp
from reader.config import ViewSettings
from reader.config.check import Names, load
from reader.errors import LibraryUnwritable
from reader.library import Library, recall
from reader.model import ALL, View
from reader.newsroom import finding
from reader.newsroom.desk import open_desk
from reader.newsroom.service import Newsroom
from reader.paths import Paths
from reader.ui.main import MainScreen
from reader.ui.search import SearchScreen
from reader.ui.search_hints import SearchHints

SOURCE = """[[source]]
kind = "mediaon"
name = "{}"
url = "{}"
sections = ["경제산업", "오피니언", "교육", "국제"]
paused = true

"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A library file with the articles, all of them indexed, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    library = Library.open(folder / "library.db", now=lambda: NOW)
    fill(library)
    library.close()
    return folder / "library.db"


@pytest.fixture
def desk(tmp_path, filled):
    paths = Paths.under(tmp_path / "reader")
    paths.data.mkdir(parents=True)
    paths.library.write_bytes(filled.read_bytes())
    paths.config_file.parent.mkdir(parents=True)
    paths.config_file.write_text("".join(SOURCE.format(*one) for one in SOURCES.items()) + "[weather]\nstations = []\n")
    return open_desk(load(paths.config_file, Names()), paths, now=lambda: NOW)


@asynccontextmanager
async def paper(desk, size=(80, 24)):
    newsroom = Newsroom(desk)
    app = NuriApp(newsroom, desk.config, desk.now)
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, MainScreen) and app.screen.headlines.state.rows)
        main = app.screen
        yield pilot, main
    await newsroom.close()


@asynccontextmanager
async def searching(desk, size=(80, 24)):
    async with paper(desk, size) as (pilot, main):
        await pilot.press("slash")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, SearchScreen) and pilot.app.focused)
        yield pilot, main, pilot.app.screen


async def typed(pilot, text):
    """Type `text`, and wait for its answer."""
    screen = pilot.app.screen
    await pilot.press(*["space" if letter == " " else letter for letter in text])
    await wait_for(pilot, lambda: screen.hits.state.text == screen.line.value)
    await pilot.pause()


def titles(screen):
    return [hit.headline.title for hit in screen.hits.state.hits]


async def test_what_is_typed_is_found_with_its_section_source_age_and_the_place_where_it_stands(desk):
    async with searching(desk) as (pilot, _, screen):
        await typed(pilot, "기준금리")
        shown = lines(pilot.app)
        assert f"찾은 기사  {screen.hits.state.total}" in shown[2]
        first = screen.hits.state.hits[0]
        assert first.headline.title[:10] in shown[3]
        assert first.headline.section[:4] in shown[3]
        assert first.headline.source[:4] in shown[3]
        assert "기준금리" in shown[4]
        strips = pilot.app.screen._compositor.render_strips()
        marked = [segment for strip in strips[3:5] for segment in strip if segment.text == "기준금리"]
        assert marked
        assert all(segment.style.bold and segment.style.underline for segment in marked)


async def test_first_consonants_find_titles_and_names_of_conditions_are_completed(desk):
    async with searching(desk) as (pilot, _, screen):
        await typed(pilot, "ㅎㄱㅇㅎ")
        assert all("한국은행" in title for title in titles(screen))
        await pilot.press("ctrl+u", "지")
        await wait_for(pilot, lambda: "Tab 지면:" in lines(pilot.app)[1])
        await pilot.press("tab", "국")
        await wait_for(pilot, lambda: "Tab 지면:국제" in lines(pilot.app)[1])
        await pilot.press("right")
        assert screen.line.value == "지면:국제 "
        await wait_for(pilot, lambda: screen.hits.state.text == "지면:국제 ")
        assert {hit.headline.section for hit in screen.hits.state.hits} == {"국제"}
        await typed(pilot, "source:")
        await pilot.click("SearchHints", offset=(25, 0))
        await wait_for(pilot, lambda: screen.line.value == '지면:국제 source:"Harbor Post" ')


async def test_a_wrong_query_says_where_and_its_words_are_found_all_the_same(desk):
    async with searching(desk, (120, 24)) as (pilot, _, screen):
        await typed(pilot, "금리 지면:없음")
        assert "4번째 글자" in lines(pilot.app)[1]
        assert "없는 지면" in lines(pilot.app)[1]
        assert screen.hits.state.total
        strip = screen._compositor.render_strips()[0]
        assert [segment.text for segment in strip if segment.style.underline] == ["지면:없음"]


async def test_enter_opens_the_hit_in_a_list_of_all_that_were_found_and_escape_leads_back(desk):
    async with searching(desk, (120, 40)) as (pilot, main, screen):
        before, place = main.headlines.state.view, main.headlines.cursor
        await typed(pilot, "금리")
        found = titles(screen)
        await pilot.press("down", "down", "enter")
        await wait_for(pilot, lambda: pilot.app.screen is main and main.focused is main.article)
        assert main.article.state.article.headline.title == found[2]
        assert main.headlines.current.title == found[2]
        assert [row.title for row in main.headlines.state.rows][: len(found)] == found
        assert "찾기: 금리" in painted(pilot.app)
        await pilot.press("n")
        await wait_for(pilot, lambda: main.headlines.current.title != found[2])
        await pilot.press("escape", "escape")
        await wait_for(pilot, lambda: main.headlines.state.view == before)
        assert main.headlines.cursor == place
        assert pilot.app.is_running


async def test_the_last_search_stands_in_the_line_when_its_list_is_open_and_is_typed_over(desk):
    async with searching(desk) as (pilot, main, screen):
        await typed(pilot, "금리")
        await pilot.press("enter")
        await wait_for(pilot, lambda: main.focused is main.article)
        await pilot.press("q", "slash")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, SearchScreen) and pilot.app.screen is not screen)
        await wait_for(pilot, lambda: pilot.app.screen.hits.state.total)
        assert pilot.app.screen.line.value == "금리"
        await typed(pilot, "환율")
        assert pilot.app.screen.line.value == "환율"


async def test_escape_leaves_to_exactly_where_the_reader_was(desk):
    async with paper(desk) as (pilot, main):
        await pilot.press("j", "j", "j")
        await wait_for(pilot, lambda: main.article.shown == main.headlines.current.id)
        before = (painted(pilot.app), main.headlines.cursor, main.headlines.top, main.focused)
        await pilot.press("slash", *"금리", "down", "escape")
        await wait_for(pilot, lambda: pilot.app.screen is main)
        assert (painted(pilot.app), main.headlines.cursor, main.headlines.top, main.focused) == before


async def test_enter_before_the_answer_opens_the_first_hit_of_what_stands_there(desk):
    async with searching(desk) as (pilot, main, _):
        await pilot.press(*"기준금리", "enter")
        await wait_for(pilot, lambda: pilot.app.screen is main and main.article.shown)
        assert "기준금리" in main.headlines.current.title
        assert main.headlines.cursor == 0


async def test_a_late_answer_never_replaces_a_newer_one_and_the_older_search_is_broken_off(desk, monkeypatch):
    async with searching(desk) as (pilot, _, screen):
        asked, given_up, real = [], [], screen.finder.find

        async def slow(text):
            asked.append(text)
            try:
                if text == "금":
                    await asyncio.Event().wait()
                return await real(text)
            except asyncio.CancelledError:
                given_up.append(text)
                raise

        monkeypatch.setattr(screen.finder, "find", slow)
        await pilot.press("금")
        await wait_for(pilot, lambda: asked == ["금"])
        await pilot.press("리")
        await wait_for(pilot, lambda: screen.hits.state.text == "금리")
        assert given_up == ["금"]


async def test_what_is_opened_was_found_for_what_stands_there_however_it_came_to_stand_there(desk):
    async with searching(desk) as (pilot, main, screen):
        await typed(pilot, "금리")
        found = titles(screen)
        await typed(pilot, "는")
        await pilot.press("backspace", "enter")
        await wait_for(pilot, lambda: pilot.app.screen is main)
        assert [row.title for row in main.headlines.state.rows][: len(found)] == found


async def test_hits_beyond_the_first_come_as_they_are_looked_at(desk, monkeypatch):
    monkeypatch.setattr(finding, "FIRST", 10)
    async with searching(desk, (80, 20)) as (pilot, _, screen):
        await typed(pilot, "is:unread")
        assert len(screen.hits.state.hits) == 10
        total = screen.hits.state.total
        assert total > 300
        await pilot.press("ctrl+end")
        await wait_for(pilot, lambda: screen.hits.current)
        assert screen.hits._cursor == total - 1
        assert screen.hits.current.title[:12] in painted(pilot.app)
        await pilot.press("ctrl+home", *["pagedown"] * 5)
        await wait_for(pilot, lambda: screen.hits.current)
        last = screen.hits.current
        await pilot.press("enter")
        await wait_for(pilot, lambda: not isinstance(pilot.app.screen, SearchScreen))
        assert pilot.app.screen.headlines.current.id == last.id


async def test_a_click_chooses_and_a_second_one_opens_and_the_keys_stay_in_the_line(desk):
    async with searching(desk) as (pilot, main, screen):
        await typed(pilot, "금리")
        await pilot.click("Hits", offset=(10, 3))
        await wait_for(pilot, lambda: screen.hits._cursor == 1)
        assert screen.focused is screen.line
        pilot.app.screen.hits.post_message(
            events.MouseScrollDown(screen.hits, 5, 5, 0, 3, 0, shift=False, meta=False, ctrl=False)
        )
        await wait_for(pilot, lambda: screen.hits.top)
        screen.hits.scroll_to_row(0)
        await pilot.click("Hits", offset=(10, 4))
        await wait_for(pilot, lambda: pilot.app.screen is main)


async def test_the_last_searches_are_offered_and_kept(desk):
    async with searching(desk) as (pilot, main, _):
        await typed(pilot, "금리")
        await pilot.press("enter")
        await wait_for(pilot, lambda: pilot.app.screen is main)
        await wait_for(pilot, lambda: desk.library.read(recall, "screen:searches") == ["금리"])
        await pilot.press("q", "q", "slash")
        await wait_for(pilot, lambda: "최근에 찾은 것" in painted(pilot.app))
        assert "지면:국제" in painted(pilot.app)
        await pilot.press("down", "enter")
        again = pilot.app.screen
        await wait_for(pilot, lambda: again.line.value == "금리" and again.hits.state.total)
        await pilot.press("ctrl+u")
        await wait_for(pilot, lambda: again.start.display)


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_no_hit_says_what_was_searched_and_what_can_be_done(desk, language, monkeypatch):
    locale.use(language)
    async with searching(desk, (60, 20)) as (pilot, _, screen):
        refreshed = []

        def refresh(*, everything):
            refreshed.append(everything)

        monkeypatch.setattr(screen.service, "refresh", refresh)
        await typed(pilot, "뷁뷁뷁")
        shown = painted(pilot.app)
        assert "뷁뷁뷁" in shown.partition("\n")[2]
        assert "600" in shown
        assert "Ctrl+R" in shown
        await pilot.press("ctrl+r")
        assert refreshed == [True]


async def test_a_query_is_kept_as_a_view_counted_opened_and_dropped_again(desk):
    before = desk.paths.config_file.read_text()
    async with searching(desk, (120, 40)) as (pilot, main, screen):
        await typed(pilot, "금리 is:unread")
        total = screen.hits.state.total
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: "보기 이름" in painted(pilot.app))
        await pilot.press(*"국제", "enter")
        await wait_for(pilot, lambda: any("이미 있는 이름" in told for told in toasts(pilot.app)))
        await pilot.press("ctrl+s", "ctrl+u", *"나의_금리", "enter")
        await wait_for(pilot, lambda: desk.config.views == (ViewSettings("나의_금리", "금리 is:unread"),))
        assert load(desk.paths.config_file, Names()).views == desk.config.views
        await pilot.press("escape")
        kept = View("query", "나의_금리", "금리 is:unread")
        await wait_for(pilot, lambda: kept in [shelf.view for shelf in main.sections.state.shelves])
        await wait_for(pilot, lambda: {s.view: s.total for s in main.sections.state.shelves}[kept] == total)
        main.open_view(kept)
        await pilot.press("delete")
        await wait_for(pilot, lambda: "뺄까요?" in lines(pilot.app)[-1])
        await pilot.press("escape", "delete")
        await wait_for(pilot, lambda: "뺄까요?" in lines(pilot.app)[-1])
        assert desk.config.views
        await pilot.press("enter")
        await wait_for(pilot, lambda: not desk.config.views)
        await wait_for(pilot, lambda: main.headlines.state.view == ALL)
        assert desk.paths.config_file.read_text() == before


async def test_in_the_sample_edition_a_view_stands_as_long_as_the_window(desk):
    desk.sample = True
    async with searching(desk) as (pilot, _, _screen):
        await typed(pilot, "금리")
        await pilot.press("f2", "enter")
        await wait_for(pilot, lambda: desk.config.views == (ViewSettings("금리", "금리"),))
        assert load(desk.paths.config_file, Names()).views == ()


async def test_what_fails_is_told(desk, monkeypatch):
    async def broken(text):
        raise LibraryUnwritable(file="[/b] 서재")

    async with searching(desk) as (pilot, _, screen):
        monkeypatch.setattr(screen.finder, "find", broken)
        await pilot.press("금")
        await wait_for(pilot, lambda: toasts(pilot.app))
        assert "[/b] 서재" in toasts(pilot.app)[-1]


async def test_the_terminals_cursor_stands_at_the_caret_also_where_the_line_scrolls(desk):
    async with searching(desk, (60, 20)) as (pilot, main, screen):
        await typed(pilot, "금리 ab")
        left = screen.line.region.x
        assert pilot.app.cursor_position == (left + 7, 0)
        await pilot.press("left", "left", "left")
        assert pilot.app.cursor_position == (left + 4, 0)
        await pilot.press("end", *"가나다라마바사아자차카타파하" * 2)
        await wait_for(pilot, lambda: screen.line.scroll_offset.x)
        await wait_for(pilot, lambda: pilot.app.cursor_position == screen.line.cursor_screen_offset)
        assert pilot.app.cursor_position.x < 60
        main.told("waiting", "")  # what goes on in the paper leaves it there
        assert pilot.app.cursor_position == screen.line.cursor_screen_offset


async def test_letters_of_the_hangul_layout_are_letters_here(desk):
    async with searching(desk) as (pilot, _main, screen):
        await typed(pilot, "ㅂㅓq/?")
        assert screen.line.value == "ㅂㅓq/?"
        assert pilot.app.screen is screen
        await pilot.press("f1")
        await wait_for(pilot, lambda: "이 검색을 지면 곁에" in painted(pilot.app))


async def test_what_the_palette_does_not_know_can_be_searched_from_there(desk):
    async with paper(desk) as (pilot, _):
        await pilot.press("ctrl+p", *"뷁뷁")
        await wait_for(pilot, lambda: "‘뷁뷁’ 기사 찾기" in painted(pilot.app))
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
        assert pilot.app.screen.line.value == "뷁뷁"


async def test_where_nothing_was_found_what_comes_in_is_searched_again(desk):
    async with searching(desk) as (pilot, main, screen):
        await typed(pilot, "뷁뷁뷁")
        before = screen.hits.state
        main.told("refreshed", "")
        await wait_for(pilot, lambda: screen.hits.state is not before)


async def test_what_was_found_is_no_place_to_come_back_to_after_a_restart(desk):
    async with paper(desk) as (pilot, main):
        main.open_view(View("section", "국제"))
        await wait_for(pilot, lambda: main.service.start_view()[0] == View("section", "국제"))
        await pilot.press("slash")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, SearchScreen) and pilot.app.focused)
        await typed(pilot, "금리")
        await pilot.press("enter")
        await wait_for(pilot, lambda: main.headlines.state.view.passing)
        await pilot.press("q", "j", "j")
        main.on_unmount()
        assert main.service.start_view()[0] == View("section", "국제")


@pytest.mark.parametrize("theme", ["nuri", "nuri-day"])
async def test_every_text_has_enough_contrast(desk, theme):
    desk.config = replace(desk.config, reading=replace(desk.config.reading, theme=theme))
    async with searching(desk) as (pilot, _, screen):
        await typed(pilot, "금리")
        found = {}
        hints = screen.query_one(SearchHints)
        for pane in (screen.hits, screen.start):
            for name in pane._component_styles:
                for over in ("", "headlines--cursor"):
                    found[name, over] = contrast(pane.style_of(name, over))
        for name in hints._component_styles:
            found[name, ""] = contrast(hints.get_component_rich_style(name))
        ruled = ("skeleton", "scroll")
        assert not {
            name: ratio
            for name, ratio in found.items()
            if ratio < READABLE and not any(one in name[0] for one in ruled)
        }


@pytest.mark.parametrize(
    ("size", "theme"), [((60, 20), "nuri"), ((80, 24), "nuri-day"), ((120, 40), "nuri"), ((200, 60), "nuri-day")]
)
async def test_every_size_paints_hits_whose_match_is_in_sight(desk, size, theme):
    desk.config = replace(desk.config, reading=replace(desk.config.reading, theme=theme))
    async with searching(desk, size) as (pilot, _, screen):
        await typed(pilot, "금리")
        shown = lines(pilot.app)
        assert all(line.count("금리") for line in shown[4 : 4 + min(size[1] - 6, 12) : 2])
        await pilot.resize_terminal(size[0] - 10, size[1])
        await wait_for(pilot, lambda: screen.hits.size.width == size[0] - 10)
        assert "금리" in lines(pilot.app)[4]
