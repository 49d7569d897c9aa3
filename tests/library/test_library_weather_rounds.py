"""Rounds that windows share, and answers of the weather that name no hour."""

from datetime import timedelta
from itertools import pairwise

from reader.library import keep_observations, observations
from reader.library.weather import day
from reader.library.weather_rounds import LEASE, WeatherRound, begin_weather_round, end_weather_round, weather_round
from reader.model import Observation, Observations

NAMELESS = Observations("weather.go.kr", None, (Observation("108", "서울", "맑음", 3.0, 0.4, 2.1),))


def test_of_several_windows_one_begins(library, clock):
    held = library.read(weather_round, "k")
    assert held == WeatherRound()
    begun = [library.write(begin_weather_round, "k", held, clock()).result() for _ in range(3)]
    assert begun == [True, False, False]
    assert library.write(begin_weather_round, "other", held, clock()).result()


def test_what_came_of_a_round_is_there_for_all_and_lets_the_next_begin(library, clock):
    held = library.read(weather_round, "k")
    library.write(begin_weather_round, "k", held, clock()).result()
    done = WeatherRound(due=clock() + timedelta(hours=1), answered=clock(), got=True)
    library.write(end_weather_round, "k", done).result()
    assert library.read(weather_round, "k") == done
    assert not library.write(begin_weather_round, "k", held, clock()).result()  # read before the other ended
    assert library.write(begin_weather_round, "k", done, clock()).result()


def test_a_window_that_was_killed_holds_no_round_longer_than_its_lease_nor_does_a_clock_set_back(library, clock):
    library.write(begin_weather_round, "k", WeatherRound(), clock()).result()
    held = library.read(weather_round, "k")
    assert not library.write(begin_weather_round, "k", held, clock()).result()
    clock.now += LEASE
    assert library.write(begin_weather_round, "k", held, clock()).result()
    held = library.read(weather_round, "k")
    clock.now -= timedelta(days=1)
    assert library.write(begin_weather_round, "k", held, clock()).result()


def test_answers_without_an_hour_are_kept_an_hour_apart_and_read_back_whole(library, clock):
    for _ in range(3):
        for minutes in (0, 10):
            clock.pass_by(minutes=minutes)
            library.write(keep_observations, NAMELESS, clock()).result()
        clock.pass_by(minutes=50)
    kept = library.read(day, "weather.go.kr")
    assert [one for _, one in kept] == [NAMELESS] * 3
    assert [later[0] - earlier[0] for earlier, later in pairwise(kept)] == [timedelta(hours=1)] * 2
    assert library.read(observations, clock())[0].stations[0].wind == 2.1
