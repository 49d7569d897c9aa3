"""`nuri mark ID… --read|--unread|--saved|--unsaved`: all of them or, where one is not held, none; `u` takes it back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from reader.cli import output
from reader.cli.setup import at_desk
from reader.errors import UnknownName
from reader.library import find, mark, nearest
from reader.locale import say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from reader.model import Article
    from reader.newsroom.desk import Desk


def run(options: argparse.Namespace) -> int:
    """Mark the articles that `options` name; done when it is on the disk."""

    async def work(desk: Desk) -> int:
        names = [article.headline.id for article in chosen(desk, options.articles)]
        done = await asyncio.wrap_future(desk.library.write(mark, names, options.change, desk.now()))
        return done.count

    count = at_desk(options, work)
    output.line(say(f"cli.marked.{options.change}", count=count) if count else say("cli.marked.nothing"))
    return 0


def chosen(desk: Desk, given: Sequence[str]) -> list[Article]:
    """Find the articles of these ids, starts of ids or addresses; raises UnknownName for the first that is not held."""
    found = []
    for name in given:
        article = desk.library.read(find, name, desk.now())
        if article is None:
            raise UnknownName("article", name, desk.library.read(nearest, name))
        found.append(article)
    return found
