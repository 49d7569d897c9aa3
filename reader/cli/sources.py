"""`nuri sources`: what is configured and how it answers, sources found and added, taken out, carried in and out."""

from __future__ import annotations

import asyncio
import contextlib
import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import asdict, replace

from reader.cli import output
from reader.cli.setup import at_desk, configured
from reader.config.edit import add_sources, change_source, remove_source
from reader.errors import CannotRead, CannotSave, FileThere, UnknownName
from reader.locale import say
from reader.model import Offer
from reader.newsroom.subscribe import add, in_sections, offered, wanted
from reader.parsing import Context
from reader.paths import Paths

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from reader.config import SourceSettings
    from reader.config.edit import NewSource, Value
    from reader.model import RefreshReport
    from reader.model.roster import SourceRow
    from reader.newsroom.desk import Desk
    from reader.sources.opml import Imported


def run(options: argparse.Namespace) -> int:
    """Do what `options.verb` says."""
    verbs: dict[str, Callable[[argparse.Namespace], int]] = {
        "list": _list,
        "add": _add,
        "remove": _remove,
        "set": _set,
        "check": _check,
        "catalog": _catalog,
        "import": _import,
        "export": _export,
    }
    return verbs[options.verb](options)


def _list(options: argparse.Namespace) -> int:
    async def work(desk: Desk) -> tuple[SourceRow, ...]:
        return _roster(desk)

    _print(at_desk(options, work), as_json=options.json)
    return 0


def _check(options: argparse.Namespace) -> int:
    """Ask every source now, and say what each answered; what they bring is kept."""
    from reader.newsroom.polling import Manner  # noqa: PLC0415 - the other verbs do without
    from reader.newsroom.refresh import refresh  # noqa: PLC0415 - likewise

    async def work(desk: Desk) -> tuple[RefreshReport | None, tuple[SourceRow, ...]]:
        names = [source.name for source in desk.config.sources]
        report = await refresh(desk, names, manner=Manner(urgency="person"), ahead=False) if names else None
        return report, _roster(desk)

    report, rows = at_desk(options, work)
    _print(rows, as_json=options.json)
    return 1 if report and report.failed else 0


def _add(options: argparse.Namespace) -> int:
    async def work(desk: Desk) -> tuple[list[NewSource], tuple[Offer, ...]]:
        found = await offered(desk, options.given)
        best = found.offers if options.all else found.offers[:1]
        return await add(desk, [_as_asked(offer, options) for offer in best], found.answers), found.offers[len(best) :]

    added, others = at_desk(options, work)
    for source in added:
        output.line(say("cli.sources.added", name=source.name, url=source.url))
    for offer in others:
        output.note(say("cli.sources.also", name=offer.name, url=offer.url))
    return 0


def _as_asked(offer: Offer, options: argparse.Namespace) -> Offer:
    """Give an offer the name and section that were asked for; a site then has that section alone."""
    name, section = options.name.strip() or offer.name, options.section.strip()
    if offer.kind == "feed":
        return replace(offer, name=name, section=section or offer.section)
    return replace(offer, name=name, sections=(section,) if section else offer.sections)


def _remove(options: argparse.Namespace) -> int:
    """Take a source out; what becomes of a sync server's articles, and of what it was not told, is for the reader."""
    source = _named(options)
    flag: bool | None = options.forget

    async def work(desk: Desk) -> tuple[int, int]:
        from reader.newsroom.sync_server import part_with, refuse_to_part  # noqa: PLC0415 - the other verbs do without

        if flag is None:
            refuse_to_part(desk, source)
        remove_source(_file(options), source.name)
        return await part_with(desk, source, forget=bool(flag))

    if source.kind == "greader":
        dropped, gone = at_desk(options, work)
        output.line(say("cli.sources.parted", name=source.name, dropped=dropped, gone=gone))
    else:
        remove_source(_file(options), source.name)
        output.line(say("cli.sources.removed", name=source.name))
    return 0


