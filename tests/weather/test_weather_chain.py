"""Providers that fail in every way there is: what the strip shows then is what a person should believe."""

import json
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from replica import Fault
from weather.sky import API, KMA, METEO, OBS, PERSON, window

from reader.newsroom.weather import sky_state
from reader.text.dates import KST

FRESH = "서울 맑음 3.0  고창 - 5.4  고창군 - 6.0"
BROKEN = {
    "down": Fault.garbage(b""),
    "error": Fault.status(500),
    "html": Fault.wrong_type(),
    "cut": Fault.cut(40),
    "forbidden": Fault.status(403),
}


@pytest.fixture(autouse=True)
def _values(replica):
    for name, told, temperature in (("서울", "맑음", 3.0), ("고창", "-", 5.4), ("고창군", "-", 6.0)):
        replica.weather.put(name, told, temperature)


async def test_the_first_provider_tells_of_the_station_that_was_meant(sky):
    report = await sky.round()
    assert (report.status, report.requests) == ("updated", 1)
    assert sky.strip() == f"{FRESH} | 기상청 제공 · 09:00 관측"
    assert sky.asked() == {"kma": 1}


@pytest.mark.parametrize("fault", BROKEN.values(), ids=BROKEN)
async def test_the_next_provider_stands_in_and_is_named(sky, replica, fault):
    replica.fault(KMA, fault)
    assert (await sky.round()).status == "updated"
    assert sky.strip() == f"{FRESH} | 기상청 대신 · 09:14 받음"
    replica.fault(OBS, fault)
    replica.weather.observe(datetime(2026, 1, 15, 10, tzinfo=KST))
    assert (await sky.after(hours=1)).status == "updated"
    assert sky.strip().endswith("| Open-Meteo 대신 · 10:00 관측")


async def test_a_truncated_map_is_no_map(sky, replica):
    replica.page(
        "/XML/weather/sfc_web_map.xml",
        '<current xmlns="current"><weather year="2026" month="01"><local stn_id="108" ta="9.9">서울',
        "application/xml",
    )
    await sky.round()
    assert "9.9" not in sky.strip()
    assert sky.state().provider == "weather.go.kr"


async def test_a_good_copy_of_the_first_stands_three_hours_before_any_other(sky, replica):
    await sky.round()
    replica.fault(KMA, Fault.status(500))
    sky.asked()
    for minutes in (60, 60):
        assert (await sky.after(minutes=minutes)).status == "failed"
        assert sky.state().provider == "kma"
    assert sky.asked() == {"kma": 2}
    assert sky.strip() == f"{FRESH} | 기상청 제공 · 09:00 관측 · 2시간 전 값"
    await sky.after(minutes=65)
    assert sky.asked() == {"kma": 1, "weather.go.kr": 1}
    assert sky.strip().endswith("| 기상청 대신 · 12:19 받음")


async def test_a_stand_in_never_overwrites_the_first_which_comes_back_at_once(sky, replica):
    replica.fault(KMA, Fault.status(500))
    await sky.round()
    replica.restore(KMA)
    replica.weather.observe(datetime(2026, 1, 15, 10, tzinfo=KST), {"서울": ("눈", -0.6)})
    await sky.after(hours=1)
    assert sky.strip().startswith("서울 눈 -0.6")
    assert sky.strip().endswith("| 기상청 제공 · 10:00 관측")
    assert sky.desk.library.read(
        lambda conn: conn.execute("SELECT count(DISTINCT provider) FROM observation").fetchone()
    ) == (2,)


async def test_with_everything_down_what_was_seen_last_stays_with_its_age(sky, replica):
    await sky.round()
    for pattern in (KMA, OBS, METEO):
        replica.fault(pattern, Fault.garbage(b""))
    assert (await sky.after(hours=5)).status == "failed"
    assert sky.strip() == f"{FRESH} | 기상청 제공 · 09:00 관측 · 5시간 전 값"


async def test_where_nothing_was_ever_seen_the_stations_stand_without_values(sky, replica):
    for pattern in (KMA, OBS, METEO):
        replica.fault(pattern, Fault.status(500))
    report = await sky.round()
    assert report.error[0] == "error.refused"
    assert sky.state().note == "ui.note.no_weather"
    assert [one.temperature for one in sky.state().stations] == [None] * 3


