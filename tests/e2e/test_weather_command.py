"""`nuri weather` as people and status bars run it."""

import signal
import subprocess

import pytest
from nuri_command import Nuri
from replica import Fault


@pytest.fixture
def nuri(tmp_path, replica):
    return Nuri(
        tmp_path,
        replica.config(more='stations = ["서울", "고창", {name = "집", latitude = 35.1, longitude = 129.03}]\n'),
    )


def test_a_line_for_status_bars_in_a_form_of_ones_own(nuri, replica):
    replica.weather.put("서울", "맑음", -0.4)
    replica.weather.put("고창", "-", None)
    replica.weather.put("부산", "비", 11.6)
    ran = nuri("weather", "--format", "{name} {sky} {temperature:.0f}°")
    assert (ran.code, ran.out) == (0, "서울 맑음 0°  고창 - -°  집 약한비 12°\n")
    english = nuri("weather", "Seoul", "집", "--format", "{name}:{sky:>6}", env={"LC_ALL": "en_US.UTF-8"})
    assert english.out == "Seoul: Clear  집:Light rain\n"
    assert replica.count("/XML/*") == replica.count("/v1/forecast") == 1  # two runs, one round


@pytest.mark.parametrize(
    "form", ["{name.__class__}", "{0}", "{nothing}", "{temperature:q}", "{name!r}", "{", "{sky[0]}"]
)
def test_a_form_that_cannot_be_filled_is_one_line_and_exit_2(nuri, form):
    ran = nuri("weather", "--format", form)
    assert (ran.code, ran.out) == (2, "")
    assert "temperature" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_places_are_named_and_unknown_ones_are_told_with_their_nearest(nuri):
    assert nuri("weather", "집").out.startswith("집 ")
    ran = nuri("weather", "서울시")
    assert (ran.code, ran.out) == (1, "")
    assert "서울" in ran.err


def test_a_stand_in_is_named_in_the_table_and_in_json(nuri, replica):
    replica.fault("/XML/*", Fault.status(500))
    assert "기상청 대신" in nuri("weather").out
    assert nuri("weather", "--json").json["provider"] == "weather.go.kr"


def test_json_speaks_korean_whatever_the_language(nuri, replica):
    replica.weather.put("서울", "맑음", 3.0)
    told = nuri("weather", "--json", env={"LC_ALL": "en_US.UTF-8"}).json
    assert told["stations"][0] == {"id": "108", "name": "서울", "sky": "맑음", "temperature": 3.0}
    assert told["stations"][2]["id"] == "35.1000,129.0300"


def test_watching_prints_at_once_and_ends_with_ctrl_c(nuri):
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite in the background inherits none
    watching = subprocess.Popen(
        nuri.arguments("weather", "--watch", "--format", "{name} {temperature}"), stdout=subprocess.PIPE, text=True
    )
    signal.signal(signal.SIGINT, before)
    try:
        assert watching.stdout.readline().startswith("서울 3.0  고창 ")
        watching.send_signal(signal.SIGINT)
        assert watching.wait(10) == 130
    finally:
        watching.kill()
        watching.stdout.close()
        watching.wait()


def test_doctor_finds_nothing_wrong_where_only_a_stand_in_once_failed(nuri, replica):
    replica.fault("/XML/*", Fault.status(500), times=1)
    replica.fault("/w/*", Fault.status(500), times=1)
    nuri("refresh", "weather")
    assert nuri("doctor", "--json").json["weather"]["error"]
    nuri("refresh", "weather")
    ran = nuri("doctor", "--json")
    assert ran.json["weather"]["error"] is None
    assert (ran.code, ran.json["well"]) == (0, True)


def test_where_no_weather_can_be_had_one_sentence_says_why(nuri, replica):
    replica.stop()
    ran = nuri("weather")
    assert (ran.code, len(ran.err.splitlines())) == (1, 1)
    assert "127.0.0.1" in ran.err
    assert "서울" in ran.out
