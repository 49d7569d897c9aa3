"""Articles' texts: fetched when one is opened, some fetched ahead after a refresh, kept in the library for good."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from reader.errors import Deleted, FetchError, Gone, NuriError, ParseError
from reader.fetch import Request
from reader.library import article, keep_body, keep_failure, without_text
from reader.library.sync_feeds import feed_names
from reader.newsroom.desk import key_of
from reader.parsing import Context, version
from reader.text.address import host, safe_url
from reader.text.telling import packed

if TYPE_CHECKING:
    from reader.config import SourceSettings
    from reader.model import Article, Body, Headline
    from reader.newsroom.desk import Desk
    from reader.newsroom.polling import Urgency

AHEAD = 30  # texts fetched ahead in one run
AHEAD_SECONDS = 20.0
RETRY_AFTER = timedelta(hours=1)  # a text that failed is not fetched ahead before


class Ahead(Struct, frozen=True):
    """What fetching ahead did: texts `got`, and how many were `left` for want of time or of an answer."""

    got: int = 0
    left: int = 0


async def fetch_text(desk: Desk, headline: Headline, urgency: Urgency = "person") -> Article:
    """Fetch and keep the text of an article of the library; raises FetchError, ParseError, LibraryError.

    What went wrong is kept beside the article, so that a deleted one is not asked for again.
    """
    try:
        body = await read_page(desk, headline.url, _settings(desk, headline.source), urgency)
    except (FetchError, ParseError) as error:
        retry = None if isinstance(error, Deleted | Gone) else desk.now() + RETRY_AFTER
        await desk.write(keep_failure, headline.id, packed(error), now=desk.now(), retry=retry)
        raise
    parser = version(_kind(_settings(desk, headline.source)))
    await desk.write(keep_body, headline.id, body, fetched=desk.now(), parser_version=parser)
    held = desk.library.read(article, headline.id, desk.now())
    if held is None:
        raise NuriError(log=str(desk.paths.log), cause=f"{headline.id} vanished while its text was fetched")
    return held


async def read_page(desk: Desk, url: str, settings: SourceSettings | None = None, urgency: Urgency = "person") -> Body:
    """Fetch and parse the article page at `url`, from the cache where it is fresh; raises FetchError, ParseError."""
    kind = _kind(settings)
    same = settings is not None and host(url) == host(settings.url)
    headers = settings.headers if settings and same else ()  # they may be secrets, and a feed links anywhere
    with desk.parser.awaiting(kind):
        answer = await desk.fetcher.get(Request(safe_url(url), urgency=urgency, headers=headers))
    if not answer.body:
        raise answer.error or FetchError(host=host(url))
    context = Context(
        url=answer.url,
        content_type=answer.content_type,
        encoding=settings.encoding if settings and settings.kind == "mediaon" else "",
        zone=settings.timezone if settings else "",
    )
    try:
        return await asyncio.wrap_future(desk.parser.parse(kind, answer.body, context))
    except ParseError as error:
        error.fields.setdefault("host", host(url))
        raise


async def fetch_ahead(desk: Desk, *, limit: int = AHEAD, seconds: float = AHEAD_SECONDS) -> Ahead:
    """Fetch the texts of the newest unread articles that lack one: at most `limit`, for at most `seconds`."""
    found = desk.library.read(without_text, desk.now(), limit)
    wanted = [headline for headline in found if _is_wanted(_settings(desk, headline.source))]
    got = 0

    async def one(headline: Headline) -> None:
        nonlocal got
        try:
            await fetch_text(desk, headline, "background")
        except (FetchError, ParseError):
            return  # kept beside the article, and told when it is opened
        got += 1

    try:
        async with asyncio.timeout(seconds):
            await asyncio.gather(*(one(headline) for headline in wanted))
    except TimeoutError:
        pass  # what is left is counted and fetched when it is opened, or by the next run
    return Ahead(got, len(wanted) - got)


def _kind(settings: SourceSettings | None) -> Literal["mediaon.article", "article"]:
    """Say what reads a source's pages: what they are made for, else what reads any page."""
    return "mediaon.article" if settings and settings.kind == "mediaon" else "article"


def _is_wanted(settings: SourceSettings | None) -> bool:
    return settings is None or not (settings.full_text is False or settings.paused)


def _settings(desk: Desk, source: str) -> SourceSettings | None:
    """Find the settings of a source by its name, of a sync server's feed those of the server."""
    named = next((each for each in desk.config.sources if each.name == source), None)
    if named or all(each.kind != "greader" for each in desk.config.sources):
        return named
    key = desk.library.read(feed_names).get(source)
    return next((each for each in desk.config.sources if key_of(each) == key), None)
