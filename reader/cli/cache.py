"""`nuri cache [info|clear]`: the store of fetched pages and images; clearing it loses nothing but speed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from reader.cli import output
from reader.cli.setup import configured
from reader.fetch import Store
from reader.locale import say

if TYPE_CHECKING:
    import argparse

    from reader.fetch.store import Info


def run(options: argparse.Namespace) -> int:
    """Tell what the cache holds, or empty it."""
    config, paths = configured(options)

    async def work() -> Info:
        store = Store(paths.cache, config.fetch.cache_mb << 20)
        try:
            await store.open()
            if options.verb == "clear":
                await store.clear()
            return await store.info()
        finally:
            await store.close()

    info = asyncio.run(work())
    if options.json:
        output.document(_json(info, config.fetch.cache_mb << 20))
    elif options.verb == "clear":
        output.line(say("cli.cleared"))
    else:
        _print(info, config.fetch.cache_mb << 20)
    return 0 if info.usable else 1


def _json(info: Info, limit: int) -> output.Json:
    return {
        "folder": str(info.folder),
        "entries": info.entries,
        "bytes": info.bytes,
        "limit": limit,
        "hits": info.hits,
        "misses": info.misses,
        "oldest": output.moment(info.oldest),
        "usable": info.usable,
    }


def _print(info: Info, limit: int) -> None:
    asked = info.hits + info.misses
    output.columns(
        [
            (say("cli.cache.folder"), str(info.folder)),
            (say("cli.cache.entries"), f"{info.entries:,}"),
            (say("cli.cache.bytes"), f"{info.bytes:,} / {limit:,}"),
            (say("cli.cache.hits"), f"{info.hits / asked:.0%} ({info.hits:,}/{asked:,})" if asked else "-"),
            (say("cli.cache.oldest"), f"{info.oldest.astimezone():%Y.%m.%d %H:%M}" if info.oldest else "-"),
        ]
    )
