"""The strip: whole stations, taking turns, honest about what is missing and how old it is."""

import unicodedata
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from ui.desk import NOW, STATIONS, lines, opened, paper, wait_for

from reader.model import Observation, WeatherState
from reader.text.layout import cells
from reader.text.weather import degrees
from reader.ui.weather import _pages, _value

NAMES = [name for name, _, _ in STATIONS]


def station(name, sky="맑음", temperature=1.0):
    return Observation(name, name, sky, temperature)


@given(
    st.lists(st.text("가나다라", min_size=1, max_size=6), unique=True, max_size=20),
    st.integers(0, 4),
    st.integers(0, 200),
)
def test_every_station_that_fits_has_its_turn_and_the_own_stand_on_every_page(names, own, room):
    stations = [station(name) for name in names]
    pages = _pages(stations, own, room)
    width = [sum(cells(f" {each.name} {_value(each)} ") for each in page) for page in pages]
    assert all(size <= room for size in width)
    left, fixed = room, set()
    for each in stations[:own]:
        size = cells(f" {each.name} {_value(each)} ")
        if size <= left:
            left -= size
            fixed.add(id(each))
    if sum(cells(f" {each.name} {_value(each)} ") for each in stations) <= room:
        assert pages == [tuple(stations)]  # in their own order
    for page in pages:
        assert fixed <= set(map(id, page))
    shown = {each.name for page in pages for each in page}
    assert {each.name for each in stations if cells(f" {each.name} {_value(each)} ") <= left} <= shown


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_stations_that_do_not_fit_take_turns(size):
    desk = paper()
    async with opened(desk, size) as (pilot, screen):
        strip = screen.weather
        assert strip.turning
        assert strip._timer is not None
        seen = []
        while not seen or strip.in_sight[0].name != "동두천":
            seen += [each.name for each in strip.in_sight]
            assert all(each.name in lines(pilot.app)[1] for each in strip.in_sight)
            strip.turn()
            await pilot.pause()
        assert seen == NAMES
        assert lines(pilot.app)[1].endswith("기상청 제공 · 09:00 관측 ")


async def test_no_timer_runs_while_all_fit():
    desk = paper()
    desk.sky = replace(desk.sky, stations=desk.sky.stations[:3])
    async with opened(desk) as (pilot, screen):
        assert not screen.weather.turning
        assert screen.weather._timer is None
        desk.sky = paper().sky
        desk.tell("weather", "")
        await wait_for(pilot, lambda: screen.weather._timer is not None)
        await pilot.resize_terminal(300, 40)
        await wait_for(pilot, lambda: screen.weather._timer is None)


async def test_the_readers_own_station_always_stands():
    desk = paper()
    own = station("파리", "비", 11.5)
    desk.sky = replace(desk.sky, stations=(own, *desk.sky.stations), own=1)
    async with opened(desk, (80, 24)) as (pilot, screen):
        for _ in range(5):
            assert lines(pilot.app)[1].startswith(" 파리 비 11.5")
            screen.weather.turn()
            await pilot.pause()


async def test_what_is_missing_is_shown_as_missing():
    desk = paper()
    desk.sky = replace(
        desk.sky, stations=(station("광주", "-", 5.1), station("고창", None, None), station("서울", "눈", -0.0))
    )
    async with opened(desk) as (pilot, _):
        assert lines(pilot.app)[1].startswith(" 광주 - 5.1  고창 - -  서울 눈 0.0")


async def test_a_stale_strip_says_its_age():
    desk = paper()
    desk.sky = replace(desk.sky, observed=NOW - timedelta(hours=26), stale=True)
    async with opened(desk) as (pilot, _):
        assert lines(pilot.app)[1].endswith("기상청 제공 · 01.14 07:54 관측 · 1일 전 값 ")


@pytest.mark.parametrize(
    ("provider", "credit"),
    [
        ("weather.go.kr", "기상청 제공"),
        ("open-meteo", "Open-Meteo 제공"),
        ("sample", "기상청 제공"),
        ("새 곳", "새 곳 제공"),
    ],
)
async def test_the_provider_is_named(provider, credit):
    desk = paper()
    desk.sky = replace(desk.sky, provider=provider)
    async with opened(desk) as (pilot, _):
        assert credit in lines(pilot.app)[1]


