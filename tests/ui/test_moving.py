"""Keys and mouse: every way through the paper, under the Latin and the Hangul layout."""

from rich.cells import cell_len
from textual import events
from ui.desk import NOW, Desk, headline, lines, opened, painted, paper, text, toasts, wait_for

from reader import locale
from reader.commands import COMMANDS
from reader.model import ALL, SAVED, View
from reader.ui.catalog import CatalogScreen
from reader.ui.keys import action_of
from reader.ui.main import MainScreen
from reader.ui.search import SearchScreen
from reader.ui.sources import SourcesScreen

MOVES = [
    (["j"], 1), (["down", "down"], 2), (["j", "j", "k"], 1), (["G"], 11), (["end"], 11), (["G", "g"], 0),
    (["end", "home"], 0), (["k"], 0), (["G", "j"], 11), (["pagedown"], 11), (["pagedown", "pageup"], 0),
    (["n"], 1), (["n", "n", "n"], 4), (["G", "p"], 10), (["n", "n", "n", "p"], 2),
    (["ㅓ"], 1), (["ㅓ", "ㅓ", "ㅏ"], 1), (["ㅜ", "ㅜ", "ㅜ"], 4), (["ｊ"], 1), (["ㅎ"], 0), (["퍼"], 1),
]  # fmt: skip


async def test_keys_move_the_cursor():
    async with opened(paper()) as (pilot, screen):
        for keys, cursor in MOVES:
            screen.headlines.move_to(0)
            await pilot.press(*keys)
            assert (keys, screen.headlines.cursor) == (keys, cursor)


async def test_a_composed_syllable_is_pressed_as_the_keys_that_made_it():
    desk = paper()
    async with opened(desk) as (pilot, screen):
        await pilot.press("j", "j")
        await pilot.press("가")  # r k
        await wait_for(pilot, lambda: desk.did("refresh") == [("refresh", False)] and screen.headlines.cursor == 1)


async def test_compound_vowels_are_pressed_as_their_keys():
    desk = paper()
    async with opened(desk) as (pilot, screen):
        await pilot.press("G")
        await pilot.press("ㅞ")  # n p: nothing unread below, then the one above
        await wait_for(pilot, lambda: screen.headlines.cursor == 10)
        await pilot.press("ㅘ")  # h k: into the sections, and up there
        await wait_for(pilot, lambda: screen.sections.state.current == ALL)
        assert screen.focused is screen.sections


async def test_the_hangul_layout_reaches_marks_and_quits():
    desk = paper()
    async with opened(desk) as (pilot, _):
        await pilot.press("ㅠ")  # b
        await wait_for(pilot, lambda: desk.did("mark") == [("mark", ("a0",), "saved")])
        await pilot.press("ㅂ")  # q
        await wait_for(pilot, lambda: not pilot.app.is_running)


async def test_hangul_typed_into_a_text_field_stays_there():
    desk = paper()
    async with opened(desk) as (pilot, screen):
        await pilot.press("ctrl+p")
        await wait_for(pilot, lambda: pilot.app.screen is not screen)
        await pilot.press("ㅠ", "가")
        field = pilot.app.focused
        await wait_for(pilot, lambda: field.value == "ㅠ가")
        assert not desk.did("mark")
        assert not desk.did("refresh")


async def test_a_rest_shows_what_is_held_without_marking_it_read():
    desk = paper()
    async with opened(desk) as (pilot, screen):
        await pilot.press("j")
        await wait_for(pilot, lambda: screen.article.shown == "a4")
        assert "제목 4번" in painted(pilot.app).split("기사", 1)[1]
        assert not desk.did("opened")
        assert not screen.headlines.current.read
        assert screen.focused is screen.headlines


async def test_a_held_key_shows_only_where_it_rests():
    desk = paper()
    seen = []
    article = desk.article
    desk.article = lambda name: seen.append(name) or article(name)
    async with opened(desk) as (pilot, screen):
        seen.clear()
        for _ in range(8):
            screen.headlines.move(1)
        await wait_for(pilot, lambda: screen.article.shown == "a32")
        assert seen == ["a32"]


async def test_enter_opens_marks_read_and_goes_into_the_article():
    desk = paper()
    async with opened(desk) as (pilot, screen):
        await pilot.press("enter")
        await wait_for(pilot, lambda: screen.focused is screen.article)
        assert desk.did("opened") == [("opened", "a0")]
        assert screen.headlines.current.read
        await pilot.press("escape")
        await wait_for(pilot, lambda: screen.focused is screen.headlines)
        await pilot.press("escape")
        assert pilot.app.is_running
        await pilot.press("q")
        await wait_for(pilot, lambda: not pilot.app.is_running)


async def test_q_goes_back_from_the_article_and_leaves_from_the_list():
    async with opened(paper()) as (pilot, screen):
        await pilot.press("enter", "q")
        await wait_for(pilot, lambda: screen.focused is screen.headlines)
        assert pilot.app.is_running
        await pilot.press("q")
        await wait_for(pilot, lambda: not pilot.app.is_running)


