"""The weather: asked hourly after the observation, kept in the library, shown in the reader's order with its age."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from reader.config import Place
from reader.errors import NuriError, ParseError
from reader.fetch import Request
from reader.library import WEATHER as OWNER
from reader.library import PageRecord, confirm_observations, keep_observations, observations, page, record_failure
from reader.model import Observation, Observations, SourceReport, Validators, WeatherState
from reader.newsroom import schedule
from reader.parsing import Context, version
from reader.text.address import host
from reader.text.telling import packed
from reader.weather.stations import PAGE_STRIP, numbers, stations

if TYPE_CHECKING:
    from reader.config import WeatherSettings
    from reader.fetch import Answer
    from reader.newsroom.desk import Desk
    from reader.newsroom.polling import Manner

_KIND: Final = "weather.kma"
_HOUR = timedelta(hours=1)


async def refresh_weather(desk: Desk, manner: Manner) -> SourceReport | None:
    """Ask for the weather if this manner allows it; None where the reader wants none."""
    settings = desk.config.weather
    if settings.stations == () or "kma" not in settings.providers:
        return None
    held = desk.library.read(page, OWNER, settings.kma_url)
    if held and held.due and desk.now() < held.due and (manner.due_only or _asked_to_wait(held)):
        return SourceReport("weather", "skipped")
    return await _ask(desk, settings, held, manner)


async def _ask(desk: Desk, settings: WeatherSettings, held: PageRecord | None, manner: Manner) -> SourceReport:
    fit = held is not None and held.parser_version == version(_KIND)
    answer = await desk.fetcher.get(
        Request(
            settings.kma_url,
            kind="weather",
            urgency=manner.urgency,
            polled=True,
            validators=held.validators if held and fit else Validators(),
            force=True,
        )
    )
    try:
        found = await _observed(desk, answer, settings.kma_url)
    except NuriError as error:
        failures = (held.failures if held else 0) + 1
        due = schedule.next_observation_try(desk.now(), failures, wait_until=answer.wait_until)
        await desk.write(
            record_failure, OWNER, settings.kma_url, role="weather", error=packed(error), now=desk.now(), due=due,
            status=answer.status,
        )  # fmt: skip
        return SourceReport("weather", "failed", 0, answer.requests, packed(error))
    record = _record(desk, settings.kma_url, answer)
    if found is None:
        await desk.write(confirm_observations, record)
    else:
        await desk.write(keep_observations, found, desk.now(), record)
    return SourceReport("weather", "updated" if found else "unchanged", 0, answer.requests)


async def _observed(desk: Desk, answer: Answer, url: str) -> Observations | None:
    """Give what was observed, None when nothing changed; raises FetchError, ParseError."""
    if answer.outcome == "unchanged":
        return None
    if answer.error is not None:
        raise answer.error
    context = Context(url=answer.url, content_type=answer.content_type)
    try:
        return await asyncio.wrap_future(desk.parser.parse(_KIND, answer.body, context))
    except ParseError as error:
        error.fields.setdefault("host", host(url))
        raise


def _record(desk: Desk, url: str, answer: Answer) -> PageRecord:
    due = schedule.next_observation(desk.now(), desk.dice())
    return PageRecord(
        url=url,
        role="weather",
        validators=answer.validators,
        parser_version=version(_KIND),
        checked=desk.now(),
        due=max(due, answer.wait_until) if answer.wait_until else due,
        interval=_HOUR,
        lifetime=answer.lifetime,
        status=answer.status,
    )


def _asked_to_wait(held: PageRecord) -> bool:
    return bool(held.error and held.error[0] == "error.asked_to_wait")


def weather_state(desk: Desk, names: Sequence[str] = ()) -> WeatherState:
    """Give what is held of the weather for the chosen stations, or for those `names`; never of any other place."""
    settings = desk.config.weather
    if settings.stations == () and not names:
        return WeatherState(sample=desk.sample, note="weather.none")
    held = desk.library.read(observations, desk.now())
    wanted = _numbers(names or settings.stations)
    if held is None:
        return WeatherState(
            stations=_of(None, wanted), own=_own(settings), sample=desk.sample, note="ui.note.no_weather"
        )
    found, freshness = held
    return WeatherState(
        provider=found.provider,
        observed=found.observed,
        fetched=freshness.fetched,
        stations=_of(found, wanted),
        own=_own(settings),
        stale=freshness.stale,
        sample=desk.sample,
    )


def _numbers(chosen: Sequence[str | int | Place] | None) -> tuple[str | Place, ...]:
    """Give station numbers for names; a place of the reader's own stays one."""
    if chosen is None:
        return PAGE_STRIP
    known = numbers()
    return tuple(each if isinstance(each, Place) else known[str(each)] for each in chosen)


def _of(found: Observations | None, wanted: Sequence[str | Place]) -> tuple[Observation, ...]:
    """Give one row a station in the wanted order; one without an observation has a name and no values."""
    held = {station.station: station for station in found.stations} if found else {}
    known = stations()
    return tuple(
        Observation("", each.name) if isinstance(each, Place) else held.get(each) or Observation(each, known[each].name)
        for each in wanted
    )


def _own(settings: WeatherSettings) -> int:
    """Say how many stations always stand at the strip's left: the reader's first, where they chose any."""
    return 1 if settings.stations else 0