async def test_missing_and_empty_temperatures_are_shown_as_missing(sky, replica):
    replica.weather.put("서울", "맑음", None)
    replica.weather.put("고창", "-", "")
    replica.weather.drop("고창군")
    await sky.round()
    assert sky.strip() == "서울 맑음 -  고창 - -  고창군 - - | 기상청 제공 · 09:00 관측"


async def test_a_renamed_station_keeps_its_place_and_its_name(sky, replica):
    map_now = '<current xmlns="current"><weather year="2026" month="01" day="15" hour="09">'
    map_now += '<local stn_id="108" desc="맑음" ta="3.0">서울(기)</local><local stn_id="251" desc="비" ta="7.0">고창</local></weather></current>'
    replica.page("/XML/weather/sfc_web_map.xml", map_now, "application/xml")
    await sky.round()
    assert sky.strip().startswith("서울 맑음 3.0  고창 - -  고창군 비 7.0")


async def test_an_observation_from_the_future_is_given_no_hour(sky, replica):
    replica.weather.observe(datetime(2026, 1, 15, 13, tzinfo=KST))
    await sky.round()
    assert sky.strip() == f"{FRESH} | 기상청 제공 · 09:14 받음"
    replica.weather.observe(datetime(2026, 1, 15, 10, tzinfo=KST), {"서울": ("비", 2.0)})
    await sky.after(hours=1)
    assert sky.strip().startswith("서울 비 2.0")


async def test_an_observation_of_yesterday_says_so(sky, replica):
    replica.weather.observe(datetime(2026, 1, 14, 9, tzinfo=KST))
    await sky.round()
    assert sky.strip() == f"{FRESH} | 기상청 제공 · 01.14 09:00 관측 · 1일 전 값"


@pytest.mark.parametrize(
    "answer",
    [
        Fault.status(400, body='{"error": true, "reason": "Latitude must be in range"}'),
        Fault.status(429, body='{"reason": "Hourly API request limit exceeded.", "error": true}'),
        Fault.wrong_type('{"error": true, "reason": "no"}'),
    ],
    ids=["400", "429", "200"],
)
async def test_open_meteos_refusals_leave_what_was_there(folder, replica, clock, answer):
    async with window(folder, replica, clock, providers=("open-meteo",)) as sky:
        await sky.round()
        assert sky.strip().endswith("| Open-Meteo 제공 · 09:00 관측")
        before = sky.strip().partition("|")[0]
        replica.fault(METEO, answer)
        assert (await sky.after(hours=1)).status == "failed"
        assert sky.strip() == f"{before}| Open-Meteo 제공 · 09:00 관측 · 1시간 전 값"


async def test_open_meteos_nulls_are_missing_values(folder, replica, clock):
    async with window(folder, replica, clock, providers=("open-meteo",), stations='"서울"') as sky:
        current = {"time": "2026-01-15T09:00", "temperature_2m": None, "weather_code": None}
        told = {"latitude": 37.55, "longitude": 127.0, "utc_offset_seconds": 32400, "current": current}
        replica.page("/v1/forecast", json.dumps(told), "application/json")
        await sky.round()
        assert sky.strip() == "서울 - - | Open-Meteo 제공 · 09:00 관측"


async def test_places_go_by_coordinates_in_one_request_beside_the_first_provider(folder, replica, clock):
    places = '"서울", {name = "Paris", latitude = 48.86, longitude = 2.35}, {name = "Busan", latitude = 35.10, longitude = 129.03}'
    async with window(folder, replica, clock, stations=places) as sky:
        replica.weather.put("부산", "맑음", 11.5)
        await sky.round()
        assert sky.asked() == {"kma": 1, "open-meteo": 1}
        assert "Busan 맑음 11.5" in sky.strip()
        assert sky.strip().endswith("| 기상청 제공 · Open-Meteo 제공 · 09:00 관측")
        replica.fault(KMA, Fault.status(500))
        replica.fault(OBS, Fault.status(500))
        replica.forget()
        await sky.after(hours=4)
        assert sky.asked() == {"kma": 1, "weather.go.kr": 1, "open-meteo": 1}


