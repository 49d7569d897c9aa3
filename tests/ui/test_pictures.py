"""The pictures of an article: asked for when they are seen, drawn for the window, told where they cannot be."""

import asyncio
import threading
from datetime import datetime

import pytest
from msgspec.structs import replace
from PIL import Image
from replica import Fault
from ui.desk import PaperApp, lines, opened, painted, paper, toasts, wait_for

from reader.config.settings import Config
from reader.errors import Gone, NotWhatItSays, Offline, ParseError, PictureTooLarge, Refused, TooLarge, UnsafeAddress
from reader.fetch import Fetcher
from reader.locale import say
from reader.model import Block, Drawing, Frame, Passage
from reader.newsroom.desk import open_desk
from reader.newsroom.pictures import Pictures
from reader.paths import Paths
from reader.text.dates import KST
from reader.ui import terminal
from reader.ui.pictures import PicturesScreen

FRAME = Frame("cells", 30, 10)
CAPTIONS = ("첫째 사진 [/b] 설명", "둘째 사진", "셋째 사진")


@pytest.fixture(autouse=True)
def _at_home(monkeypatch):
    for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "TMUX", "STY", "TERM_PROGRAM", "KITTY_WINDOW_ID"):
        monkeypatch.delenv(name, raising=False)


def with_pictures(count=3):
    desk = paper()
    desk.bodies["a0"] = (
        *desk.bodies["a0"][:2],
        *(
            Block("image", (Passage(caption),), url=f"https://img.example/{number}.jpg")
            for number, caption in enumerate(CAPTIONS[:count], start=1)
        ),
    )
    return desk


async def shown(pilot):
    await pilot.press("i")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, PicturesScreen))
    await wait_for(pilot, lambda: isinstance(pilot.app.screen.canvas.shown, Drawing))
    await pilot.pause()
    return pilot.app.screen


def wanted(desk):
    return [url for _, url, _ in desk.did("picture")]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_the_picture_stands_in_the_middle_with_its_caption_below(size):
    desk = with_pictures()
    async with opened(desk, size) as (pilot, _):
        screen = await shown(pilot)
        rows = lines(pilot.app)
        halves = [row for row in rows if "▀" in row]
        assert len(halves) == 2
        assert halves[0].index("▀") == (size[0] - 4) // 2
        assert rows[0].startswith(" 사진 1/3 · 과기정통부")
        assert CAPTIONS[0] in rows[-2]
        assert "q 뒤로" in rows[-1]
        frame = desk.did("picture")[-1][2]
        assert (frame.columns, frame.rows) == (screen.canvas.size.width, screen.canvas.size.height)


async def test_pictures_are_turned_over_and_only_those_that_are_seen_are_asked_for():
    desk = with_pictures()
    async with opened(desk) as (pilot, _):
        screen = await shown(pilot)
        await wait_for(pilot, lambda: wanted(desk)[-1].endswith("/1.jpg"))
        for key, number in (("n", 2), ("ㅜ", 3), ("n", 3), ("p", 2), ("left", 1), ("h", 1)):
            await pilot.press(key)
            await wait_for(pilot, lambda number=number: CAPTIONS[number - 1] in painted(pilot.app))
            await wait_for(pilot, lambda number=number: wanted(desk)[-1].endswith(f"/{number}.jpg"))
        await pilot.press("o")
        assert desk.did("open_in_browser")[-1] == ("open_in_browser", screen.current.url)
        await pilot.press("q")
        await wait_for(pilot, lambda: pilot.app.screen is not screen)
        assert "▀" not in painted(pilot.app)


async def test_another_size_of_the_window_draws_it_anew():
    desk = with_pictures()
    async with opened(desk) as (pilot, _):
        screen = await shown(pilot)
        await pilot.resize_terminal(60, 20)
        await wait_for(pilot, lambda: desk.did("picture")[-1][2].columns == 60)
        await wait_for(pilot, lambda: lines(pilot.app)[0].rstrip().endswith("⋯"))
        assert screen.is_current


async def test_a_failure_is_told_in_the_pictures_place():
    desk = with_pictures()
    desk.fails = NotWhatItSays(host="img.example", expected="JPEG", found="HTML")
    async with opened(desk) as (pilot, _):
        await pilot.press("i")
        await wait_for(pilot, lambda: "HTML입니다" in painted(pilot.app))
        assert CAPTIONS[0] in painted(pilot.app)
        desk.fails = None
        await pilot.press("n")
        await wait_for(pilot, lambda: "▀" in painted(pilot.app))


async def test_while_it_is_fetched_a_sentence_and_the_caption_stand_there():
    desk = with_pictures()
    come = asyncio.Event()
    drawn = desk.picture

    async def slowly(url, frame):
        await come.wait()
        return await drawn(url, frame)

    desk.picture = slowly
    async with opened(desk) as (pilot, _):
        await pilot.press("i")
        await wait_for(pilot, lambda: say("ui.pictures.loading") in painted(pilot.app))
        assert CAPTIONS[0] in painted(pilot.app)
        come.set()
        await wait_for(pilot, lambda: "▀" in painted(pilot.app))


async def test_an_article_without_pictures_has_nothing_to_show():
    desk = with_pictures(0)
    async with opened(desk) as (pilot, screen):
        assert not screen.here.pictures
        await pilot.press("i")
        await pilot.pause()
        assert pilot.app.screen is screen


async def test_the_picture_that_the_source_shows_beside_it_counts_where_the_text_has_none():
    desk = with_pictures(0)
    desk.headlines[0] = replace(desk.headlines[0], image="https://img.example/lead.jpg")
    async with opened(desk) as (pilot, _):
        await shown(pilot)
        assert wanted(desk)[-1] == "https://img.example/lead.jpg"


