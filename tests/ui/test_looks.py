"""Colours that can be read, and no glyph of the frame that a terminal might draw two cells wide."""

import io
import sys
import unicodedata
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from rich.color import ColorSystem
from ui.desk import lines, opened, painted, paper, wait_for

from reader import locale
from reader.app import NuriApp
from reader.config.settings import Config, ReadingSettings
from reader.model import Block, Drawing, Passage, SkyState, StationRow
from reader.newsroom import sample
from reader.newsroom.desk import open_desk
from reader.newsroom.service import Newsroom
from reader.paths import Paths
from reader.sources import catalog
from reader.sources.sample import pages
from reader.text import marks
from reader.ui.catalog import CatalogScreen
from reader.ui.main import MainScreen
from reader.ui.sources import SourcesScreen
from reader.ui.terminal import wants_ascii

CURSORS = {"headlines": "headlines--cursor", "sections": "sections--current", "article": "pane--title"}
READABLE = 4.5  # WCAG 2.2, 1.4.3 (AA)
SEEN = {"▀", "▐", "▪", "|", *(chr(0x2800 + bits) for bits in range(256))}
"""Rules, coasts, bars and marks: what is seen and not read (WCAG 1.4.11 asks 3:1 of those that carry meaning)."""
_DARK = [(0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170), (170, 170, 170)]
VGA = _DARK + [
    tuple(85 + (170 if part == 170 else 0) for part in colour) for colour in [*_DARK[:3], (170, 170, 0), *_DARK[4:]]
]


def shown(colour, palette=None):
    """Give a colour as a terminal shows it: as it is, or the nearest of its sixteen."""
    return palette[colour.downgrade(ColorSystem.STANDARD).number] if palette else colour.get_truecolor()


