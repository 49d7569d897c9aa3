"""What each provider answers, and what of it is believed: pure parsing, fed with everything that may come."""

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import NotWhatItSays
from reader.text.dates import KST
from reader.weather import asking, kma_api, obs, open_meteo, sky
from reader.weather.stations import stations

URL = asking.open_meteo_address("https://api.open-meteo.com/v1/forecast", ("37.5714,126.9658", "48.8600,2.3500"))
ONE = asking.open_meteo_address("https://api.open-meteo.com/v1/forecast", ("37.5714,126.9658",))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["data", "stnKo", "wwKo", "ta", "current", "temperature_2m", "weather_code", "latitude", "longitude", "time",
         "utc_offset_seconds", "response", "header", "resultCode", "body", "items", "item", "category", "obsrValue"]
    ), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def point(latitude, longitude, temperature=0.8, code=0, **more):
    current = {"time": "2026-01-15T10:15", "interval": 900, "temperature_2m": temperature, "weather_code": code}
    return {
        "latitude": latitude, "longitude": longitude, "utc_offset_seconds": 32400, "current": current | more,
    }  # fmt: skip


# weather.go.kr


def test_obs_knows_stations_by_their_whole_names():
    rows = [
        {"stnKo": "고창군", "wwKo": "비", "ta": "5.0", "rnHr1": "0.4", "ws": "2.1"},
        {"stnKo": "고창", "wwKo": "맑음", "ta": 4},
        {"stnKo": "대구(기)", "wwKo": "구름 많음", "ta": ""},
        {"stnKo": "평양", "wwKo": "눈", "ta": "-9.0"},
        {"stnKo": "서울"},
        {"stnKo": None, "ta": "1"},
        "nonsense",
    ]
    found = obs.parse(json.dumps({"data": rows}))
    assert [(one.station, one.name, one.sky, one.temperature, one.rain, one.wind) for one in found.stations] == [
        ("251", "고창군", "비", 5.0, 0.4, 2.1),
        ("172", "고창", "맑음", 4.0, None, None),
        ("143", "대구", "구름많음", None, None, None),
        ("108", "서울", None, None, None, None),
    ]
    assert found.observed is None


@pytest.mark.parametrize(
    "text", ["", "<html></html>", "[]", "{}", '{"data": {}}', '{"data": []}', '{"data": [{"stnKo": "?"}]}']
)
def test_obs_that_is_anything_else_is_not_what_it_says(text):
    with pytest.raises(NotWhatItSays):
        obs.parse(text)


# Open-Meteo


def test_open_meteo_gives_an_object_for_one_place_and_an_array_for_more():
    alone = open_meteo.parse(json.dumps(point(37.55, 127.0, -0.6, 71, precipitation=0.2, wind_speed_10m=3.4)), ONE)
    assert [(one.station, one.sky, one.temperature, one.rain, one.wind) for one in alone.stations] == [
        ("37.5714,126.9658", "약한눈", -0.6, 0.2, 3.4)
    ]
    assert alone.observed == datetime(2026, 1, 15, 10, 15, tzinfo=KST)
    both = open_meteo.parse(json.dumps([point(37.55, 127.0), point(48.85, 2.36, 39.9, 3)]), URL)
    assert [(one.station, one.temperature) for one in both.stations] == [
        ("37.5714,126.9658", 0.8),
        ("48.8600,2.3500", 39.9),
    ]


def test_open_meteo_nulls_are_none_and_never_zero():
    found = open_meteo.parse(json.dumps(point(37.55, 127.0, None, None, time=None)), ONE)
    assert (found.observed, found.stations[0].sky, found.stations[0].temperature) == (None, None, None)
    nothing = open_meteo.parse(json.dumps(point(37.55, 127.0) | {"current": None}), ONE)
    assert nothing.stations[0].temperature is None


def test_open_meteo_values_of_another_place_are_never_taken():
    found = open_meteo.parse(json.dumps([point(48.85, 2.36, 11.0), point(48.85, 2.36, 12.0)]), URL)
    assert [one.temperature for one in found.stations] == [None, 12.0]


@pytest.mark.parametrize(
    "text",
    [
        '{"error": true, "reason": "Daily API request limit exceeded. Please try again tomorrow."}',
        "<html></html>",
        "[]",
        json.dumps(point(37.5, 127.0)),
        json.dumps([point(37.5, 127.0)] * 3),
        json.dumps([point(37.5, 127.0), 5]),
        "[" * 100_000,
    ],
)
def test_open_meteo_that_is_anything_else_is_not_what_it_says(text):
    with pytest.raises(NotWhatItSays):
        open_meteo.parse(text, URL)


