"""`nuri library [info|backup FILE|restore FILE|prune]`: what is held, copies of it, and letting go of what may go."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict

from reader.cli import output
from reader.cli.setup import at_desk, configured
from reader.errors import LibraryError
from reader.library import info
from reader.library.indexing import behind
from reader.library.keeping import backup, restore
from reader.locale import say
from reader.newsroom.desk import system_clock
from reader.newsroom.retention import doomed, let_go

if TYPE_CHECKING:
    import argparse
    from datetime import datetime
    from pathlib import Path

    from reader.library.pruning import Prunable
    from reader.newsroom.desk import Desk


class Held(Struct, frozen=True):
    """What the library holds; `set_aside` names damaged or replaced files beside it."""

    file: str
    bytes: int
    articles: int
    texts: int
    unread: int
    saved: int
    actions: int
    version: int
    not_indexed: int
    set_aside: tuple[str, ...]


def run(options: argparse.Namespace) -> int:
    """Do what the verb says."""
    match options.verb:
        case "backup":
            return _backup(options)
        case "restore":
            return _restore(options)
        case "prune":
            return _prune(options)
        case _:
            return _info(options)


def _info(options: argparse.Namespace) -> int:
    async def work(desk: Desk) -> Held:
        return _held(desk)

    held = at_desk(options, work)
    if options.json:
        output.document(asdict(held))
        return 0
    output.columns(
        [
            (say("cli.library.file"), held.file),
            (say("cli.library.bytes"), f"{held.bytes:,}"),
            (say("cli.library.articles"), say("cli.library.counted", articles=held.articles, texts=held.texts)),
            (say("cli.library.marks"), say("cli.library.marked", unread=held.unread, saved=held.saved)),
            (say("cli.library.not_indexed"), f"{held.not_indexed:,}"),
            *((say("cli.library.set_aside"), name) for name in held.set_aside),
        ]
    )
    return 0


def _held(desk: Desk) -> Held:
    told = desk.library.read(info)
    file = desk.paths.library
    aside = sorted(
        str(path) for path in file.parent.glob(f"{file.name}.*-*") if not path.name.endswith(("-wal", "-shm"))
    )
    return Held(
        str(file),
        told.size,
        told.articles,
        told.texts,
        told.unread,
        told.saved,
        told.actions,
        told.version,
        desk.library.read(behind),
        tuple(aside),
    )


def _backup(options: argparse.Namespace) -> int:
    async def work(desk: Desk) -> Path:
        return await asyncio.to_thread(desk.library.read, backup, options.file, desk.now())

    output.line(say("cli.library.backed_up", file=str(at_desk(options, work))))
    return 0


def _restore(options: argparse.Namespace) -> int:
    """Restore without opening the library, which may be what is broken."""
    _, paths = configured(options)
    aside = restore(paths.library, options.file, system_clock().astimezone())
    output.line(say("cli.library.restored", file=str(options.file)))
    if aside:
        output.line(say("cli.library.replaced", aside=str(aside)))
    return 0


def _prune(options: argparse.Namespace) -> int:
    async def work(desk: Desk) -> tuple[Prunable, int]:
        found = doomed(desk)
        if options.dry_run or not found.numbers:
            return found, 0
        gone = await let_go(desk, found)
        try:
            await asyncio.wrap_future(desk.library.shrink())
        except LibraryError:  # a full disk may keep a file from being made smaller, and what was deleted is
            output.note(say("cli.library.not_shrunk"))
        return found, gone

    found, gone = at_desk(options, work)
    if options.json:
        output.document(_pruned(found, gone))
    elif not found.numbers:
        output.line(say("cli.library.nothing_to_prune"))
    elif options.dry_run:
        fields = {"oldest": _day(found.oldest), "newest": _day(found.newest)}
        output.line(say("cli.library.would_prune", count=len(found.numbers), texts=found.texts, **fields))
    else:
        output.line(say("cli.library.pruned", count=gone))
    return 0


def _pruned(found: Prunable, gone: int) -> output.Json:
    return {
        "articles": len(found.numbers),
        "texts": found.texts,
        "oldest": output.moment(found.oldest),
        "newest": output.moment(found.newest),
        "pruned": gone,
    }


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone():%Y.%m.%d}" if moment else ""