def luminance(colour, palette=None):
    parts = [part / 255 for part in shown(colour, palette)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(style, palette=None):
    darker, lighter = sorted([luminance(style.color, palette), luminance(style.bgcolor, palette)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["nuri", "nuri-day"])
async def test_every_text_has_enough_contrast_on_every_background_it_stands_on(theme):
    async with opened(paper(), theme=theme) as (pilot, screen):
        poor = {}
        for focused in (screen.headlines, screen.sections, screen.article):
            screen.enter(focused)
            await wait_for(pilot, lambda focused=focused: focused.has_focus)
            await pilot.pause()
            for pane in screen.panes:
                for name in pane._component_styles:
                    for over in ("", CURSORS[pane.id]):
                        ratio = contrast(pane.style_of(name, over))
                        if ratio < READABLE and not name.endswith("skeleton") and "scroll" not in name:
                            poor[name, over] = round(ratio, 2)
        for widget in (screen.masthead, screen.weather, screen.footer):
            for name in widget._component_styles:
                if (ratio := contrast(widget.get_component_rich_style(name))) < READABLE:
                    poor[name] = round(ratio, 2)
        assert not poor


SCREENS = {
    "paper": (),
    "article": ("enter",),
    "help": ("question_mark",),
    "weather": ("w",),
    "pictures": ("i",),
    "palette": ("ctrl+p",),
}


def looked_at():
    """A paper whose every text is Korean or ASCII, with stations and their days."""
    desk = paper()
    desk.headlines[0] = replace(desk.headlines[0], summary="", author="")
    desk.bodies["a0"] = (Block("image", (Passage("a caption"),), url="https://img.example/a.jpg"),)
    day = tuple(float(hour % 7) for hour in range(24))
    rows = tuple(
        StationRow(each, chosen=place < 5, latitude=35 + place * 0.3, longitude=127 + place * 0.1, change=0.5, day=day)
        for place, each in enumerate(desk.sky.stations)
    )
    desk.weather_table = lambda: SkyState(desk.sky, rows)
    return desk


async def screens(pilot, *names):
    """Show one screen after the other, and name it."""
    app = pilot.app
    for name in names or SCREENS:
        await pilot.press(*SCREENS[name])
        if SCREENS[name] and name != "article":
            await wait_for(pilot, lambda: not isinstance(app.screen, MainScreen))
        await wait_for(pilot, lambda name=name: name != "pictures" or isinstance(app.screen.canvas.shown, Drawing))
        await pilot.pause()
        yield name
        if not isinstance(app.screen, MainScreen):
            await pilot.press("escape")
            await wait_for(pilot, lambda: isinstance(app.screen, MainScreen))


def sentences_of(app):
    """Every character of a sentence, and of the texts from outside."""
    said = "".join(locale.sentences(locale.language()).values())
    return set(said) | {mark for mark in painted(app) if "가" <= mark <= "힣"}


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_no_glyph_of_the_frame_is_of_ambiguous_width(size):
    async with opened(looked_at(), size) as (pilot, _):
        async for name in screens(pilot):
            for line in lines(pilot.app):
                found = {mark for mark in line if unicodedata.east_asian_width(mark) == "A" or mark == "\ufe0f"}
                if name == "pictures":
                    found.discard("▀")  # of the picture, which can be had in dots
                assert found <= sentences_of(pilot.app) | {"·"}, (name, line)


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_with_ascii_marks_all_but_sentences_and_texts_is_ascii(language):
    locale.use(language)
    async with opened(looked_at(), marks="ascii") as (pilot, _):
        assert marks.marks() is marks.ASCII
        async for name in screens(pilot):
            found = {mark for mark in painted(pilot.app) if not mark.isascii()}
            assert found - sentences_of(pilot.app) == set(), name


async def test_what_marks_tell_is_told_in_ascii_as_well():
    async with opened(looked_at(), marks="ascii") as (pilot, _):
        async for _ in screens(pilot, "article"):
            rows = [line for line in lines(pilot.app) if "제목" in line]
            assert any(">" in row for row in lines(pilot.app))
            assert any("*" in row for row in rows)
            assert any(" + " in row for row in rows)
            assert any("~" in row for row in rows)
            assert any("2026.01.15 09:41 - 누리일보" in line for line in lines(pilot.app))


@pytest.mark.parametrize(
    ("wish", "term", "encoding", "plain"),
    [
        ("auto", "xterm-256color", "utf-8", False),
        ("auto", "xterm-256color", "UTF8", False),
        ("auto", "xterm-256color", "euc_kr", True),
        ("auto", "linux", "utf-8", True),
        ("auto", "dumb", "utf-8", True),
        ("unicode", "dumb", "euc_kr", False),
        ("ascii", "xterm-256color", "utf-8", True),
    ],
)
def test_ascii_is_chosen_where_the_terminal_shows_little_else(monkeypatch, wish, term, encoding, plain):
    monkeypatch.setattr(sys, "__stderr__", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    assert wants_ascii(wish, {"TERM": term}) is plain


def test_every_mark_has_one_cell_in_both_forms():
    for form in (marks.DRAWN, marks.ASCII):
        single = (form.cut, form.bar, form.unread, form.saved, form.chosen, form.here, *form.bars)
        assert {cell_len(mark) for mark in single} == {1}
        assert len(form.bars) == 8
    assert "".join(str(getattr(marks.ASCII, name)) for name in marks.Marks.__slots__).isascii()


def texts(app):
    """Every text of the screen in front with its style; what shines through behind a window is not read."""
    window = next(iter(app.screen.query("#help, #--container")), app.screen).region
    for line in app.screen._compositor.render_strips()[window.y : window.bottom]:
        for segment in line.crop(window.x, window.right):
            if segment.text.strip() and segment.text.strip()[0] not in SEEN:
                yield segment.text, segment.style


def poor(found, palette=None):
    """Name the texts that cannot be read well, with their contrast."""
    return {text: round(ratio, 1) for text, style in found if (ratio := contrast(style, palette)) < READABLE}


@pytest.mark.parametrize("theme", ["nuri", "nuri-day"])
async def test_every_screen_can_be_read(theme):
    async with opened(looked_at(), theme=theme) as (pilot, _):
        found = {name: poor(texts(pilot.app)) async for name in screens(pilot)}
        assert found == {name: {} for name in SCREENS}


@pytest.mark.parametrize("theme", ["nuri", "nuri-day"])
async def test_with_sixteen_colours_every_screen_can_be_read_and_the_cursor_be_seen(monkeypatch, theme):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    async with opened(looked_at(), theme=theme) as (pilot, screen):
        assert pilot.app.console.color_system == "standard"
        chosen, other = screen.headlines.style_of("", "headlines--cursor"), screen.headlines.fill
        assert shown(chosen.bgcolor, VGA) != shown(other.bgcolor, VGA)
        found = {name: poor(texts(pilot.app), VGA) async for name in screens(pilot)}
        assert found == {name: {} for name in SCREENS}


@asynccontextmanager
async def sample_paper(tmp_path, **reading):
    """The sample edition behind a real newsroom, fetched."""
    config = Config(reading=ReadingSettings(**reading))
    desk = open_desk(config, Paths.under(tmp_path), now=sample.clock(), wire=sample.SampleWire, sample=True)
    newsroom = Newsroom(desk)
    app = NuriApp(newsroom, config, desk.now)
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_for(pilot, lambda: len(newsroom.current_list().rows) and not newsroom.masthead().refreshing)
        yield pilot
    await newsroom.close()


async def listings(pilot):
    """Show the sources, the catalogue, the search before anything is typed and what it finds; name each."""
    for screen, key in ((SourcesScreen, "s"), (CatalogScreen, "c")):
        await pilot.press(key)
        await wait_for(pilot, lambda screen=screen: isinstance(pilot.app.screen, screen))
        await pilot.pause()
        yield screen.__name__
    await pilot.press("escape", "escape")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, MainScreen))
    await pilot.press("slash")
    await wait_for(pilot, lambda: not isinstance(pilot.app.screen, MainScreen))
    yield "search"
    await pilot.press("a", "i", "enter")
    await wait_for(pilot, lambda: "AI" in painted(pilot.app))
    yield "found"


async def test_lists_of_sources_and_finds_have_ascii_marks_as_well(tmp_path):
    printed = {mark for page in pages().values() for mark in page.body.decode(errors="ignore")}
    catalogue = {mark for offer in catalog.offers() for mark in offer.name}
    async with sample_paper(tmp_path, marks="ascii") as pilot:
        async for name in listings(pilot):
            found = {mark for mark in painted(pilot.app) if not mark.isascii()}
            assert found - sentences_of(pilot.app) - printed - catalogue == set(), name


@pytest.mark.parametrize("colours", [None, VGA])
@pytest.mark.parametrize("theme", ["nuri", "nuri-day"])
async def test_lists_of_sources_and_finds_can_be_read(tmp_path, monkeypatch, theme, colours):
    if colours:
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.delenv("COLORTERM")
    async with sample_paper(tmp_path, theme=theme) as pilot:
        async for name in listings(pilot):
            assert poor(texts(pilot.app), colours) == {}, name
