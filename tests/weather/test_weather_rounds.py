"""How often anyone is asked: one round an observation hour and machine, and less where a server says so."""

import asyncio
import sys
import time
from datetime import datetime, timedelta

import fast_window
import pytest
from replica import Fault
from terminal import Terminal
from weather.sky import KMA, METEO, OBS, PERSON, START, window

from reader.library.weather_rounds import LEASE, begin_weather_round, weather_round
from reader.newsroom.live import next_due
from reader.newsroom.service import Newsroom
from reader.newsroom.weather_plan import MOST_PLACES, plan_of
from reader.newsroom.weather_round import weather_due
from reader.text.dates import KST


async def test_an_hour_of_three_windows_that_look_every_minute_is_one_request(folder, replica, clock):
    async with (
        window(folder, replica, clock) as one,
        window(folder, replica, clock) as two,
        window(folder, replica, clock) as three,
    ):
        for minute in range(60):
            await asyncio.gather(one.round(), two.round(), three.round())
            clock.pass_by(minutes=1)
            assert replica.count() == (1 if minute < 56 else 2), minute
        assert {seen.path for seen in replica.requests} == {"/XML/weather/sfc_web_map.xml"}
        assert one.strip() == two.strip() == three.strip()


async def test_a_day_is_one_request_an_hour_ten_to_twenty_minutes_past(sky, replica, clock):
    sky.desk.dice = lambda: (clock().minute * 7 % 10) / 10
    await sky.round()
    asked = []
    for _ in range(24 * 60):
        clock.pass_by(minutes=1)
        before = replica.count()
        await sky.round()
        asked += [clock()] * (replica.count() - before)
    assert [moment.hour for moment in asked] == [*range(10, 24), *range(10)]
    assert all(10 <= moment.minute <= 20 for moment in asked)


async def test_a_person_gets_this_hours_observation_once_and_may_ask_again_where_it_failed(sky, replica):
    replica.fault(KMA, Fault.garbage(b""), times=2)  # a request, and the one that the fetch layer tries anew
    replica.fault(OBS, Fault.status(500))
    replica.fault(METEO, Fault.status(500))
    assert (await sky.round(PERSON)).status == "failed"
    assert (await sky.round(PERSON)).status == "updated"
    for _ in range(5):
        assert (await sky.after(PERSON, minutes=5)).status == "skipped"
    assert replica.count(KMA) == 3
    clock = sky.clock
    clock.moment = START.replace(hour=10, minute=11)
    assert (await sky.round(PERSON)).status == "unchanged"


async def test_where_nobody_answers_it_is_tried_ever_later(sky, replica):
    replica.stop()
    tried = []
    for minute in range(180):
        if (await sky.round()).status == "failed":
            tried.append(minute)
        sky.clock.pass_by(minutes=1)
    assert tried == [0, 5, 15, 35, 75, 135]


async def test_any_answer_of_a_server_ends_the_hours_round(sky, replica):
    for pattern in (KMA, OBS, METEO):
        replica.fault(pattern, Fault.wrong_type())
    await sky.round()
    for _ in range(50):
        assert (await sky.after(minutes=1)).status == "skipped"
    assert sky.asked() == {"kma": 1, "weather.go.kr": 1, "open-meteo": 1}


async def test_retry_after_is_obeyed_by_everyone_and_the_next_provider_stands_in(sky, replica):
    replica.fault(KMA, Fault.status(503, retry_after=4 * 3600), times=1)
    await sky.round()
    assert sky.state().provider == "weather.go.kr"
    sky.asked()
    for hour in range(3):
        await sky.after(PERSON, hours=1)
        assert sky.asked() == {"weather.go.kr": 1}, hour
    await sky.after(hours=2)
    assert sky.asked() == {"kma": 1}
    assert not sky.state().instead