async def test_space_reads_the_whole_paper_through():
    desk = paper()
    async with opened(desk, (80, 24)) as (pilot, screen):
        await pilot.press("space")
        await wait_for(pilot, lambda: screen.article.shown == "a0" and screen.focused is screen.article)
        before = screen.article.top
        await pilot.press("space")
        await wait_for(pilot, lambda: screen.article.top > before)
        for _ in range(20):
            if desk.did("opened")[-1] != ("opened", "a0"):
                break
            await pilot.press("space")
        assert desk.did("opened")[-1] == ("opened", "a4")
        assert screen.article.shown == "a4"
        assert screen.article.top == 0


async def test_n_says_when_nothing_is_unread():
    desk = Desk([headline(0, read=True, section="경제산업")])
    async with opened(desk) as (pilot, _):
        await pilot.press("n")
        await wait_for(pilot, lambda: toasts(pilot.app) == ["안 읽은 기사가 없습니다."])


async def test_digits_open_sections():
    async with opened(paper()) as (pilot, screen):
        for key, view in [("1", ALL), ("3", View("section", "오피니언")), ("5", View("section", "국제"))]:
            await pilot.press("tab", key)
            await wait_for(pilot, lambda view=view: screen.headlines.state.view == view)
            assert screen.sections.state.current == view
            assert screen.focused is screen.headlines


async def test_a_digit_without_a_section_does_nothing():
    desk = paper()
    async with opened(desk) as (pilot, _):
        asked = len(desk.asked)
        await pilot.press("9", "6")
        assert len(desk.asked) == asked


async def test_panes_are_reached_by_h_l_and_tab():
    async with opened(paper()) as (pilot, screen):
        for key, pane in [
            ("h", screen.sections), ("h", screen.sections), ("l", screen.headlines), ("right", screen.article),
            ("l", screen.article), ("left", screen.headlines), ("tab", screen.article), ("tab", screen.sections),
            ("shift+tab", screen.article),
        ]:  # fmt: skip
            await pilot.press(key)
            await wait_for(pilot, lambda pane=pane: screen.focused is pane)


async def test_moving_in_the_sections_opens_their_lists():
    async with opened(paper()) as (pilot, screen):
        await pilot.press("h", "G")
        await wait_for(pilot, lambda: screen.headlines.state.view == SAVED)
        await pilot.press("g")
        await wait_for(pilot, lambda: screen.headlines.state.view == ALL)
        await pilot.press("j", "enter")
        await wait_for(pilot, lambda: screen.focused is screen.headlines)
        assert screen.headlines.state.view == View("section", "경제산업")


async def test_tabs_are_walked_sideways_and_left_downwards():
    async with opened(paper(), (80, 24)) as (pilot, screen):
        await pilot.press("h", "l")
        await wait_for(pilot, lambda: screen.headlines.state.view == View("section", "오피니언"))
        await pilot.press("left", "left")
        await wait_for(pilot, lambda: screen.headlines.state.view == ALL)
        await pilot.press("j")
        await wait_for(pilot, lambda: screen.focused is screen.headlines)


async def test_a_list_is_found_again_where_it_was_left():
    async with opened(paper()) as (pilot, screen):
        await pilot.press("j", "j", "j")
        held = screen.headlines.current.id
        await pilot.press("3", "j", "2")
        await wait_for(pilot, lambda: screen.headlines.current.id == held)


async def test_the_paper_opens_where_the_reader_left_it():
    desk = paper()
    desk.left = (ALL, "a30")
    desk.places["a30"] = 1
    async with opened(desk, (80, 24)) as (pilot, screen):
        assert screen.headlines.current.id == "a30"
        assert "제목 30번" in painted(pilot.app)
        assert screen.article.block == 1


async def test_where_the_reader_is_is_kept():
    desk = paper()
    async with opened(desk, (80, 24)) as (pilot, _):
        await pilot.press("enter", "space", "space")
        await wait_for(pilot, lambda: desk.did("remember_place"))
        await pilot.press("q", "j", "q")
        await wait_for(pilot, lambda: not pilot.app.is_running)
    assert desk.places["a0"] > 0
    assert desk.did("remember_cursor")[-1] == ("remember_cursor", View("section", "경제산업"), "a4")


async def test_the_article_is_scrolled_by_keys_and_shown_alone():
    async with opened(paper()) as (pilot, screen):
        await pilot.press("enter", "j", "j")
        await wait_for(pilot, lambda: screen.article.top == 2)
        await pilot.press("k", "G")
        await wait_for(pilot, lambda: screen.article.at_end)
        await pilot.press("g", "z")
        await wait_for(pilot, lambda: screen.article.region.width == 120)
        assert not screen.headlines.display
        await pilot.press("z")
        await wait_for(pilot, lambda: screen.headlines.display)
        await pilot.press("z", "q")
        await wait_for(pilot, lambda: screen.focused is screen.headlines and screen.article.display)


