"""Searches and kept queries: what the library finds for them, the index brought up to date first."""

from __future__ import annotations

import asyncio
import difflib
import time
from typing import TYPE_CHECKING

from reader.errors import UnknownName
from reader.library.indexing import behind, catch_up
from reader.library.searching import Found, search
from reader.newsroom.shelf import views

if TYPE_CHECKING:
    from reader.model import View
    from reader.newsroom.desk import Desk

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
