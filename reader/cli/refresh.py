"""`nuri refresh`: fetches without a screen; a progress bar on a terminal, plain lines elsewhere, both on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reader.cli import output
from reader.cli.setup import at_desk
from reader.locale import say
from reader.newsroom.polling import Manner
from reader.newsroom.refresh import WEATHER, chosen, refresh
from reader.text import telling

if TYPE_CHECKING:
    import argparse

    from reader.model import RefreshReport, SourceReport
    from reader.newsroom.desk import Desk

Told = Callable[["SourceReport"], None]


def run(options: argparse.Namespace) -> int:
    """Refresh what `options` name; 1 if any source failed."""

    async def work(desk: Desk) -> RefreshReport:
        total = len(chosen(desk, options.names)) + (not options.names)
        with _progress(total) as told:
            report = await refresh(desk, options.names, manner=Manner(due_only=options.due), told=told)
        for problem in desk.problems:
            output.note(telling.tell(problem))
        return report

    report = at_desk(options, work)
    if options.json:
        output.document(output.refresh(report))
    elif report.prefetched or report.skipped_texts:
        output.note(say("cli.texts_ahead", got=report.prefetched, left=report.skipped_texts))
    return 1 if report.failed else 0


@contextmanager
def _progress(total: int) -> Iterator[Told]:
    """Give a function that is told of each source as it is done."""
    if not sys.stderr.isatty():
        yield lambda report: output.note(_line(report))
        return
    from rich.console import Console  # noqa: PLC0415 - only on a terminal
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415 - likewise

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("cli.refreshing"), total=total)

        def told(report: SourceReport) -> None:
            bar.advance(task)
            bar.console.print(_line(report), markup=False, highlight=False)

        yield told


def _line(report: SourceReport) -> str:
    renewed = report.name == WEATHER and report.status == "updated"
    told = say("cli.status.renewed" if renewed else f"cli.status.{report.status}", new=report.new)
    return f"{report.name}: {told}" + (f" — {telling.sentence(*report.error)}" if report.error else "")
