"""`nuri headlines`: what the library holds, newest first; never a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.cli import output
from reader.cli.setup import reading_desk
from reader.locale import say
from reader.newsroom.shelf import headlines

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from reader.model import Headline
    from reader.newsroom.desk import Desk


def run(options: argparse.Namespace) -> int:
    """Print the headlines that `options` choose."""
    with reading_desk(options) as desk:
        rows = headlines(
            desk,
            section=options.section,
            source=options.source,
            query=_query(desk, options.view) if options.view else "",
            unread=options.unread,
            saved=options.saved,
            limit=options.limit,
        )
    if options.json:
        output.document([output.headline(row) for row in rows])
    elif rows:
        table(rows)
    else:
        output.note(say("cli.empty"))
    return 0


def _query(desk: Desk, name: str) -> str:
    """Give the query of a kept view, and tell what of it is not understood; raises UnknownName."""
    from reader.cli.search import problems  # noqa: PLC0415 - nothing of search is loaded for a plain list
    from reader.library.searching import problems_of  # noqa: PLC0415 - likewise
    from reader.newsroom.finding import view_named  # noqa: PLC0415 - likewise

    query = view_named(desk, name).query
    problems(desk.library.read(problems_of, query, desk.now()))
    return query


def table(rows: Sequence[Headline]) -> None:
    """Print one line a headline: mark, id, time, section, title."""
    output.columns(
        [
            (
                "*" if row.saved else " " if row.read else "+",
                row.id,
                row.published.strftime("%Y.%m.%d %H:%M") if row.published else "",
                row.section,
                row.title,
            )
            for row in rows
        ]
    )