async def test_a_provider_that_is_not_listed_is_never_asked(folder, replica, clock):
    places = '"서울", {name = "Paris", latitude = 48.86, longitude = 2.35}'
    async with window(folder, replica, clock, stations=places, providers=("kma",)) as sky:
        replica.fault(KMA, Fault.status(500))
        await sky.round()
        await sky.round(PERSON)
        assert sky.asked().keys() == {"kma"}
        assert [one.name for one in sky.state().stations] == ["서울", "Paris"]


async def test_kmas_api_is_asked_a_square_each_and_the_key_is_in_no_log_and_not_in_the_library(
    folder, replica, clock, monkeypatch, caplog
):
    caplog.set_level("DEBUG")
    monkeypatch.setenv("NURI_KMA_KEY", "s3cret+key==")
    items = [{"baseDate": "20260115", "baseTime": "0800", "category": "T1H", "nx": 60, "ny": 127, "obsrValue": "0.8"}]
    told = {"response": {"header": {"resultCode": "00"}, "body": {"items": {"item": items}}}}
    replica.page("/1360000/VilageFcstInfoService_2.0/getUltraSrtNcst", json.dumps(told), "application/json")
    async with window(folder, replica, clock, providers=("kma-api",), stations='"서울", 108') as sky:
        await sky.round()
        assert sky.strip() == "서울 - 0.8 | 기상청 제공 · 08:00 관측"
        assert "serviceKey=s3cret%2Bkey%3D%3D" in replica.requests[0].query
        for fault in (Fault.status(503, retry_after=7200), Fault.garbage(b"nonsense")):
            replica.fault(API, fault)
            await sky.after(PERSON, hours=5)
    assert "s3cret" not in caplog.text
    files = [file for file in folder.rglob("*") if file.is_file() and folder / "cache" not in file.parents]
    kept = [file for file in files if b"s3cret" in file.read_bytes()]
    assert files
    assert kept == []


@pytest.mark.parametrize(
    ("command", "key"),
    [
        (["printf", "s3cret\nmore"], "s3cret"),
        (["false"], None),
        (["no-such-command-here"], None),
        (["printf", ""], None),
    ],
)
async def test_the_key_may_come_from_a_command(folder, replica, clock, command, key):
    async with window(folder, replica, clock, providers=("kma-api",), stations='"서울"') as sky:
        settings = replace(sky.desk.config.weather, kma_key_command=tuple(command))
        sky.desk.config = replace(sky.desk.config, weather=settings)
        report = await sky.round()
        assert [seen.query.split("&")[0] for seen in replica.requests] == ([f"serviceKey={key}"] if key else [])
        assert report.error[0] == ("error.no_key" if not key else "error.refused")
        assert "s3cret" not in repr(report)


async def test_without_a_key_the_next_is_asked(folder, replica, clock):
    async with window(folder, replica, clock, providers=("kma-api", "kma")) as sky:
        assert (await sky.round()).status == "updated"
        assert sky.asked() == {"kma": 1}
        assert sky.strip().endswith("| 기상청 대신 · 09:00 관측")


async def test_the_day_is_kept_for_the_screen(sky, replica):
    for hour in range(9, 13):
        replica.weather.observe(datetime(2026, 1, 15, hour, tzinfo=KST), {"서울": ("맑음", hour - 9.5)})
        await sky.round()
        sky.clock.pass_by(hours=1)
    sky.clock.moment -= timedelta(hours=1)
    rows = sky_state(sky.desk).rows
    assert len(rows) == 97
    assert [(row.now.name, row.chosen) for row in rows[:4]] == [
        ("서울", True),
        ("고창", True),
        ("고창군", True),
        ("속초", False),
    ]
    assert rows[0].change == 1.0
    assert [value for value in rows[0].day if value is not None] == [-0.5, 0.5, 1.5, 2.5]
    assert rows[0].day[-1] == 2.5
    assert rows[3].now.temperature is not None