@pytest.mark.parametrize(
    ("wish", "far", "said"),
    [
        ("auto", "1.2.3.4 5 6.7.8.9 22", "ui.pictures.off_far"),
        ("never", "", "ui.pictures.off"),
        ("cells", "1.2.3.4", ""),
    ],
)
async def test_over_ssh_pictures_are_off_unless_asked_for(monkeypatch, wish, far, said):
    monkeypatch.setenv("SSH_CONNECTION", far)
    desk = with_pictures()
    app = PaperApp(desk, pictures=wish)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await wait_for(pilot, lambda: getattr(app.screen, "article", None) and app.screen.article.shown == "a0")
        if said:
            await pilot.press("i")
            await wait_for(pilot, lambda: say(said) in toasts(app))
            assert not desk.did("picture")
        else:
            await shown(pilot)


@pytest.mark.parametrize(
    ("environment", "form"),
    [
        ({"TERM": "xterm-256color"}, "cells"),
        ({"TERM": "xterm-kitty"}, "kitty"),
        ({"TERM": "xterm-ghostty"}, "kitty"),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, "kitty"),
        ({"TERM": "foot"}, "sixel"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "sixel"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm", "TMUX": "yes"}, "cells"),
        ({"TERM": "screen-256color", "KITTY_WINDOW_ID": "1"}, "cells"),
    ],
)
async def test_a_terminal_is_known_by_its_name_and_never_asked(environment, form, monkeypatch):
    monkeypatch.setenv("COLORTERM", "truecolor")
    async with PaperApp(paper()).run_test() as pilot:
        assert terminal.picture_form(pilot.app, "auto", environment) == form
        assert terminal.picture_form(pilot.app, "dots", environment) == "dots"


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "xterm", "COLORTERM": ""}])
async def test_without_colours_pictures_are_dots(monkeypatch, variables):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    async with PaperApp(paper()).run_test() as pilot:
        assert terminal.picture_form(pilot.app, "auto", {"TERM": "xterm-kitty"}) == "dots"


# Through the real fetcher and the worker


@pytest.fixture
async def pictures(tmp_path):
    desk = open_desk(
        Config(sources=()), Paths.under(tmp_path / "reader"), now=lambda: datetime(2026, 1, 15, 9, 54, tzinfo=KST)
    )
    yield Pictures(desk)
    await desk.close()


async def test_a_picture_is_asked_for_once_whatever_the_size_and_comes_from_the_cache_offline(pictures, replica):
    address = replica.at("/data/photos/20260103/a.png")
    for columns in (30, 40, 50):
        drawing = await pictures.draw(address, replace(FRAME, columns=columns))
        assert drawing.columns <= columns
        assert drawing.pixels
    assert replica.count("/data/photos/*") == 1
    await pictures.draw(replica.at("/data/photos/20260103/b.png"), FRAME)
    replica.stop()
    assert (await pictures.draw(address, FRAME)).pixels


@pytest.mark.parametrize(
    ("body", "told", "error"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", NotWhatItSays),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png", NotWhatItSays),
        ("<html>로그인</html>", "text/html; charset=UTF-8", NotWhatItSays),
        ("<html>로그인</html>", "image/jpeg", NotWhatItSays),
        (bytes(30 << 20), "image/png", TooLarge),
        (b"\xff\xd8\xff\xe0" + bytes(200), "image/jpeg", ParseError),
    ],
)
async def test_what_is_no_picture_is_refused_in_its_own_words(pictures, replica, body, told, error):
    address = replica.page("/broken.jpg", body, told)
    with pytest.raises(error) as refused:
        await pictures.draw(address, FRAME)
    assert refused.value.fields["host"] == "127.0.0.1"


async def test_a_bomb_ends_no_process_and_the_next_picture_is_drawn(pictures, replica, tmp_path):
    Image.new("1", (7_000, 7_000)).save(tmp_path / "bomb.png")
    with pytest.raises(PictureTooLarge):
        await pictures.draw(replica.page("/bomb.png", (tmp_path / "bomb.png").read_bytes(), "image/png"), FRAME)
    assert (await pictures.draw(replica.at("/data/photos/20260103/a.png"), FRAME)).pixels


async def test_failures_of_the_network_are_told_as_such(pictures, replica):
    address = replica.at("/data/photos/20260103/a.png")
    for fault, error in ((Fault.status(410), Gone), (Fault.status(403), Refused)):
        with replica.fault("/data/photos/*", fault), pytest.raises(error):
            await pictures.draw(address, FRAME)
    for unsafe in ("file:///etc/passwd", "data:image/png;base64,AA", ""):
        with pytest.raises(UnsafeAddress):
            await pictures.draw(unsafe, FRAME)


async def test_without_a_network_and_without_a_copy_it_says_so(pictures, replica):
    desk = pictures._desk
    desk._fetcher = Fetcher(wire=desk.connect, store=None, now=desk.now, offline=True)
    with pytest.raises(Offline):
        await pictures.draw(replica.at("/data/photos/20260103/a.png"), FRAME)


async def test_the_loop_goes_on_while_a_picture_is_decoded(pictures, replica, tmp_path):
    Image.effect_noise((4000, 4000), 90).save(tmp_path / "large.jpg", quality=20)
    address = replica.page("/large.jpg", (tmp_path / "large.jpg").read_bytes(), "image/jpeg")
    threads = set(threading.enumerate())
    task = asyncio.ensure_future(pictures.draw(address, Frame("cells", 100, 40)))
    longest, loop = 0.0, asyncio.get_running_loop()
    while not task.done():
        before = loop.time()
        await asyncio.sleep(0)
        longest = max(longest, loop.time() - before)
    assert (await task).rows == 40
    assert longest < 0.25
    assert len(set(threading.enumerate()) - threads) < 8
