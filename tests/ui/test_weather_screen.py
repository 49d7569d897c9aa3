"""The weather screen: every station in the table and on the map, and the strip's chosen there."""

from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from replica import Fault
from rich.cells import cell_len
from ui.desk import lines, painted, wait_for

from reader import locale
from reader.app import NuriApp
from reader.config import Names, load, parse
from reader.newsroom.desk import open_desk
from reader.newsroom.polling import Manner
from reader.newsroom.service import Newsroom
from reader.newsroom.weather_round import refresh_weather
from reader.paths import Paths
from reader.text.dates import KST
from reader.text.marks import marks
from reader.ui.korea import Projection, drawn
from reader.ui.weather_screen import WeatherScreen
from reader.weather.stations import stations

NOW = datetime(2026, 1, 15, 12, 14, tzinfo=KST)
CHOSEN = 'stations = ["서울", 172, "고창군", {name = "Paris", latitude = 48.86, longitude = 2.35}]  # 내 것\n'


@pytest.fixture(autouse=True)
def _language():
    yield
    locale.use("auto")


@asynccontextmanager
async def weather(tmp_path, replica, size=(120, 40), language="ko"):
    """Open the weather screen at `size`, on four hours of weather: (pilot, screen, configuration file)."""
    file = tmp_path / "config.toml"
    site, _, sky = replica.config(more=CHOSEN).partition("[weather]")
    file.write_text(f'language = "{language}"\n{site}[weather]{sky}', encoding="utf-8")
    locale.use(language)
    clock = [NOW - timedelta(hours=3)]
    desk = open_desk(replace(load(file, Names()), sources=()), Paths.under(tmp_path / "reader"), now=lambda: clock[0])
    for hour in range(9, 13):
        told = {"서울": ("눈", hour - 9.6), "고창": ("맑음", 39.9), "고창군": ("약한 비", None), "부산": ("-", -0.6)}
        replica.weather.observe(datetime(2026, 1, 15, hour, tzinfo=KST), told)
        await refresh_weather(desk, Manner())
        clock[0] += timedelta(hours=1)
    clock[0] = NOW
    newsroom = Newsroom(desk)
    app = NuriApp(newsroom, desk.config, lambda: clock[0])
    try:
        async with app.run_test(size=size) as pilot:
            await wait_for(pilot, lambda: app.screen.size == size)
            await pilot.press("w")
            await wait_for(pilot, lambda: isinstance(app.screen, WeatherScreen) and app.screen.size == size)
            await pilot.pause()
            yield pilot, app.screen, file
    finally:
        await newsroom.close()


def line_of(app, name):
    return next(line for line in lines(app) if f" {name} " in line)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 50)])
@pytest.mark.parametrize("language", ["ko", "en"])
async def test_every_width_shows_whole_columns_and_the_map(tmp_path, replica, size, language):
    async with weather(tmp_path, replica, size, language) as (pilot, screen, _):
        assert all(cell_len(line) == size[0] for line in lines(pilot.app))
        seoul = line_of(pilot.app, {"ko": "서울", "en": "Seoul"}[language])
        assert {"ko": "눈", "en": "Snow"}[language] in seoul
        assert "2.4" in seoul
        assert "+1.0" in seoul
        assert "39.9" in painted(pilot.app)
        assert marks().here in painted(pilot.app)
        if size[0] >= 120:
            assert marks().bars[0] in seoul
            assert marks().bars[-1] in seoul
        assert screen.map.size.height >= 6


async def test_the_table_has_the_strips_stations_first_then_all_others(tmp_path, replica):
    async with weather(tmp_path, replica) as (pilot, screen, _):
        names = [row.now.name for row in screen.table.state.rows]
        assert names[:5] == ["서울", "고창", "고창군", "Paris", "속초"]
        assert len(names) == 98
        assert "다른 지점" in painted(pilot.app)
        assert "기상청 제공 · Open-Meteo 제공 · 12:00 관측" in lines(pilot.app)[0]
        assert line_of(pilot.app, "고창군").split()[2:4] == [
            "약한비",
            "-",
        ]  # the provider told no temperature: none is shown
        await pilot.press("G")
        assert screen.table.current.now.name == "북부산"
        await pilot.press("g")
        assert screen.table.current.now.name == "서울"


