"""The desk: everything a piece of work needs at hand, opened once and handed to every verb of the newsroom."""

from __future__ import annotations

import gc
import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from reader.config import Names
from reader.library import Library, article_id, set_sources, source_key
from reader.model import Source

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import Future

    from reader.config import Config, SourceSettings
    from reader.errors import NuriError
    from reader.fetch import Fetcher
    from reader.fetch.client import HttpxWire
    from reader.fetch.wire import Wire
    from reader.parsing import Parser
    from reader.paths import Paths
    from reader.sync.round import Session

Clock = Callable[[], datetime]
P = ParamSpec("P")
T = TypeVar("T")


def system_clock() -> datetime:
    """Give the time now."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Desk:
    """Configuration, library, fetcher, parser, clock and dice. `sample` marks the bundled edition.

    `names` are those that a changed configuration is checked against.
    `sessions` are the logins at sync servers, by source: in memory alone.
    """

    config: Config
    paths: Paths
    library: Library
    now: Clock
    wire: Callable[[], Wire] | None = None
    sample: bool = False
    dice: Callable[[], float] = random.random
    away_since: datetime | None = None  # since when nobody looks at this window
    holder: str = field(default_factory=lambda: os.urandom(8).hex())  # this window's name among those that fetch
    names: Names = field(default_factory=Names)
    sessions: dict[str, Session] = field(default_factory=dict, repr=False)
    _editing: asyncio.Lock | None = field(default=None)
    _parser: Parser | None = field(default=None)
    _fetcher: Fetcher | None = field(default=None)
    _network: HttpxWire | None = field(default=None)

    @property
    def fetcher(self) -> Fetcher:
        """Give the one fetcher, made at the first need: nothing of the network is loaded before the first paint."""
        if self._fetcher is None:
            self._fetcher = _fetcher(self)
        return self._fetcher

    @property
    def parser(self) -> Parser:
        """Give the one parser, made at the first need."""
        if self._parser is None:
            from reader.parsing import Parser  # noqa: PLC0415 - not before the first paint

            self._parser = Parser()
        return self._parser

    @property
    def editing(self) -> asyncio.Lock:
        """Give what is held while the configuration is written."""
        if self._editing is None:
            import asyncio  # noqa: PLC0415 - who only lists headlines needs no event loop

            self._editing = asyncio.Lock()
        return self._editing

    @property
    def offline(self) -> bool:
        """Say whether the fetcher has given up on the network for now; False as long as nothing was asked."""
        return self._fetcher is not None and self._fetcher.offline

    @property
    def problems(self) -> tuple[NuriError, ...]:
        """Give what is wrong with the network's settings and was found when they were needed (proxies)."""
        return tuple(self._network.problems.values()) if self._network else ()

    def connect(self) -> Wire:
        """Make the wire to the network; called in a thread, at the first request."""
        from reader.fetch.client import HttpxWire  # noqa: PLC0415 - not before the first need

        self._network = HttpxWire(timeout=self.config.fetch.timeout_seconds)
        gc.freeze()  # what is loaded by now stays, and need not be looked through for garbage
        return self._network

    @property
    def sources(self) -> tuple[Source, ...]:
        """Give the configured sources with their keys."""
        return sources_of(self.config)

    @property
    def config_file(self) -> Path:
        """Name the file into which is written what the reader changes on the screen."""
        return Path(self.config.file) if self.config.file else self.paths.config_file

    async def load(self) -> None:
        """Load what fetching takes on a thread, so that no key waits for it: a fifth of a second on a busy machine."""
        import asyncio  # noqa: PLC0415 - as in `editing`

        if self._fetcher is None:
            await asyncio.to_thread(_load, network=self.wire is None)

    async def write(self, verb: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do one transaction of the library and wait until it is kept; raises what `Library.write` says."""
        return await kept(self.library.write(verb, *args, **kwargs))

    async def write_together(self, verb: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do as `write` does for what nobody's key waits for: it shares its transaction with what comes with it."""
        return await kept(self.library.write_together(verb, *args, **kwargs))

    async def close(self) -> None:
        """Close everything; what was acknowledged is kept."""
        if self._fetcher is not None:
            await self._fetcher.close()
        self.leave()

    def leave(self) -> None:
        """Close what was opened by reading alone."""
        if self._parser is not None:
            self._parser.close()
        self.library.close()


async def kept(future: Future[T]) -> T:
    """Wait for a write of the library. Giving up waiting, as at the end of a window, does not take the write back."""
    import asyncio  # noqa: PLC0415 - as in `Desk.editing`

    return await asyncio.shield(asyncio.wrap_future(future))


def open_desk(
    config: Config,
    paths: Paths,
    *,
    now: Clock = system_clock,
    wire: Callable[[], Wire] | None = None,
    sample: bool = False,
) -> Desk:
    """Open library and parser for `config` in the folders of `paths`; raises LibraryError.

    `wire` replaces the network (the sample edition's does). The configured sources are registered in the library.
    """
    library = Library.open(paths.library, now=now)
    desk = Desk(config, paths, library, now, wire=wire, sample=sample)
    register(desk, config).result()
    return desk


def register(desk: Desk, config: Config) -> Future[bool]:
    """Tell the library which sources and sections `config` has; written only where that changed."""
    sources = sources_of(config)
    named = {
        source.key: settings.sections or tuple(filter(None, [settings.section]))
        for source, settings in zip(sources, config.sources, strict=True)
    }
    return desk.library.write(set_sources, sources, named)


def sources_of(config: Config) -> tuple[Source, ...]:
    """Give the sources of a configuration with their keys."""
    return tuple(Source(key_of(each), each.name, each.kind, each.url) for each in config.sources)


def key_of(settings: SourceSettings) -> str:
    """Give a configured source's key: of its address, and of the account where one server has several."""
    key = source_key(settings.url)
    return article_id(key, settings.username) if settings.kind == "greader" else key


def _load(*, network: bool) -> None:
    import_module("reader.fetch.fetcher")
    if network:
        import_module("reader.fetch.client").load()


def _fetcher(desk: Desk) -> Fetcher:
    from reader.fetch import Fetcher, Store  # noqa: PLC0415 - not before the first need

    settings = desk.config.fetch
    return Fetcher(
        wire=desk.wire or desk.connect,
        store=Store(desk.paths.cache, settings.cache_mb << 20),
        now=desk.now,
        concurrency=settings.concurrency,
        timeout=settings.timeout_seconds,
    )
