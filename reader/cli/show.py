"""`nuri show ID|URL`: one article; fetches its text if that is not held; any http(s) address works."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from reader.cli import output
from reader.cli.setup import at_desk
from reader.errors import FetchError, ParseError, UnknownName, UnsafeAddress
from reader.library import article_id, find, nearest
from reader.model import Article, Freshness, Headline
from reader.newsroom.texts import fetch_text, read_page
from reader.text import layout, telling
from reader.text.address import bare, safe_url
from reader.text.markdown import markdown

if TYPE_CHECKING:
    import argparse

    from reader.newsroom.desk import Desk

_WIDTH = 80


def run(options: argparse.Namespace) -> int:
    """Print the article; 1 where its text could not be had (what is held is printed all the same)."""

    async def work(desk: Desk) -> tuple[Article, FetchError | ParseError | None]:
        held = desk.library.read(find, options.article, desk.now())
        if held is None:
            return await _from_address(desk, options.article), None
        if held.blocks:
            return held, None
        try:
            return await fetch_text(desk, held.headline), None
        except (FetchError, ParseError) as error:
            return held, error

    article, error = at_desk(options, work)
    if options.json:
        output.document(output.article(article))
    elif options.markdown:
        sys.stdout.write(markdown(article))
    else:
        _print(article)
    if error is not None:
        output.note(telling.tell(error))
    return 1 if error else 0


async def _from_address(desk: Desk, given: str) -> Article:
    """Read an address that the library does not know; raises UnknownName or UnsafeAddress for what is none."""
    url = safe_url(given)
    if not url and "://" in given:
        raise UnsafeAddress(host="", url=bare(given))
    if not url:
        raise UnknownName("article", given, desk.library.read(nearest, given))
    body = await read_page(desk, url)
    headline = Headline(
        id=article_id("", url),
        source="",
        title=body.title,
        url=url,
        section=body.section,
        subtitle=body.subtitle,
        author=body.author,
        image=body.image,
        published=body.published,
        has_text=True,
        freshness=Freshness(desk.now()),
    )
    return Article(headline, body.blocks, body.updated)


def _print(article: Article) -> None:
    headline = article.headline
    when = f"{headline.published:%Y.%m.%d %H:%M}" if headline.published else ""
    for text in (headline.title, headline.subtitle):
        _wrapped(text)
    output.line(" · ".join(part for part in (headline.author, when, headline.source) if part))
    output.line(headline.url)
    for block in article.blocks:
        output.line()
        if block.kind == "table":
            for line in (line for row in layout.table(block.rows, _WIDTH) for line in row):
                output.line(line)
        else:
            mark = {"list": "- ", "quote": "> ", "image": "[ ] "}.get(block.kind, "")
            for number, passage in enumerate(block.passages, 1):
                _wrapped(passage.text, f"{number}. " if block.ordered else mark)
    if not article.blocks and headline.summary:
        output.line()
        _wrapped(headline.summary)


def _wrapped(text: str, mark: str = "") -> None:
    for number, line in enumerate(layout.wrap(text, _WIDTH - len(mark)) if text else ()):
        output.line(f"{' ' * len(mark) if number else mark}{line}")
