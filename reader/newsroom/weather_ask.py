"""Asking one provider for the weather: its addresses, what they answer as observations, both kept in one transaction.

A provider is left alone while its answer is fresh by its own word and holds all that is wanted, and as long as it asked
to be. Only KMA's map has one address for everyone, so only there are validators worth sending.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from reader.errors import NoKey, NuriError
from reader.fetch import Request
from reader.library import WEATHER as OWNER
from reader.library import PageRecord, confirm_observations, keep_observations, observations, page, record_failure
from reader.model import Observation, Observations, Validators
from reader.newsroom import schedule
from reader.newsroom.secret import secret_of
from reader.newsroom.weather_plan import KINDS, place_key, square_of, station_key
from reader.parsing import Context, version
from reader.text.address import host
from reader.text.telling import packed
from reader.weather.asking import KMA, KMA_API, OBS, kma_api_address, obs_address, open_meteo_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reader.fetch import Answer
    from reader.library import Told
    from reader.newsroom.desk import Desk
    from reader.newsroom.polling import Manner, Urgency
    from reader.newsroom.weather_plan import Plan

_HOUR = timedelta(hours=1)
_AHEAD = timedelta(minutes=10)  # clocks differ by this much; what is dated later has not been observed


class Asked(Struct, frozen=True):
    """What came of it. `answered`: a server said something, whatever it was; `error` where it `failed`."""

    outcome: Literal["updated", "unchanged", "failed"]
    requests: int = 0
    answered: bool = False
    error: Told | None = None


class _Errand(Struct, frozen=True):
    """One provider to be asked: the address that its page is kept under, those to ask, and what their answers name.

    `stands_for` gives the stations and places for a name in the answer; empty where answers name stations by number.
    """

    provider: str
    url: str
    addresses: tuple[str, ...]
    wanted: frozenset[str]
    stands_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    validators: Validators = Validators()
    urgency: Urgency = "background"

    @property
    def alone(self) -> bool:
        """Whether there is one address, the same for everyone."""
        return self.addresses == (self.url,)


async def ask(desk: Desk, plan: Plan, provider: str, manner: Manner, *, stations: bool = True) -> Asked:
    """Ask `provider` for what the plan wants: its stations (unless not `stations`), and places where it knows them."""
    url = dict(plan.chain)[provider]
    held = desk.library.read(page, OWNER, url)
    if held and held.due and desk.now() < held.due and held.error and held.error[0] == "error.asked_to_wait":
        return Asked("failed", error=held.error)
    answers: list[Answer] = []
    try:
        settings = desk.config.weather
        wanted = (settings.kma_key_env, settings.kma_key_command, NoKey)
        secret = (await asyncio.to_thread(secret_of, *wanted)).strip() if provider == KMA_API else ""
        errand = _errand(plan, provider, plan.stations if stations else (), secret, desk.now())
        if held and _fresh(desk, held, errand):
            return Asked("unchanged")
        alone = held is not None and errand.alone and held.parser_version == version(KINDS[provider])
        errand = replace(errand, urgency=manner.urgency, validators=held.validators if held and alone else Validators())
        found = [await _get(desk, errand, address, answers) for address in errand.addresses]
    except NuriError as error:
        return await _failed(desk, url, held, answers, error)
    record = _record(desk, errand, answers[-1])
    told = [one for one in found if one is not None]
    if told:
        await desk.write(keep_observations, _joined(told, errand, desk.now()), desk.now(), record)
    else:
        await desk.write(confirm_observations, record)
    return Asked("updated" if told else "unchanged", sum(answer.requests for answer in answers), answered=True)


def _errand(plan: Plan, provider: str, numbers: tuple[str, ...], secret: str, now: datetime) -> _Errand:
    """Say what to ask of whom."""
    url, wanted = dict(plan.chain)[provider], frozenset(numbers)
    if provider == KMA:
        return _Errand(provider, url, (url,), wanted)
    if provider == OBS:
        return _Errand(provider, url, (obs_address(url, numbers),), wanted)
    if provider == KMA_API:
        squares = {number: square_of(number) for number in numbers}
        named = _grouped((f"{x},{y}", number) for number, (x, y) in squares.items())
        asked = (kma_api_address(url, secret, square, now) for square in dict.fromkeys(squares.values()))
        return _Errand(provider, url, tuple(asked), wanted, named)
    own = [place_key(place) for place in plan.places]
    named = _grouped([*zip(own, own, strict=True), *((station_key(number), number) for number in numbers)])
    return _Errand(provider, url, (open_meteo_address(url, tuple(named)),), wanted | set(own), named)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, one in pairs:
        found[name] = (*found.get(name, ()), one)
    return found


def _fresh(desk: Desk, held: PageRecord, errand: _Errand) -> bool:
    """Say whether what is held of a provider is fresh by its own word (Expires, max-age) and holds all of `errand`."""
    if not held.checked or not held.lifetime or held.failures:
        return False
    kept = desk.library.read(observations, desk.now(), errand.provider)
    has = {one.station for one in kept[0].stations} if kept else set()
    lifetime = min(held.lifetime, schedule.LONGEST_WAIT)
    return desk.now() < held.checked + lifetime and errand.wanted <= has


async def _get(desk: Desk, errand: _Errand, address: str, answers: list[Answer]) -> Observations | None:
    """Ask one address; None for a 304; what was answered is noted in `answers`; raises FetchError, ParseError."""
    kind = KINDS[errand.provider]
    answer = await desk.fetcher.get(
        Request(
            address, kind="weather", urgency=errand.urgency, polled=True, validators=errand.validators, force=True
        )
    )  # fmt: skip
    answers.append(answer)
    if answer.outcome == "unchanged":
        return None
    if answer.error is not None:
        raise answer.error
    context = Context(url=address, content_type=answer.content_type)
    try:
        parsed: Observations = await asyncio.wrap_future(desk.parser.parse(kind, answer.body, context))
    except NuriError as error:
        error.fields.setdefault("host", host(errand.url))
        raise
    return parsed


def _joined(found: list[Observations], errand: _Errand, now: datetime) -> Observations:
    """Make one of a provider's answers, each value under the stations it stands for; an hour to come is no hour."""
    stations: list[Observation] = []
    for one in (station for each in found for station in each.stations):
        names = errand.stands_for.get(one.station, ()) if errand.stands_for else (one.station,)
        stations += [replace(one, station=name) for name in names]
    hours = [each.observed for each in found if each.observed]
    observed = min(hours, default=None)
    return Observations(errand.provider, None if observed and observed > now + _AHEAD else observed, tuple(stations))