async def test_the_mouse_moves_opens_scrolls_and_presses_the_footer():
    desk = paper()
    async with opened(desk) as (pilot, screen):
        x = screen.headlines.region.x + 6
        await pilot.click(offset=(x, 5))
        await wait_for(pilot, lambda: screen.headlines.cursor == 2)
        await pilot.click(offset=(x, 5))
        await wait_for(pilot, lambda: desk.did("opened") == [("opened", "a8")])
        await pilot.click(offset=(4, 3))
        await wait_for(pilot, lambda: screen.headlines.state.view == ALL)
        top = screen.headlines.top
        cursor = screen.headlines.cursor
        screen.headlines._on_mouse_scroll_down(_wheel(screen.headlines))
        await wait_for(pilot, lambda: screen.headlines.top > top)
        assert screen.headlines.cursor == cursor
        column = lines(pilot.app)[-1].index("b 책갈피")
        await pilot.click(offset=(_cells_before(lines(pilot.app)[-1], column), 39))
        await wait_for(pilot, lambda: desk.did("mark"))


def _cells_before(line, column):
    return cell_len(line[:column])


def _wheel(widget):
    return events.MouseScrollDown(widget, 1, 1, 0, 0, 0, False, False, False)


async def test_a_clicked_link_is_opened_in_the_browser():
    desk = paper()
    async with opened(desk) as (pilot, _):
        y, line = next((y, line) for y, line in enumerate(lines(pilot.app)) if "[1]" in line)
        await pilot.click(offset=(_cells_before(line, line.index("[1]")), y))
        await wait_for(pilot, lambda: desk.did("open_in_browser") == [("open_in_browser", "https://www.msit.go.kr/")])


async def test_keys_can_be_given_to_other_commands():
    desk = paper()
    async with opened(desk, keys={"down": "w", "open": "x"}) as (pilot, screen):
        assert "w/k 이동" in lines(pilot.app)[-1]
        await pilot.press("w", "j")
        await wait_for(pilot, lambda: screen.headlines.cursor == 1)
        await pilot.press("ㅈ")  # w, under the Hangul layout
        await wait_for(pilot, lambda: screen.headlines.cursor == 2)


async def test_the_palette_finds_commands_and_sections():
    desk = paper()
    async with opened(desk) as (pilot, screen):
        for typed, came in [
            ("국제", lambda: screen.headlines.state.view == View("section", "국제")),
            ("되돌리", lambda: desk.did("undo")),
        ]:
            await pilot.press("ctrl+p")
            await wait_for(pilot, lambda: pilot.app.screen is not screen)
            await pilot.press(*typed)
            await wait_for(pilot, lambda: pilot.app.screen.query("OptionList").first().option_count > 0)
            await pilot.press("enter")
            await wait_for(pilot, lambda: pilot.app.screen is screen)
            await wait_for(pilot, came)


async def test_the_help_tells_what_applies_here_and_closes_under_any_layout():
    async with opened(paper(), (120, 60)) as (pilot, screen):
        await pilot.press("question_mark")
        await wait_for(pilot, lambda: "지금 여기서 할 수 있는 것" in painted(pilot.app))
        shown = painted(pilot.app)
        assert "기사 읽기" in shown
        assert "새 기사 보이기" not in shown
        await pilot.press("ㅂ")
        await wait_for(pilot, lambda: pilot.app.screen is screen)


async def test_the_footer_follows_the_focus():
    async with opened(paper()) as (pilot, _):
        assert "Enter 읽기" in lines(pilot.app)[-1]
        assert "q 끝내기" in lines(pilot.app)[-1]
        await pilot.press("enter")
        await wait_for(pilot, lambda: "q 뒤로" in lines(pilot.app)[-1])
        assert "Enter 읽기" not in lines(pilot.app)[-1]


async def test_every_command_has_an_action_and_a_label_in_both_languages():
    for command in COMMANDS:
        screens = {"search": SearchScreen, "sources": SourcesScreen, "catalog": CatalogScreen}
        screen = screens.get(command.where, MainScreen)
        assert hasattr(screen, f"action_{action_of(command).partition('(')[0]}")
        for language in ("ko", "en"):
            assert f"command.{command.id}" in locale.sentences(language)
            assert not command.footer or f"command.short.{command.id}" in locale.sentences(language)


async def test_every_command_has_a_key_without_shift():
    assert all(any(len(key) > 1 or not key.isupper() for key in command.keys) for command in COMMANDS)


async def test_the_list_asks_for_more_near_its_end_once():
    desk = Desk([headline(n, section="경제산업", published=NOW) for n in range(60)])
    async with opened(desk) as (pilot, _):
        await pilot.press(*["j"] * 39)
        assert not desk.did("near_end")
        await pilot.press("j", "j", "j", "G")
        await wait_for(pilot, lambda: desk.did("near_end") == [("near_end", View("section", "경제산업"))])


async def test_text_that_arrives_is_shown_where_the_reader_waits_for_it():
    desk = paper()
    del desk.bodies["a0"]
    async with opened(desk) as (pilot, _):
        await pilot.press("enter")
        await wait_for(pilot, lambda: "본문은 아직 받지 않았습니다" in painted(pilot.app))
        desk.bodies["a0"] = text("방금 받은 본문입니다.")
        desk.tell("article", "a4")
        desk.tell("article", "a0")
        await wait_for(pilot, lambda: "방금 받은 본문입니다." in painted(pilot.app))
