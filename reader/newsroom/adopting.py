"""Another configuration for a desk that is open: written here, or found in the file that another process has written.

Sources, sections, kept queries, weather and what is kept follow at once; keys, theme, language and `[fetch]` belong to
the window as it was opened. A file that is wrong leaves what is in force as it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from reader.config import load
from reader.newsroom.desk import kept, register

if TYPE_CHECKING:
    from reader.config import Config
    from reader.newsroom.desk import Desk

_State = tuple[int, int, int]


async def edited(desk: Desk, edit: Callable[[Path], Config]) -> None:
    """Have `edit` change the configuration file, beside the loop, and adopt what it says then.

    Raises what `edit` does (ConfigError, ConfigUnwritable), and LibraryError.
    """
    async with desk.editing:
        await _adopt(desk, await asyncio.to_thread(edit, desk.config_file))


async def _adopt(desk: Desk, config: Config) -> None:
    await kept(register(desk, config))
    desk.config = config


class ConfigFile:
    """The desk's configuration file, looked at again and again."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._taken = self._seen = _state(desk.config_file)

    async def adopted(self) -> bool:
        """Adopt what the file says if it was changed, and tell whether that is other than before; raises ConfigError.

        A file is read once two looks found it the same: one that is just being written is left for the next look. One
        that is gone changes nothing.
        """
        before, self._seen = self._seen, _state(self._desk.config_file)
        if self._seen is None or self._seen != before or self._seen == self._taken:
            return False
        self._taken = self._seen
        async with self._desk.editing:
            config = await asyncio.to_thread(load, self._desk.config_file, self._desk.names, must_exist=True)
            if config == self._desk.config:
                return False
            await _adopt(self._desk, config)
        return True


def _state(file: Path) -> _State | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
