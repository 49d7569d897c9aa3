import contextlib
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import NotWhatItSays
from reader.text.dates import KST
from reader.weather.kma import parse
from reader.weather.stations import PAGE_STRIP, numbers, stations

PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<current xmlns="current"><weather hour="15" year="2026" day="15" month="01">
<local stn_id="98" icon="01" desc="맑음" ta="0.8">동두천</local>
<local stn_id="105" icon="" desc="-" ta="">강릉</local>
<local stn_id="172" desc="눈" ta="-0.6" rn_hr1="0.0">고창</local>
<local stn_id="251" desc="비">고창군</local>
<local stn_id="108" ta="-999.0">서울</local>
</weather></current>"""


def test_every_station_is_read_with_what_it_has():
    found = parse(PAGE)
    assert found.provider == "kma"
    assert found.observed == datetime(2026, 1, 15, 15, tzinfo=KST)
    assert [(one.station, one.name, one.sky, one.temperature) for one in found.stations] == [
        ("98", "동두천", "맑음", 0.8),
        ("105", "강릉", None, None),
        ("172", "고창", "눈", -0.6),
        ("251", "고창군", "비", None),
        ("108", "서울", None, None),
    ]


def test_hour_24_is_midnight_of_the_next_day():
    assert parse(PAGE.replace('hour="15"', 'hour="24"')).observed == datetime(2026, 1, 16, tzinfo=KST)


@pytest.mark.parametrize("broken", ['hour="99"', 'hour="x"', ""])
def test_an_hour_that_is_none_leaves_the_values(broken):
    found = parse(PAGE.replace('hour="15"', broken))
    assert found.observed is None
    assert len(found.stations) == 5


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<html><body>점검 중</body></html>",
        "<!DOCTYPE html><html></html>",
        "<current></current>",
        PAGE[:200],
        '<!DOCTYPE x [<!ENTITY a "b">]><current><weather><local stn_id="1">&a;</local></weather></current>',
    ],
)
def test_anything_else_is_not_what_it_says(page):
    with pytest.raises(NotWhatItSays):
        parse(page)


def test_control_characters_never_pass():
    found = parse(PAGE.replace("맑음", "맑&#x9b;31m음").replace("동두천", "동&#x202e;두천"))
    assert (found.stations[0].sky, found.stations[0].name) == ("맑음", "동두천")


@given(st.text())
def test_any_text_gives_observations_or_an_error(text):
    with contextlib.suppress(NotWhatItSays):
        assert parse(text).stations


def test_the_strip_of_the_page_is_sixteen_known_stations():
    assert len(PAGE_STRIP) == 16
    assert [stations()[number].name for number in PAGE_STRIP[:3]] == ["동두천", "강릉", "서울"]
    assert len(stations()) == 97


def test_a_station_may_be_named_by_number_korean_or_english():
    assert numbers()["서울"] == numbers()["108"] == numbers()["Seoul"] == numbers()["seoul"] == "108"
    assert numbers()["고창"] != numbers()["고창군"]