def test_open_meteo_is_asked_for_all_places_at_once():
    assert "latitude=37.5714,48.8600&longitude=126.9658,2.3500&" in URL
    assert "models" not in URL


# KMA's API


def ncst(**values):
    items = [
        {"baseDate": "20260115", "baseTime": "1000", "category": name, "nx": 60, "ny": 127, "obsrValue": value}
        for name, value in values.items()
    ]
    header = {"resultCode": "00", "resultMsg": "NORMAL_SERVICE"}
    return json.dumps({"response": {"header": header, "body": {"items": {"item": items}}}})


def test_kma_api_tells_a_square_of_the_grid():
    found = kma_api.parse(ncst(T1H="-0.6", PTY="3", RN1="0", WSD="1.9", REH="40"))
    assert found.observed == datetime(2026, 1, 15, 10, tzinfo=KST)
    (one,) = found.stations
    assert (one.station, one.sky, one.temperature, one.rain, one.wind) == ("60,127", "눈", -0.6, 0.0, 1.9)


def test_kma_api_says_nothing_of_the_sky_while_nothing_falls_and_its_marks_for_gaps_are_none():
    (one,) = kma_api.parse(ncst(T1H="-998.9", PTY="0", WSD="-999")).stations
    assert (one.sky, one.temperature, one.wind) == (None, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "<OpenAPI_ServiceResponse><cmmMsgHeader><returnAuthMsg>SERVICE_KEY_IS_NOT_REGISTERED_ERROR</returnAuthMsg></cmmMsgHeader></OpenAPI_ServiceResponse>",
        '{"response": {"header": {"resultCode": "03", "resultMsg": "NO_DATA"}}}',
        '{"response": {"header": {"resultCode": "00"}, "body": {"items": ""}}}',
        "{}",
        "",
    ],
)
def test_kma_api_that_failed_is_not_what_it_says(text):
    with pytest.raises(NotWhatItSays):
        kma_api.parse(text)


def test_the_grid_is_kmas():
    assert asking.grid(37.579871, 126.989352) == (60, 127)
    strip = {"98": (61, 134), "105": (93, 132), "108": (60, 127), "143": (90, 91), "184": (53, 38), "294": (90, 69)}
    for number, square in strip.items():
        station = stations()[number]
        assert asking.grid(station.latitude, station.longitude) == square


@pytest.mark.parametrize(
    ("hour", "asked"),
    [("10:39", "base_time=0900"), ("10:40", "base_time=1000"), ("00:10", "base_date=20260114&base_time=2300")],
)
def test_the_newest_observation_that_is_there_is_asked_for(hour, asked):
    now = datetime.fromisoformat(f"2026-01-15T{hour}:00+09:00")
    assert asked in asking.kma_api_address("https://x.kr/a", "key", (60, 127), now)


def test_a_key_is_sent_as_it_was_given_out():
    now = datetime(2026, 1, 15, 10, tzinfo=KST)
    assert "serviceKey=a%2Bb%3D%3D&" in asking.kma_api_address("https://x.kr/a", "a+b==", (1, 1), now)
    assert "serviceKey=a%2Bb%3D%3D&" in asking.kma_api_address("https://x.kr/a", "a%2Bb%3D%3D", (1, 1), now)
    assert "authKey=k&" in asking.kma_api_address("https://apihub.kma.go.kr/a", "k", (1, 1), now)


# The vocabulary


def test_every_providers_words_become_one_vocabulary_and_unknown_ones_pass():
    assert [sky.of_words(word) for word in ("구름 많음", "소낙비", "비 또는 눈", "천둥번개", " 맑음 ")] == [
        "구름많음",
        "소나기",
        "비/눈",
        "뇌우",
        "맑음",
    ]
    assert (sky.of_words("-"), sky.of_words(""), sky.of_words("꽃비")) == (None, None, "꽃비")
    assert (sky.in_english("박무"), sky.in_english("꽃비")) == ("Mist", "꽃비")


def test_every_word_that_a_code_or_another_word_becomes_has_an_english_one():
    words = (
        {sky.of_wmo(code) for code in range(100)}
        | {sky.of_falling(code) for code in range(10)}
        | set(sky._SAME.values())
    )
    assert words - {None} <= set(sky.ENGLISH)
    assert (sky.of_wmo(4), sky.of_falling(0), sky.of_wmo(999)) == (None, None, None)


# Anything at all


@given(ANYTHING)
def test_any_json_gives_values_within_bounds_or_one_kind_of_error(value):
    text = json.dumps(value)
    for parse in (obs.parse, kma_api.parse, lambda text: open_meteo.parse(text, ONE)):
        try:
            found = parse(text)
        except NotWhatItSays:
            continue
        assert all(one.temperature is None or -90 <= one.temperature <= 60 for one in found.stations)
