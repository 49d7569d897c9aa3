from __future__ import annotations

from datetime import datetime, timedelta

from reader.library import (
    WEATHER,
    confirm_observations,
    history,
    keep_observations,
    observations,
    page,
    record_failure,
    validators,
)
from reader.library.pages import PageRecord
from reader.model import Observation, Observations, Validators

URL = "https://www.kma.go.kr/XML/weather/sfc_web_map.xml"
STATIONS = (
    Observation("108", "서울", "맑음", 3.0),
    Observation("133", "대전", "박무", None),
    Observation("105", "강릉", "-", -7.6),
)


def answer(hour: int, provider: str = "kma", day: int = 15) -> Observations:
    return Observations(provider, datetime.fromisoformat(f"2026-01-{day}T{hour:02}:00:00+09:00"), STATIONS)


def record(clock, **more):
    fields = {"checked": clock.now, "validators": Validators('"w"'), "parser_version": 1} | more
    return PageRecord(URL, "weather", **fields)


def test_observations_come_back_with_their_page(library, clock):
    assert library.read(observations, clock()) is None
    library.write(keep_observations, answer(9), clock(), record(clock)).result()
    found, fresh = library.read(observations, clock())
    assert found == answer(9)
    assert (fresh.fetched, fresh.stale, fresh.error) == (clock(), False, "")
    assert library.read(validators, WEATHER, URL, 1) == Validators('"w"')


def test_they_are_stale_two_hours_after_the_observation(library, clock):
    library.write(keep_observations, answer(9), clock(), record(clock)).result()
    clock.now = datetime.fromisoformat("2026-01-15T11:00:00+09:00")
    assert not library.read(observations, clock())[1].stale
    clock.pass_by(minutes=1)
    assert library.read(observations, clock())[1].stale


def test_they_are_stale_when_renewing_failed_and_say_why(library, clock):
    library.write(keep_observations, answer(9), clock(), record(clock)).result()
    then = clock()
    clock.pass_by(minutes=5)
    error = ("error.unreachable", (("host", "www.kma.go.kr"),))
    library.write(record_failure, WEATHER, URL, role="weather", error=error, now=clock()).result()
    found, fresh = library.read(observations, clock())
    assert (found, fresh.fetched, fresh.stale, fresh.error) == (answer(9), then, True, "error.unreachable")


def test_a_304_confirms_them(library, clock):
    library.write(keep_observations, answer(9), clock(), record(clock)).result()
    clock.pass_by(minutes=5)
    library.write(confirm_observations, record(clock, validators=Validators())).result()
    assert library.read(observations, clock())[1].fetched == clock()
    assert library.read(page, WEATHER, URL).validators == Validators('"w"')


def test_the_same_hour_again_replaces_and_the_last_day_is_kept(library, clock):
    start = clock()
    for hour in range(50):
        clock.now = start + timedelta(hours=hour)
        observed = Observations("kma", clock().replace(minute=0), STATIONS)
        for _ in range(2):
            library.write(keep_observations, observed, clock(), record(clock)).result()
    kept = library.read(history, "kma")
    assert len(kept) == 25
    assert kept[-1].observed == clock().replace(minute=0)
    assert library.read(observations, clock())[0].observed == clock().replace(minute=0)


def test_each_providers_last_answer_is_kept_however_old(library, clock):
    library.write(keep_observations, answer(9, "open-meteo"), clock()).result()
    for hour in range(48):
        clock.pass_by(hours=1)
        library.write(keep_observations, answer(hour % 24, day=16 + hour // 24), clock()).result()
    assert library.read(observations, clock(), "open-meteo")[0] == answer(9, "open-meteo")
    assert library.read(observations, clock())[0].provider == "kma"
    assert library.read(observations, clock(), "nobody") is None


def test_an_answer_without_an_hour_counts_from_when_it_was_fetched(library, clock):
    library.write(keep_observations, Observations("x", None, STATIONS), clock()).result()
    assert not library.read(observations, clock() + timedelta(minutes=119))[1].stale
    assert library.read(observations, clock() + timedelta(minutes=121))[1].stale