async def _failed(desk: Desk, url: str, held: PageRecord | None, answers: list[Answer], error: NuriError) -> Asked:
    """Note a failure; what is held of the provider stays as it is."""
    last = answers[-1] if answers else None
    failures = (held.failures if held else 0) + 1
    due = schedule.next_observation_try(desk.now(), failures, wait_until=last.wait_until if last else None)
    told, status = packed(error), last.status if last else 0
    elapsed = timedelta(seconds=last.elapsed if last else 0)
    await desk.write(
        record_failure, OWNER, url, role="weather", error=told, now=desk.now(), due=due, status=status, elapsed=elapsed
    )
    return Asked("failed", sum(answer.requests for answer in answers), answered=status > 0, error=told)


def _record(desk: Desk, errand: _Errand, answer: Answer) -> PageRecord:
    due = schedule.next_observation(desk.now(), desk.dice())
    return PageRecord(
        url=errand.url,
        role="weather",
        validators=answer.validators if errand.alone else Validators(),
        parser_version=version(KINDS[errand.provider]),
        checked=desk.now(),
        due=max(due, answer.wait_until) if answer.wait_until else due,
        interval=_HOUR,
        lifetime=answer.lifetime,
        status=answer.status,
        elapsed=timedelta(seconds=answer.elapsed),
    )
