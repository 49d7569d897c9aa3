"""One round over the weather's providers, down the chain until one tells; when the next is due.

At most one round an observation hour and machine, counted from the last answer of any server: whichever window begins
it, the others find it done. A good copy of the reader's first provider stands before anyone else is asked.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from reader.library import WEATHER, observations, page
from reader.library.weather_rounds import WeatherRound, begin_weather_round, end_weather_round, weather_round
from reader.model import SourceReport
from reader.newsroom import schedule
from reader.newsroom.weather import stands
from reader.newsroom.weather_ask import Asked, ask
from reader.newsroom.weather_plan import plan_of

if TYPE_CHECKING:
    from reader.library import PageRecord
    from reader.newsroom.desk import Desk
    from reader.newsroom.polling import Manner
    from reader.newsroom.weather_plan import Plan

ASLEEP_AFTER = timedelta(hours=2)
"""A terminal that nobody has looked at for so long is asked for no weather, until it is looked at again."""


async def refresh_weather(desk: Desk, manner: Manner) -> SourceReport | None:
    """Ask for the weather if this manner and the hour allow it; None where the reader wants none."""
    plan = plan_of(desk.config.weather)
    if not plan.wanted:
        return None
    last = desk.library.read(weather_round, plan.key)
    if not _allowed(desk, last, manner) or not await desk.write(begin_weather_round, plan.key, last, desk.now()):
        return SourceReport("weather", "skipped")
    asked = await _round(desk, plan, manner)
    await desk.write(end_weather_round, plan.key, _done(desk, last, asked))
    return _report(asked)


def weather_due(desk: Desk) -> datetime | None:
    """Give when the next round is due; None where none is wanted, or while nobody looks."""
    plan = plan_of(desk.config.weather)
    if not plan.wanted or _asleep(desk):
        return None
    last = desk.library.read(weather_round, plan.key)
    due = last.due or desk.now()
    return max(due, last.asking) if last.asking else due


def weather_pages(desk: Desk) -> tuple[PageRecord, ...]:
    """Give how those have answered on whom the strip stands: the first provider, and who tells of places.

    What once stood in and failed is of no matter as long as the first one answers.
    """
    plan = plan_of(desk.config.weather)
    asked = [*plan.chain[:1]] if plan.stations else []
    asked += [plan.by_place] if plan.places and plan.by_place else []
    found = (desk.library.read(page, WEATHER, url) for _, url in dict.fromkeys(asked))
    return tuple(record for record in found if record)


def _asleep(desk: Desk) -> bool:
    return desk.away_since is not None and desk.now() - desk.away_since > ASLEEP_AFTER


def _allowed(desk: Desk, last: WeatherRound, manner: Manner) -> bool:
    """Say whether a round may begin: when it is due, or, asked for, while this hour's observation is not held."""
    if not manner.due_only:
        return not last.got or not _current(desk)
    return not _asleep(desk) and (last.due is None or desk.now() >= last.due)


def _current(desk: Desk) -> bool:
    """Say whether the newest observation is of the hour that providers tell of now."""
    held = desk.library.read(observations, desk.now())
    moment = (held[0].observed or held[1].fetched) if held else None
    return moment is not None and schedule.next_observation(moment + schedule.PUBLISHED_AFTER, 0.0) > desk.now()


async def _round(desk: Desk, plan: Plan, manner: Manner) -> list[Asked]:
    """Ask down the chain for the stations, then for places where nobody has told of them yet."""
    asked: list[Asked] = []
    placed = False
    if plan.stations:
        for provider, _ in plan.chain:
            if asked and stands(desk, plan):
                break
            asked.append(await ask(desk, plan, provider, manner))
            placed = plan.by_place is not None and provider == plan.by_place[0]
            if asked[-1].outcome != "failed":
                break
    if plan.places and plan.by_place and not placed:
        asked.append(await ask(desk, plan, plan.by_place[0], manner, stations=False))
    return asked


def _done(desk: Desk, last: WeatherRound, asked: list[Asked]) -> WeatherRound:
    now = desk.now()
    got = any(one.outcome != "failed" for one in asked)
    if got or any(one.answered for one in asked) or not any(one.requests for one in asked):
        due = schedule.next_observation(now, desk.dice())
        return WeatherRound(due=due, answered=now, got=got)
    failures = last.failures + 1
    due = schedule.next_observation_try(now, failures, wait_until=None)
    return WeatherRound(due=due, answered=last.answered, failures=failures)


def _report(asked: list[Asked]) -> SourceReport:
    """Say what a round did: it has failed only where nobody told anything new of the stations or of the places."""
    requests = sum(one.requests for one in asked)
    outcomes = {one.outcome for one in asked}
    if "updated" in outcomes or "unchanged" in outcomes:
        return SourceReport("weather", "updated" if "updated" in outcomes else "unchanged", 0, requests)
    return SourceReport("weather", "failed", 0, requests, next((one.error for one in asked if one.error), None))