async def test_the_station_under_the_cursor_is_named_on_the_map(tmp_path, replica):
    async with weather(tmp_path, replica) as (pilot, screen, _):
        for name in ("서울", "고창", "고창군"):
            assert screen.table.current.now.name == name
            here = screen.table.current
            _, row = screen.map.projection.cell(here.longitude, here.latitude)
            line = lines(pilot.app)[screen.map.region.y + row]
            assert f"{marks().here} {name} " in line or f" {name} " in line, line
            await pilot.press("ㅓ")  # j under the Hangul layout
            await pilot.pause()


async def test_choosing_and_ordering_is_kept_in_the_configuration_with_its_comments(tmp_path, replica):
    async with weather(tmp_path, replica) as (pilot, screen, file):
        await pilot.press("j", "space")  # 고창 off
        await wait_for(pilot, lambda: screen.table.chosen == ["108", "251", "48.8600,2.3500"])
        await pilot.press("g", "J")  # 서울 one down
        await wait_for(pilot, lambda: screen.table.chosen == ["251", "108", "48.8600,2.3500"])
        assert screen.table.current.now.name == "서울"
        assert (
            'stations = ["고창군", "서울", {name = "Paris", latitude = 48.86, longitude = 2.35}]  # 내 것'
            in file.read_text("utf-8")
        )
        assert parse(file.read_text("utf-8"), "", Names()).weather.stations[:2] == ("고창군", "서울")
        await pilot.press("q")
        await wait_for(pilot, lambda: not isinstance(pilot.app.screen, WeatherScreen))
        await wait_for(pilot, lambda: lines(pilot.app)[1].startswith(" 고창군 약한비 -  서울 눈 2.4"))


async def test_a_configuration_that_cannot_be_written_is_told_and_nothing_changes(tmp_path, replica):
    async with weather(tmp_path, replica) as (pilot, screen, file):
        file.write_text("not [ toml", encoding="utf-8")
        before = screen.table.chosen
        await pilot.press("space")
        await wait_for(pilot, lambda: pilot.app._notifications)
        assert screen.table.chosen == before
        assert file.read_text("utf-8") == "not [ toml"


async def test_a_new_observation_comes_into_the_open_screen(tmp_path, replica):
    async with weather(tmp_path, replica) as (pilot, screen, _):
        replica.weather.observe(NOW.replace(hour=13, minute=0), {"서울": ("맑음", -7.5)})
        desk = pilot.app._newsroom._desk
        desk.now = lambda: NOW + timedelta(hours=1)
        await refresh_weather(desk, Manner())
        pilot.app._newsroom.changed()
        await wait_for(pilot, lambda: "-7.5" in painted(pilot.app))
        assert screen.table.current.now.temperature == -7.5


async def test_with_every_provider_down_the_screen_says_so_and_the_map_stays(tmp_path, replica):
    replica.fault("*", Fault.status(500))
    async with weather(tmp_path, replica) as (pilot, screen, _):
        assert "아직 받은 날씨가 없습니다." in lines(pilot.app)[0]
        assert len(screen.table.state.rows) == 98
        assert marks().here in painted(pilot.app)


@pytest.mark.parametrize("size", [(44, 38), (60, 8), (30, 30), (7, 4), (150, 60)])
def test_every_station_has_its_dot_within_a_cell_of_its_place(size):
    projection = Projection(*size)
    dots = {number: projection.dot(one.longitude, one.latitude) for number, one in stations().items()}
    map_of_stations = drawn(projection, frozenset(dots.values()))
    coast = drawn(projection)
    assert all(len(line) == size[0] for line in map_of_stations)
    for number, (x, y) in dots.items():
        column, row = projection.cell(stations()[number].longitude, stations()[number].latitude)
        assert (column, row) == (x // 2, y // 4)
        bit = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))[y % 4][x % 2]
        assert ord(map_of_stations[row][column]) & bit
    assert [len(line) for line in coast] == [size[0]] * size[1]


def test_the_map_stands_the_right_way_round():
    projection = Projection(60, 40)
    cell = {name: projection.cell(one.longitude, one.latitude) for one in stations().values() for name in [one.name]}
    assert cell["백령도"][0] < cell["서울"][0] < cell["강릉"][0] < cell["울릉도"][0]
    assert cell["속초"][1] < cell["대전"][1] < cell["부산"][1] < cell["서귀포"][1]
    assert projection.cell(2.35, 48.86) is None
