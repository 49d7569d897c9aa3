"""`nuri sync`: sends what the reader did to the sync servers and takes over what is new there; progress on stderr."""

from __future__ import annotations

import asyncio
import difflib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reader.cli import output
from reader.cli.setup import at_desk
from reader.errors import UnknownName
from reader.locale import say
from reader.newsroom.polling import Manner
from reader.newsroom.sync import SyncReport, sync
from reader.text import telling

if TYPE_CHECKING:
    import argparse

    from rich.progress import TaskID

    from reader.config import SourceSettings
    from reader.newsroom.desk import Desk
    from reader.newsroom.sync_drive import Progress

_EACH = 1000  # articles between two lines of progress, where there is no terminal


def run(options: argparse.Namespace) -> int:
    """Make a round with each server that `options` name (none: all that are not paused); 1 if any failed."""

    async def work(desk: Desk) -> list[SyncReport]:
        servers = _chosen(desk.config.sources, options.names)
        with _progress() as progress:
            rounds = (sync(desk, server, Manner(urgency="person"), progress) for server in servers)
            return await asyncio.gather(*rounds)

    reports = at_desk(options, work)
    if options.json:
        output.document({"sources": [_json(report) for report in reports]})
    for report in () if options.json else reports:
        output.line(_line(report))
    if not reports:
        output.note(say("cli.sync.none"))
    return 1 if any(report.status == "failed" for report in reports) else 0


def _chosen(sources: Sequence[SourceSettings], names: Sequence[str]) -> list[SourceSettings]:
    servers = {source.name: source for source in sources if source.kind == "greader"}
    for name in names:
        if name not in servers:
            raise UnknownName("source", name, tuple(difflib.get_close_matches(name, servers, 3, 0.3)))
    return [source for source in servers.values() if (source.name in names if names else not source.paused)]


@contextmanager
def _progress() -> Iterator[Progress]:
    """Give a function that is told how far each server has come."""
    if not sys.stderr.isatty():
        yield _noted
        return
    from rich.console import Console  # noqa: PLC0415 - only on a terminal
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - likewise

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def told(name: str, done: int, total: int) -> None:
            if total:
                if name not in tasks:
                    tasks[name] = bar.add_task(name)
                bar.update(tasks[name], completed=done, total=total)

        yield told


def _noted(name: str, done: int, total: int) -> None:
    if total and (done % _EACH == 0 or (done == total and total > _EACH)):
        output.note(f"{name}: {say('cli.sync.coming', done=done, total=total)}")


def _json(report: SyncReport) -> output.Json:
    return {
        "name": report.name,
        "status": report.status,
        "pushed": report.pushed,
        "pulled": {"new": report.new, "marked": report.marked},
        "pending": report.pending,
        "requests": report.requests,
        "error": telling.sentence(*report.error) if report.error else None,
    }


def _line(report: SyncReport) -> str:
    if report.status in {"skipped", "failed"}:
        told = [say(f"cli.sync.{report.status}")]
    else:
        told = [say("cli.sync.done", pushed=report.pushed, new=report.new, marked=report.marked)]
    if report.pending:
        told.append(say("cli.sync.left", pending=report.pending))
    return f"{report.name}: {', '.join(told)}" + (f" — {telling.sentence(*report.error)}" if report.error else "")
