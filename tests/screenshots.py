"""Makes the pictures in screenshots/ anew: `python -m tests.screenshots` (PNG needs rsvg-convert and a CJK font).

The sample edition is run headless at each size, and the screen is written as SVG with every character at a place of
its own, so that Hangul columns stand straight in any font, and with no font fetched from anywhere.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import tempfile
from contextlib import asynccontextmanager
from datetime import timedelta
from html import unescape
from math import cos, pi
from pathlib import Path
from xml.sax.saxutils import escape

from msgspec.structs import replace
from rich.cells import cell_len
from textual.pilot import Pilot

from reader.app import NuriApp
from reader.config import Config
from reader.config.settings import ReadingSettings
from reader.library import keep_observations, observations
from reader.library.indexing import behind
from reader.model import Drawing
from reader.newsroom import sample
from reader.newsroom.desk import Desk, open_desk
from reader.newsroom.service import Newsroom
from reader.paths import Paths
from reader.ui.catalog import CatalogScreen
from reader.ui.pictures import PicturesScreen
from reader.ui.search import SearchScreen
from reader.ui.sources import SourcesScreen

FOLDER = Path(__file__).parents[1] / "screenshots"
SOUGHT = ("교", "육")
COLOURS = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
FONTS = "'DejaVu Sans Mono', 'Menlo', 'Consolas', 'Noto Sans Mono CJK KR', 'D2Coding', monospace"
_TEXT = re.compile(r'(<text [^>]*?)x="([\d.]+)"([^>]*?) textLength="([\d.]+)"([^>]*)>([^<]*)</text>')
_FONT_FACES = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_CELL = 12.2  # Rich draws a cell this wide
_WIDE = 23  # a Hangul square nearly fills its two cells; Latin letters are drawn at 20


@asynccontextmanager
async def edition(columns: int, rows: int, config: Config | None = None):
    """Open the sample edition on a headless screen, everything fetched; yields the pilot and the desk."""
    with tempfile.TemporaryDirectory() as folder:
        settings, paths = config or Config(), Paths.under(Path(folder))
        desk = open_desk(settings, paths, now=sample.clock(), wire=sample.SampleWire, sample=True)
        newsroom = Newsroom(desk)
        app = NuriApp(newsroom, desk.config, desk.now)
        async with app.run_test(size=(columns, rows)) as pilot:
            await _until(pilot, lambda: len(newsroom.current_list().rows) > 0 and not newsroom.masthead().refreshing)
            yield pilot, desk
        await newsroom.close()


async def demo(columns: int, rows: int) -> str:
    """Give the screen with an article shown, as SVG."""
    async with edition(columns, rows) as (pilot, _):
        if columns >= 80:
            await pilot.press("enter")
            await pilot.pause(0.2)
            await pilot.press("q")
        return await _taken(pilot)


async def weather(columns: int, rows: int) -> str:
    """Give the weather screen, with a made-up day before its one observation, as SVG."""
    async with edition(columns, rows) as (pilot, desk):
        await _until(pilot, lambda: desk.library.read(observations, desk.now()) is not None)
        await _day_before(desk)
        await pilot.press("w", "j", "j")
        return await _taken(pilot)


async def search(columns: int, rows: int) -> str:
    """Give the search screen with what a query finds, as SVG."""
    async with edition(columns, rows) as (pilot, desk):
        await _until(pilot, lambda: not desk.library.read(behind))
        await pilot.press("slash")
        await _until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
        await pilot.press(*SOUGHT)
        await pilot.pause(1.0)
        return await _taken(pilot)


async def catalogue(columns: int, rows: int) -> str:
    """Give the catalogue that opens from the screen of the sources, as SVG."""
    async with edition(columns, rows) as (pilot, _):
        await pilot.press("s")
        await _until(pilot, lambda: isinstance(pilot.app.screen, SourcesScreen))
        await pilot.press("c")
        await _until(pilot, lambda: isinstance(pilot.app.screen, CatalogScreen))
        await pilot.press("j", "j")
        return await _taken(pilot)


async def pictures(columns: int, rows: int) -> str:
    """Give the screen with the lead's picture in half cells, as SVG."""
    async with edition(columns, rows, Config(reading=ReadingSettings(pictures="cells"))) as (pilot, _):
        await pilot.press("enter")
        await _until(pilot, lambda: pilot.app.screen.here.pictures)
        await pilot.press("i")
        await _until(pilot, lambda: isinstance(pilot.app.screen, PicturesScreen))
        await _until(pilot, lambda: isinstance(pilot.app.screen.canvas.shown, Drawing))
        return await _taken(pilot)


async def _taken(pilot: Pilot) -> str:
    await pilot.pause(0.3)
    return placed(pilot.app.export_screenshot(title="nuri demo"))


async def _day_before(desk: Desk) -> None:
    """Keep what the stations may have told in the hours before: warmest at three, coldest at six."""
    held, _ = desk.library.read(observations, desk.now())
    for back in range(1, 24):
        moment = held.observed - timedelta(hours=back)
        curve = 5 * (cos(2 * pi * (moment.hour - 15) / 24) - cos(2 * pi * (held.observed.hour - 15) / 24))
        told = [
            replace(one, temperature=None if one.temperature is None else round(one.temperature + curve, 1))
            for one in held.stations
        ]
        earlier = replace(held, observed=moment, stations=tuple(told))
        await desk.write(keep_observations, earlier, moment + timedelta(minutes=12))


def placed(svg: str) -> str:
    """Give every character its own place and the size of its cell, and take out the fonts that would be fetched."""
    svg = _FONT_FACES.sub("", svg)
    svg = re.sub(r"font-family: [^;]+;", f"font-family: {FONTS};", svg)
    return _TEXT.sub(_one, svg)


def _one(match: re.Match[str]) -> str:
    head, start, middle, _, tail, text = match.groups()
    places, at = [], float(start)
    for character in unescape(text):
        cells = cell_len(character)
        if not character.isspace():
            wide = f' font-size="{_WIDE}"' if cells > 1 else ""
            places.append(f'<tspan x="{at:.1f}"{wide}>{escape(character)}</tspan>')
        at += cells * _CELL
    return f"{head}{middle}{tail}>{''.join(places)}</text>"


async def _until(pilot, done) -> None:
    for _ in range(500):
        if done():
            return
        await pilot.pause(0.02)
    raise TimeoutError


def main() -> None:
    """Write SVG and PNG for every size; of pictures, every cell of which has its colours, the PNG alone."""
    os.environ |= COLOURS
    FOLDER.mkdir(exist_ok=True)
    for taken, sizes in SCREENS.items():
        for columns, rows in sizes:
            file = FOLDER / f"{taken.__name__}-{columns}x{rows}.svg"
            _write(file, asyncio.run(taken(columns, rows)))
            if taken is pictures:
                file.unlink()


def _write(file: Path, svg: str) -> None:
    """Write an SVG, and the PNG beside it."""
    file.write_text(svg, encoding="utf-8")
    subprocess.run(["rsvg-convert", "-z", "1", "-o", str(file.with_suffix(".png")), str(file)], check=True)
    print(file.name)


SCREENS = {
    demo: ((80, 24), (120, 40), (160, 45)),
    weather: ((80, 24), (120, 40)),
    search: ((120, 40),),
    catalogue: ((120, 40),),
    pictures: ((120, 40),),
}

if __name__ == "__main__":
    main()
