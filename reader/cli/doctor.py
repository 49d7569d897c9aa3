"""`nuri doctor`: folders, library, cache, sources and weather looked over; 1 where something is wrong."""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import reader
from reader.cli import output
from reader.cli.setup import at_desk
from reader.library import WEATHER, check, info, pages
from reader.locale import say
from reader.text import telling

if TYPE_CHECKING:
    import argparse

    from reader.library import PageRecord
    from reader.newsroom.desk import Desk


@dataclass(frozen=True, slots=True)
class Polled:
    """How a source, or the weather, has answered: times as ISO text, `error` a sentence."""

    name: str
    pages: int
    answered: str | None
    failing: str | None
    status: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Library:
    """How the library is; `wrong` in SQLite's words, empty when all is well."""

    file: str
    articles: int
    texts: int
    bytes: int
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """All that was looked over."""

    well: bool
    version: str
    python: str
    config: str | None
    library: Library
    cache: str
    log: str
    sources: tuple[Polled, ...]
    weather: Polled


def run(options: argparse.Namespace) -> int:
    """Look everything over and print what was found."""

    async def work(desk: Desk) -> Findings:
        return _examine(desk)

    found = at_desk(options, work)
    if options.json:
        output.document(asdict(found))
    else:
        _print(found)
    return 0 if found.well else 1


def _examine(desk: Desk) -> Findings:
    held = desk.library.read(info)
    wrong = desk.library.read(check)
    sources = tuple(_polled(source.name, desk.library.read(pages, source.key)) for source in desk.sources)
    weather = _polled("weather", desk.library.read(pages, WEATHER))
    return Findings(
        well=not wrong and not any(each.error for each in (*sources, weather)),
        version=reader.__version__,
        python=platform.python_version(),
        config=desk.config.file or None,
        library=Library(str(desk.paths.library), held.articles, held.texts, held.size, wrong),
        cache=str(desk.paths.cache),
        log=str(desk.paths.log),
        sources=sources,
        weather=weather,
    )


def _polled(name: str, records: tuple[PageRecord, ...]) -> Polled:
    polled = [record for record in records if record.role != "more"]
    answered = [record.checked for record in polled if record.checked]
    failing = next((record for record in polled if record.failures), None)
    return Polled(
        name,
        len(polled),
        output.moment(max(answered, default=None)),
        output.moment(failing.failed) if failing else None,
        failing.status or None if failing else None,
        telling.sentence(*failing.error) if failing and failing.error else None,
    )


def _print(found: Findings) -> None:
    library = found.library
    state = ", ".join(library.wrong) or say("cli.doctor.well")
    output.columns(
        [
            (say("cli.doctor.version"), f"{found.version} (Python {found.python})"),
            (say("cli.doctor.config"), found.config or "-"),
            (say("cli.doctor.library"), f"{library.file}: {library.articles:,}, {library.bytes:,} B, {state}"),
            (say("cli.doctor.cache"), found.cache),
            (say("cli.doctor.log"), found.log),
            *((say("cli.doctor.source"), _told(source)) for source in found.sources),
            (say("cli.doctor.weather"), _told(found.weather)),
        ]
    )


def _told(polled: Polled) -> str:
    if polled.error:
        return f"{polled.name}: {polled.error}"
    when = polled.answered
    return f"{polled.name}: {say('cli.doctor.answered', when=when) if when else say('cli.doctor.never')}"