def _set(options: argparse.Namespace) -> int:
    """Change what is asked to be changed; a feed moves to another section, a site is left with that one."""
    source = _named(options)
    values: dict[str, Value] = {}
    if options.name:
        values["name"] = options.name.strip()
    if options.section is not None:
        values |= in_sections(source.kind, list(filter(None, [options.section.strip()])))
    if options.pause is not None:
        values["paused"] = options.pause or None
    change_source(_file(options), source.name, values)
    output.line(say("cli.sources.changed", name=values.get("name") or source.name))
    return 0


def _named(options: argparse.Namespace) -> SourceSettings:
    """Give the configured source that was named; raises UnknownName with the nearest names."""
    config, _ = configured(options)
    sources = {source.name: source for source in config.sources}
    if options.given not in sources:
        raise UnknownName("source", options.given, tuple(difflib.get_close_matches(options.given, sources, 3, 0.3)))
    return sources[options.given]


def _catalog(options: argparse.Namespace) -> int:
    from reader.newsroom.roster import catalogue  # noqa: PLC0415 - the other verbs do without

    config, _ = configured(options)
    rows = catalogue(config)
    if options.json:
        output.document({"sources": [asdict(row.offer) | {"seen": row.seen, "there": row.there} for row in rows]})
    else:
        output.columns([("*" if row.there else " ", row.offer.name, row.offer.section, row.offer.url) for row in rows])
    return 0


def _import(options: argparse.Namespace) -> int:
    """Add what an OPML file holds and is not there yet; a second time adds nothing."""
    file = options.given
    data = _read(file)

    async def work(desk: Desk) -> tuple[Imported, tuple[SourceSettings, ...]]:
        return await asyncio.wrap_future(desk.parser.parse("opml", data, Context(file))), desk.config.sources

    found, sources = at_desk(options, work)
    new = wanted(found.offers, sources)
    if new:
        add_sources(_file(options), new)
    for line, address in found.refused:
        output.note(say("cli.sources.refused", line=line, address=address))
    output.line(say("cli.sources.imported", new=len(new), held=len(found.offers) - len(new)))
    return 0


def _export(options: argparse.Namespace) -> int:
    """Write what is configured as OPML, into a new file or to stdout."""
    from reader.newsroom.desk import system_clock  # noqa: PLC0415 - as above
    from reader.sources.opml import write  # noqa: PLC0415 - as above

    config, _ = configured(options)
    text = write([_offer(source) for source in config.sources if source.kind != "greader"], made=system_clock())
    if options.given == "-":
        sys.stdout.buffer.write(text.encode())
        return 0
    try:
        with Path(options.given).open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise FileThere(file=options.given) from error
    except OSError as error:
        raise CannotSave(folder=str(Path(options.given).parent), cause=str(error)) from error
    output.line(say("cli.sources.exported", file=options.given))
    return 0


def _read(file: str) -> bytes:
    from reader.sources.opml import LONGEST  # noqa: PLC0415 - as above

    try:
        with contextlib.nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as given:
            return given.read(LONGEST + 1)
    except OSError as error:
        raise CannotRead(file=file, cause=str(error)) from error


def _offer(source: SourceSettings) -> Offer:
    return Offer(source.kind, source.name, source.url, source.section, sections=source.sections or ())


def _roster(desk: Desk) -> tuple[SourceRow, ...]:
    from reader.newsroom.roster import roster  # noqa: PLC0415 - as above

    return roster(desk)


def _file(options: argparse.Namespace) -> Path:
    return Path(options.config or Paths.of_user().config_file)


def _print(rows: Sequence[SourceRow], *, as_json: bool) -> None:
    if as_json:
        output.document({"sources": [_json(row) for row in rows]})
    elif rows:
        output.columns([_columns(row) for row in rows])
    else:
        output.note(say("cli.sources.none"))


def _json(row: SourceRow) -> output.Json:
    times = {name: output.moment(getattr(row, name)) for name in ("answered", "failing", "due")}
    return asdict(row) | {"sections": list(row.sections)} | times


def _columns(row: SourceRow) -> tuple[str, ...]:
    if row.paused:
        state = say("cli.sources.paused")
    elif row.error:
        state = row.error
    elif row.answered:
        state = say("cli.sources.answered", time=f"{row.answered.astimezone():%m.%d %H:%M}")
    else:
        state = say("cli.sources.never")
    return row.name, ", ".join(row.sections), f"{row.unread:,}/{row.total:,}", state, row.url
