from datetime import UTC, datetime, timedelta

from reader.newsroom.schedule import next_observation, next_observation_try, next_try, next_visit, not_before

NOW = datetime(2026, 1, 15, 0, 54, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_page_is_due_after_its_interval_and_a_little_jitter():
    assert next_visit(NOW, HOUR, lifetime=None, wait_until=None, dice=0) == NOW + HOUR
    assert next_visit(NOW, HOUR, lifetime=None, wait_until=None, dice=1) == NOW + HOUR * 1.1


def test_a_longer_lifetime_is_obeyed_but_never_beyond_a_day():
    assert next_visit(NOW, HOUR, lifetime=HOUR * 3, wait_until=None, dice=0) == NOW + HOUR * 3
    assert next_visit(NOW, HOUR, lifetime=HOUR * 9999, wait_until=None, dice=0) == NOW + HOUR * 24
    assert next_visit(NOW, HOUR, lifetime=timedelta(seconds=5), wait_until=None, dice=0) == NOW + HOUR


def test_a_server_that_asks_to_wait_is_not_asked_before():
    until = NOW + HOUR * 50
    assert next_visit(NOW, HOUR, lifetime=None, wait_until=until, dice=0) == until
    assert next_try(NOW, HOUR, 1, wait_until=until, dice=0) == until


def test_failures_double_the_pause_up_to_a_day():
    pauses = [next_try(NOW, HOUR, failures, wait_until=None, dice=0) - NOW for failures in (1, 2, 3, 6, 99)]
    assert pauses == [HOUR, HOUR * 2, HOUR * 4, HOUR * 24, HOUR * 24]


def test_the_weather_is_asked_once_an_hour_some_minutes_after_the_observation():
    assert next_observation(NOW, 0) == datetime(2026, 1, 15, 1, 10, tzinfo=UTC)
    assert next_observation(NOW, 1) == datetime(2026, 1, 15, 1, 20, tzinfo=UTC)
    early = datetime(2026, 1, 15, 1, 5, tzinfo=UTC)
    assert next_observation(early, 0) == datetime(2026, 1, 15, 1, 10, tzinfo=UTC)
    assert next_observation(datetime(2026, 1, 15, 1, 10, tzinfo=UTC), 0) == datetime(2026, 1, 15, 2, 10, tzinfo=UTC)


def test_failed_weather_is_tried_again_ever_later_at_most_hourly():
    pauses = [next_observation_try(NOW, failures, wait_until=None) - NOW for failures in (1, 2, 9)]
    assert pauses == [timedelta(minutes=5), timedelta(minutes=10), HOUR]


def test_a_feed_is_asked_as_seldom_as_it_says_but_daily_at_least():
    assert not_before(NOW + HOUR, NOW, HOUR * 6, (), ()) == NOW + HOUR * 6
    assert not_before(NOW + HOUR * 7, NOW, HOUR * 6, (), ()) == NOW + HOUR * 7
    assert not_before(NOW, NOW, HOUR * 999, (), ()) == NOW + HOUR * 24


def test_hours_and_days_that_a_feed_names_are_left_out():
    assert not_before(NOW, NOW, HOUR * 0, (0, 1, 2), ()) == datetime(2026, 1, 15, 3, tzinfo=UTC)
    assert not_before(NOW, NOW, HOUR * 0, (), (3, 4)) == datetime(2026, 1, 17, 0, tzinfo=UTC)
    assert not_before(NOW, NOW, HOUR * 0, (23,), (6,)) == NOW


def test_a_feed_that_names_every_hour_is_asked_all_the_same():
    assert not_before(NOW, NOW, HOUR * 0, range(24), ()) == NOW
