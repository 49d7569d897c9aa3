"""`nuri search QUERY`: the whole library by words, the best first; never a request."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from reader.cli import output
from reader.cli.setup import at_desk
from reader.locale import say
from reader.newsroom.finding import find

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from reader.library.searching import Found
    from reader.model import Hit, QueryProblem
    from reader.newsroom.desk import Desk

_ALL = 1 << 30
_BOLD, _PLAIN = "\x1b[1m", "\x1b[22m"


def run(options: argparse.Namespace) -> int:
    """Print what `options` look for; what of the query was not understood is told on stderr."""

    async def work(desk: Desk) -> Found:
        return await find(desk, " ".join(options.query), options.limit or _ALL)

    found = at_desk(options, work)
    problems(found.problems)
    if options.json:
        output.document([_json(hit) for hit in found.hits])
    else:
        _print(found.hits)
    if not found.hits:
        output.note(say("cli.nothing_found"))
    return 0


def problems(found: Iterable[QueryProblem]) -> None:
    """Tell on stderr what of a query was not understood, and where."""
    for problem in found:
        output.note(say("query.at", column=problem.start + 1, told=say(problem.key, **dict(problem.fields))))


def _json(hit: Hit) -> output.Json:
    return output.headline(hit.headline) | {
        "snippet": hit.snippet.text,
        "snippet_matches": [list(span) for span in hit.snippet.spans],
        "title_matches": [list(span) for span in hit.title_spans],
    }


def _print(hits: Sequence[Hit]) -> None:
    bold = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for hit in hits:
        row = hit.headline
        when = row.published.strftime("%Y.%m.%d") if row.published else ""
        mark = "*" if row.saved else " " if row.read else "+"
        title = _marked(row.title, hit.title_spans) if bold else row.title
        output.line("  ".join(part for part in (mark, row.id, when, row.section, title) if part))
        if hit.snippet.text:
            output.line(f"     {_marked(hit.snippet.text, hit.snippet.spans) if bold else hit.snippet.text}")


def _marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    shown, position = "", 0
    for start, end in spans:
        shown += f"{text[position:start]}{_BOLD}{text[start:end]}{_PLAIN}"
        position = end
    return shown + text[position:]
