"""Searches and kept queries: what the library finds for them, on a thread beside the loop where somebody types."""

from __future__ import annotations

import asyncio
import difflib
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from reader.config import ViewSettings
from reader.errors import UnknownName, ViewThere
from reader.library import shelves
from reader.library.completing import completions
from reader.library.indexing import behind, catch_up
from reader.library.searching import Found, hits_of, search, search_unless, searched
from reader.model import ALL, SAVED, UNREAD, FoundState, View
from reader.newsroom.shelf import title_of, views

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reader.config import Config
    from reader.model import Completion, Hit
    from reader.newsroom.desk import Desk

FIRST = 40  # hits that come with the answer; the others as they are looked at
_AT_ONCE = 64
_LONGEST = 1.0  # seconds; whatever the index does not know by then is read as it is


async def find(desk: Desk, text: str, limit: int = 200) -> Found:
    """Find what `text` asks for, the best first; raises LibraryError.

    A person's search waits a second at most for the index; a library that was just mended or brought forward is
    searched whole all the same.
    """
    begun = time.monotonic()
    while desk.library.read(behind) and time.monotonic() < begun + _LONGEST:
        await asyncio.wrap_future(desk.library.write(catch_up, _AT_ONCE))
    return desk.library.read(search, text, desk.now(), limit)


def view_named(desk: Desk, name: str) -> View:
    """Give the kept query of this name; raises UnknownName."""
    known = {view.name: view for view in views(desk)}
    if name not in known:
        raise UnknownName("view", name, tuple(difflib.get_close_matches(name, known, 3, 0.3) or known))
    return known[name]


class Finder:
    """What one window searches while its reader types; it fulfils `ui.service.Finder` by shape.

    Each search runs to its end or until nobody waits for it any more; the last that was answered can be opened as a
    list. `configured` is called after a query was kept or dropped.
    """

    def __init__(self, desk: Desk, configured: Callable[[], None]) -> None:
        self._desk = desk
        self._configured = configured
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="search")
        self._given_up = Event()
        self._found: Found | None = None

    async def find(self, text: str) -> FoundState:
        """Find what `text` asks for; cancelled, it stops looking within a millisecond or two. Raises LibraryError."""
        given_up = self._given_up = Event()
        try:
            found: Found = await self._ask(search_unless, given_up.is_set, text, self._desk.now(), FIRST)
            count, since = (0, None) if found.numbers else await self._ask(searched)
        finally:
            given_up.set()
        self._found = found
        return FoundState(
            text,
            asked=bool(found.query.groups),
            total=len(found.numbers),
            more=found.more,
            hits=found.hits,
            problems=found.problems,
            many_sources=len(self._desk.config.sources) > 1,
            searched=count,
            since=since,
        )

    async def more(self, start: int, stop: int) -> tuple[Hit, ...]:
        """Give those hits of the last answer from `start` to `stop`; raises LibraryError."""
        if self._found is None:
            return ()
        hits: tuple[Hit, ...] = await self._ask(hits_of, self._found, start, stop, self._desk.now())
        return hits

    def complete(self, text: str, at: int) -> tuple[Completion, ...]:
        """Give what the word that ends at `at` may become."""
        names = {
            "section": self._desk.library.read(shelves),
            "source": tuple(source.name for source in self._desk.config.sources),
        }
        return completions(text, at, names)

    def last(self) -> tuple[View, tuple[int, ...]]:
        """Give the last answer as a list to be opened: its view, and its rows in the order in which it was shown."""
        if self._found is None:
            return View("query"), ()
        return View("query", query=self._found.query.text.strip()), self._found.numbers

    def taken(self, name: str) -> bool:
        """Tell whether a list of this name stands among the sections already."""
        there = (*map(title_of, (ALL, UNREAD, SAVED, *views(self._desk))), *self._desk.library.read(shelves))
        return name.strip() in there

    async def keep(self, name: str, query: str) -> None:
        """Let a query stand among the sections; raises ViewThere, ConfigUnwritable, ConfigError.

        The sample edition has no configuration: there it stands as long as the window.
        """
        from reader.config.views import add_view  # noqa: PLC0415 - seldom, and it loads a writer

        if self.taken(name):
            raise ViewThere(name=name)
        kept = (*self._desk.config.views, ViewSettings(name, query))
        await self._edit(lambda file: add_view(file, name, query), kept)

    async def drop(self, name: str) -> None:
        """Take a kept query from among the sections; raises ConfigUnwritable, ConfigError."""
        from reader.config.views import remove_view  # noqa: PLC0415 - as above

        left = tuple(view for view in self._desk.config.views if view.name != name)
        await self._edit(lambda file: remove_view(file, name), left)

    async def _edit(self, edit: Callable[[Path], Config], kept: tuple[ViewSettings, ...]) -> None:
        from reader.newsroom.adopting import edited  # noqa: PLC0415 - as above

        if self._desk.sample:
            self._desk.config = replace(self._desk.config, views=kept)
        else:
            await edited(self._desk, edit)
        self._configured()

    def close(self) -> None:
        """Stop what is looked for, and let go of the thread."""
        self._given_up.set()
        self._thread.shutdown(cancel_futures=True)

    async def _ask(self, question: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.wrap_future(self._thread.submit(self._desk.library.read, question, *args))
