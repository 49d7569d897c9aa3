"""What most commands begin with: the configuration, the language it asks for, the log, and an open desk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from reader import locale
from reader.cli import logs
from reader.config import Config, Names, load
from reader.paths import Paths

if TYPE_CHECKING:
    import argparse

    from reader.newsroom.desk import Desk

T = TypeVar("T")


def configured(options: argparse.Namespace, *, with_themes: bool = False) -> tuple[Config, Paths]:
    """Read the configuration that `options` name, speak its language, start the log; raises ConfigError."""
    paths = Paths.of_user()
    file = options.config or paths.config_file
    logs.start(paths, verbose=options.verbose)
    config = load(file, names(with_themes=with_themes), must_exist=options.config is not None)
    locale.use(config.language)
    return config, paths


@contextmanager
def reading_desk(options: argparse.Namespace) -> Iterator[Desk]:
    """Open a desk for the user's configuration at which the library is only read: no event loop is loaded for it."""
    from reader.newsroom.desk import open_desk  # noqa: PLC0415 - `nuri config` does without

    desk = open_desk(*configured(options))
    try:
        yield desk
    finally:
        desk.leave()


def at_desk(options: argparse.Namespace, work: Callable[[Desk], Awaitable[T]]) -> T:
    """Run `work` at a desk opened for the user's configuration, and close it whatever happens."""
    import asyncio  # noqa: PLC0415 - a tenth of the start of what does without

    from reader.newsroom.desk import open_desk  # noqa: PLC0415 - `nuri config` does without

    config, paths = configured(options)

    async def run() -> T:
        desk = open_desk(config, paths)
        try:
            return await work(desk)
        finally:
            await desk.close()

    return asyncio.run(run())


def names(*, with_themes: bool) -> Names:
    """Give what names in a configuration are checked against."""
    from reader.commands import BY_ID  # noqa: PLC0415 - small, and only here
    from reader.weather.stations import numbers  # noqa: PLC0415 - likewise

    themes: tuple[str, ...] = ()
    if with_themes:
        from textual.theme import BUILTIN_THEMES  # noqa: PLC0415 - Textual is loaded only where a theme is checked

        from reader.ui.themes import DAY, NIGHT  # noqa: PLC0415 - likewise

        themes = (NIGHT.name, DAY.name, *BUILTIN_THEMES)
    return Names(stations=tuple(numbers()), commands=tuple(BY_ID), themes=themes)
