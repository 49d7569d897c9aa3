"""`nuri export ID… --markdown|--html|--json`: articles with their texts, to stdout or into files of a folder.

A text that is not held is fetched, as `nuri show` does. One article is one JSON object, several are an array; in a
folder each has a file of its own, and none is ever written over.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from reader.cli import output
from reader.cli.mark import chosen
from reader.cli.setup import at_desk
from reader.errors import FetchError, ParseError
from reader.newsroom.outside import save
from reader.newsroom.texts import fetch_text
from reader.text import telling
from reader.text.markdown import markdown
from reader.text.web_page import web_page

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from reader.model import Article
    from reader.newsroom.desk import Desk

Failure = FetchError | ParseError
_ENDINGS = {"markdown": "md", "html": "html", "json": "json"}
_BETWEEN = "\n---\n\n"


def run(options: argparse.Namespace) -> int:
    """Write out the articles that `options` name; 1 where a text could not be had (all are written all the same)."""

    async def work(desk: Desk) -> list[tuple[Article, Failure | None]]:
        return [await _with_text(desk, article) for article in chosen(desk, options.articles)]

    found = at_desk(options, work)
    articles = [article for article, _ in found]
    if options.output:
        for article in articles:
            file = save(article, options.output, _ENDINGS[options.form], _written([article], options.form))
            output.line(str(file))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(_written(articles, options.form).encode("utf-8"))
    failures = [(article, error) for article, error in found if error]
    for article, error in failures:
        output.note(f"{article.headline.title}: {telling.tell(error)}")
    return 1 if failures else 0


async def _with_text(desk: Desk, article: Article) -> tuple[Article, Failure | None]:
    if article.blocks:
        return article, None
    try:
        return await fetch_text(desk, article.headline), None
    except (FetchError, ParseError) as error:
        return article, error


def _written(articles: Sequence[Article], form: str) -> str:
    match form:
        case "json":
            objects = [output.article(article) for article in articles]
            return json.dumps(objects[0] if len(objects) == 1 else objects, ensure_ascii=False, indent=2) + "\n"
        case "html":
            return web_page(articles)
        case _:
            return _BETWEEN.join(map(markdown, articles))