async def test_without_weather_the_strip_takes_no_line():
    desk = paper()
    desk.sky = WeatherState()
    async with opened(desk, (60, 20)) as (pilot, _):
        assert "경제산업" in lines(pilot.app)[1]
    desk.sky = WeatherState(note="ui.note.no_weather")
    async with opened(desk, (60, 20)) as (pilot, _):
        assert "아직 받은 날씨가 없습니다." in lines(pilot.app)[1]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 50)])
@pytest.mark.parametrize("temperature", [-0.6, 39.9])
async def test_at_every_width_stations_stand_whole_and_the_stand_in_is_named(size, temperature):
    desk = paper()
    desk.sky = replace(desk.sky, provider="open-meteo", instead=True, own=1)
    desk.sky = replace(desk.sky, stations=tuple(replace(one, temperature=temperature) for one in desk.sky.stations))
    async with opened(desk, size) as (pilot, screen):
        line = lines(pilot.app)[1]
        assert cells(line) == size[0]
        assert line.startswith(f" 동두천 맑음 {temperature}  ")
        assert line.count(str(temperature)) == len(screen.weather.in_sight)
        assert line.endswith(" Open-Meteo 대신 · 09:00 관측 ")


@pytest.mark.parametrize(
    ("columns", "credit"),
    [
        (60, " Open-Meteo 대신 · 2시간 전 값 "),
        (120, " Open-Meteo 대신 · 07:54 관측 · 2시간 전 값 "),
        (40, " 2시간 전 값 "),
    ],
)
async def test_a_narrow_strip_says_the_age_before_the_hour(columns, credit):
    desk = paper()
    stations = desk.sky.stations[:1]
    desk.sky = replace(
        desk.sky, provider="open-meteo", instead=True, stale=True, stations=stations, observed=NOW - timedelta(hours=2)
    )
    async with opened(desk, (columns, 20)) as (pilot, _):
        assert lines(pilot.app)[1].endswith(credit)
        assert lines(pilot.app)[1].startswith(" 동두천 맑음 0.8")


async def test_two_providers_are_both_named():
    desk = paper()
    desk.sky = replace(desk.sky, partner="open-meteo")
    async with opened(desk) as (pilot, _):
        assert lines(pilot.app)[1].endswith("기상청 제공 · Open-Meteo 제공 · 09:00 관측 ")


async def test_an_answer_without_an_hour_says_when_it_was_fetched():
    desk = paper()
    desk.sky = replace(desk.sky, observed=None, fetched=NOW)
    async with opened(desk) as (pilot, _):
        assert lines(pilot.app)[1].endswith("기상청 제공 · 09:54 받음 ")


@pytest.mark.parametrize(
    ("temperature", "warm"),
    [
        (-0.6, "freezing"),
        (-0.04, "cold"),
        (9.9, "cold"),
        (10.0, "mild"),
        (20.0, "warm"),
        (39.9, "hot"),
        (None, "value"),
    ],
)
async def test_a_temperature_has_a_colour_and_a_form_of_its_warmth(temperature, warm):
    desk = paper()
    desk.sky = replace(desk.sky, stations=(station("서울", "맑음", temperature),))
    async with opened(desk) as (_, screen):
        told = degrees(temperature)
        (segment,) = [one for one in screen.weather.render_line(0) if one.text == told]
        assert segment.style == screen.weather.get_component_rich_style(f"weather--{warm}")
        assert bool(segment.style.underline) == (warm == "freezing")
        assert bool(segment.style.bold) == (warm == "hot")
    assert unicodedata.east_asian_width(told[0]) in {"Na", "N"}


async def test_nothing_is_painted_that_has_not_changed(monkeypatch):
    desk = paper()
    desk.sky = replace(desk.sky, stations=desk.sky.stations[:2])
    async with opened(desk) as (_, screen):
        painted = []
        monkeypatch.setattr(screen.weather, "refresh", lambda *regions, **how: painted.append(regions))
        for _ in range(5):
            desk.tell("weather", "")
        assert painted == []
        desk.sky = replace(desk.sky, stations=desk.sky.stations[:1])
        desk.tell("weather", "")
        assert len(painted) == 1
