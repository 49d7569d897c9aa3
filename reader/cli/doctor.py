"""`nuri doctor`: folders, library, network settings, sources and weather looked over; 1 where something is wrong.

Nothing is asked of the network: what the last answers were stands in the library.
"""

from __future__ import annotations

import platform
import ssl
import sys
from typing import TYPE_CHECKING

from msgspec import Struct, to_builtins
from msgspec.structs import replace

import reader
from reader.cli import output
from reader.cli.setup import at_desk
from reader.fetch.proxies import Proxies
from reader.library import check, info, pages
from reader.locale import say
from reader.newsroom import schedule
from reader.newsroom.feed_moves import moved_to
from reader.newsroom.weather_round import weather_pages
from reader.text import telling
from reader.text.address import bare

if TYPE_CHECKING:
    import argparse

    from reader.library import PageRecord
    from reader.model import Source
    from reader.newsroom.desk import Desk


class Polled(Struct, frozen=True):
    """How a source, or the weather, has answered: times as ISO text, `seconds` of its slowest last answer.

    `error` is a sentence, `cause` what the server or the machine said, for the curious. `due` is None for what is not
    asked by itself, as an address that is `gone` (410). `moved_to`: where a feed that has moved for good is asked.
    """

    name: str
    pages: int
    answered: str | None
    seconds: float
    failing: str | None
    due: str | None
    status: int | None
    error: str | None
    cause: str | None
    gone: bool = False
    moved_to: str = ""


class Library(Struct, frozen=True):
    """How the library is; `wrong` in SQLite's words, empty when all is well."""

    file: str
    articles: int
    texts: int
    bytes: int
    wrong: tuple[str, ...]


class Findings(Struct, frozen=True):
    """All that was looked over."""

    well: bool
    version: str
    python: str
    config: str | None
    library: Library
    cache: str
    log: str
    proxy: str | None
    trust: str
    sources: tuple[Polled, ...]
    weather: Polled


def run(options: argparse.Namespace) -> int:
    """Look everything over and print what was found."""

    async def work(desk: Desk) -> Findings:
        return _examine(desk)

    found = at_desk(options, work)
    if options.json:
        output.document(to_builtins(found))
    else:
        _print(found, verbose=options.verbose)
    return 0 if found.well else 1


def _examine(desk: Desk) -> Findings:
    held = desk.library.read(info)
    wrong = desk.library.read(check)
    sources = tuple(_source(desk, source) for source in desk.sources)
    weather = _polled("weather", weather_pages(desk))
    return Findings(
        well=not wrong and not any(each.error for each in (*sources, weather)),
        version=reader.__version__,
        python=platform.python_version(),
        config=desk.config.file or None,
        library=Library(str(desk.paths.library), held.articles, held.texts, held.size, wrong),
        cache=str(desk.paths.cache),
        log=str(desk.paths.log),
        proxy=_proxy(),
        trust=_trust(),
        sources=sources,
        weather=weather,
    )


def _source(desk: Desk, source: Source) -> Polled:
    records = desk.library.read(pages, source.key)
    return replace(_polled(source.name, records), moved_to=moved_to(desk, source.key))


def _polled(name: str, records: tuple[PageRecord, ...]) -> Polled:
    polled = [record for record in records if record.role != "more"]
    answered = [record.checked for record in polled if record.checked]
    failing = next((record for record in polled if record.failures), None)
    error = failing.error if failing else None
    due = min((record.due for record in polled if record.due), default=None)
    gone = any(schedule.is_gone(record.due, record.status) for record in polled)
    return Polled(
        name,
        len(polled),
        output.moment(max(answered, default=None)),
        max((record.elapsed.total_seconds() for record in polled), default=0.0),
        output.moment(failing.failed) if failing else None,
        output.moment(None if due == schedule.NEVER else due),
        failing.status or None if failing else None,
        telling.sentence(*error) if error else None,
        dict(error[1]).get("cause") if error else None,
        gone,
    )


def _proxy() -> str | None:
    """Name the proxy for https and the variable that says so; never its user or password."""
    address, variable = Proxies().of("https", "www.nuriilbo.com")
    return f"{variable}: {bare(address)}" if address else None


def _trust() -> str:
    """Name where the certificates come from that https servers are held against."""
    if sys.platform in {"darwin", "win32"}:
        return sys.platform
    places = ssl.get_default_verify_paths()
    return places.cafile or places.capath or places.openssl_cafile


def _print(found: Findings, *, verbose: bool) -> None:
    library = found.library
    state = ", ".join(library.wrong) or say("cli.doctor.well")
    output.columns(
        [
            (say("cli.doctor.version"), f"{found.version} (Python {found.python})"),
            (say("cli.doctor.config"), found.config or "-"),
            (say("cli.doctor.library"), f"{library.file}: {library.articles:,}, {library.bytes:,} B, {state}"),
            (say("cli.doctor.cache"), found.cache),
            (say("cli.doctor.log"), found.log),
            (say("cli.doctor.proxy"), found.proxy or "-"),
            (say("cli.doctor.trust"), found.trust),
            *((say("cli.doctor.source"), _told(source, verbose=verbose)) for source in found.sources),
            (say("cli.doctor.weather"), _told(found.weather, verbose=verbose)),
        ]
    )


def _told(polled: Polled, *, verbose: bool) -> str:
    parts = [polled.error] if polled.error else []
    if polled.answered:
        parts.append(say("cli.doctor.answered", when=polled.answered, seconds=f"{polled.seconds:.1f}"))
    elif not polled.error:
        parts.append(say("cli.doctor.never"))
    if polled.gone:
        parts.append(say("cli.doctor.gone"))
    if polled.moved_to:
        parts.append(say("cli.doctor.moved", url=polled.moved_to))
    if polled.due and (polled.error or verbose):
        parts.append(say("cli.doctor.due", when=polled.due))
    if verbose and polled.cause:
        parts.append(f"[{polled.status or '-'}: {polled.cause}]")
    return f"{polled.name}: {' '.join(parts)}"