async def test_an_answer_that_is_fresh_by_its_own_word_is_not_asked_for_again(sky, replica):
    replica.headers("/XML/*", {"Cache-Control": "max-age=9000"})
    await sky.round()
    await sky.after(hours=1)
    await sky.after(hours=1)
    assert replica.count() == 1
    assert sky.strip().endswith("| 기상청 제공 · 09:00 관측 · 2시간 전 값")
    await sky.after(hours=1)
    assert replica.count() == 2


async def test_nobody_looking_for_long_means_nobody_is_asked_until_someone_looks(sky, replica, clock):
    await sky.round()
    newsroom = Newsroom(sky.desk)
    newsroom.looked_at(looked=False)
    replica.forget()
    for _ in range(30):
        await sky.after(minutes=30)
    assert replica.count() == 2
    assert weather_due(sky.desk) is None
    assert next_due(sky.desk) > clock()
    newsroom.looked_at(looked=True)
    assert await asyncio.to_thread(replica.wait_for, KMA, 3)


async def test_a_round_whose_window_was_killed_is_anyones_after_a_while(sky, clock):
    plan = plan_of(sky.desk.config.weather)
    held = sky.desk.library.read(weather_round, plan.key)
    assert await sky.desk.write(begin_weather_round, plan.key, held, clock())
    assert (await sky.round()).status == "skipped"
    clock.moment += LEASE + timedelta(seconds=1)
    assert (await sky.round()).status == "updated"


async def test_another_configuration_has_rounds_of_its_own(folder, replica, clock):
    async with window(folder, replica, clock) as one:
        await one.round()
    places = '"서울", {name = "Paris", latitude = 48.86, longitude = 2.35}'
    async with window(folder, replica, clock, stations=places) as two:
        replica.forget()
        assert (await two.round()).status in {"updated", "unchanged"}
        assert two.asked() == {"kma": 1, "open-meteo": 1}


async def test_a_request_never_counts_more_places_than_the_days_limit_allows(folder, replica, clock):
    places = ", ".join(f'{{name = "{n}", latitude = {n / 10}, longitude = 100}}' for n in range(300))
    async with window(folder, replica, clock, stations=places) as sky:
        await sky.round()
        (seen,) = replica.requests
        assert seen.query.partition("&")[0].count(",") == MOST_PLACES - 1
        assert MOST_PLACES * 24 <= 10_000 / 2


@pytest.mark.parametrize("provider", [KMA, OBS, METEO])
async def test_a_slow_provider_costs_its_time_and_no_more(folder, replica, clock, provider):
    async with window(folder, replica, clock) as sky:
        replica.fault(KMA, Fault.status(500))
        replica.fault(provider, Fault.slow(0.3))
        assert (await sky.round()).status == "updated"


def test_an_hour_in_a_terminal_is_two_requests_one_repaint_and_silence_between(tmp_path, replica):
    file = tmp_path / "config.toml"
    wanted = 'stations = ["서울", "부산"]\n'
    weather = replica.config(more=wanted).partition("[weather]")[2]
    file.write_text(f"source = []\n[weather]{weather}", encoding="utf-8")
    program = [sys.executable, fast_window.__file__, str(file), str(tmp_path / "reader"), "600"]
    with Terminal(program, 120, 30) as terminal:
        terminal.wait_for("서울 맑음 3.0", "09:00 관측")
        quiet(terminal, 1.0)
        before = len(terminal.written)
        replica.weather.observe(datetime(2026, 1, 15, 10, tzinfo=KST), {"서울": ("눈", -0.6)})
        assert quiet(terminal, 1.0) == 0  # ten minutes of that clock
        terminal.wait_for("서울 눈 -0.6", "10:00 관측", seconds=10)
        quiet(terminal, 0.5)
        assert len(terminal.written) - before < 6000  # the strip and the masthead; a whole screen is seven times that
        assert replica.count() == 2
        terminal.press("q")
        assert terminal.wait_end() == 0


def quiet(terminal, seconds):
    """Read for so long; gives how many bytes came."""
    before, end = len(terminal.written), time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        terminal._read(left)
    return len(terminal.written) - before
