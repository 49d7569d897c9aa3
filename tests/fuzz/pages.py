"""The harnesses of what the worker reads: feeds, mediaon's pages, any page's article, discovery, OPML, the weather."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from reader import parsing
from reader.errors import BadOpml, ParseError, UnsafeAddress
from reader.model import Article, Body, Feed, Headline
from reader.sources import feed
from reader.text.charset import decode
from reader.text.dates import KST
from reader.text.markdown import markdown
from reader.text.web_page import web_page
from reader.weather.asking import open_meteo_address

from .sound import sound

NOW = datetime(2026, 1, 15, 0, 54, tzinfo=UTC)
SITE = "https://www.nuriilbo.com"
WHERE = {
    "mediaon.listing": f"{SITE}/news/section_list_all.html?sec_no=61&page=2",
    "mediaon.article": f"{SITE}/news/article.html?no=214515",
    "article": "https://www.example.com/2026/01/story",
    "feed": "https://www.hanbit-news.kr/rss/all.xml",
    "weather.open_meteo": open_meteo_address("https://api.open-meteo.com/v1/forecast", ("37.57,126.97", "35.1,129.03")),
}


def _read(kind: Any, data: bytes) -> None:
    """Read `data` as `kind`, as the worker does but without its net below: expected errors are the only ones."""
    url = WHERE.get(kind, f"{SITE}/")
    zone = "" if kind in {"feed", "article"} and len(data) % 2 else "Asia/Seoul"
    context = parsing.Context(url, encoding="" if kind in {"discover", "opml"} else "utf-8", zone=zone, now=NOW)
    try:
        model = _feed(data, context) if kind == "feed" else parsing._run(kind, data, context)
    except (ParseError, BadOpml, UnsafeAddress) as error:
        str(error)
        return
    sound(model)
    if isinstance(model, Body):
        _written(model)


def _feed(data: bytes, context: parsing.Context) -> Feed:
    """Read a feed with its texts as blocks, which the worker packs."""
    text = decode(data, override="utf-8")
    return feed.parse(text, context.url, zone=KST if context.zone else None, now=NOW, mislabelled=len(data) % 3 == 0)


def _written(body: Body) -> None:
    """Write an article out in the forms that files have."""
    article = Article(
        Headline("a1", "누리일보", body.title, f"{SITE}/", published=body.published), body.blocks, body.updated
    )
    for text in (markdown(article), web_page([article]), article.text):
        text.encode("utf-8")


KINDS = (
    "feed", "article", "mediaon.front", "mediaon.listing", "mediaon.article", "discover", "addresses", "opml", "weather.kma",
    "weather.obs", "weather.kma_api", "weather.open_meteo", "greader.login", "greader.token", "greader.feeds", "greader.ids",
    "greader.contents", "greader.done",
)  # fmt: skip
TARGETS: dict[str, Callable[[bytes], None]] = {kind: partial(_read, kind) for kind in KINDS}
