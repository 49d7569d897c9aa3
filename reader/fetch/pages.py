"""What the cache holds, as records by address: the store's bytes read and written, and nothing decided.

A cache without a store holds nothing and says so at every step, so that nobody above has to ask whether there is one.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from reader.fetch.record import Record, pack, unpack

if TYPE_CHECKING:
    from reader.fetch.store import Store
    from reader.fetch.wire import Headers

WAITS = "waits"
"""The one entry that is no page; an address always has a colon."""


def key_of(url: str, own: Headers) -> str:
    """Name a page's entry; what is asked with a source's own headers is kept apart from what is asked without."""
    if not own:
        return url
    told = "\n".join(f"{name.lower()}:{value}" for name, value in sorted(own))
    return f"{url} {hashlib.sha256(told.encode()).hexdigest()[:16]}"


class Pages:
    """Records over a store, or over none."""

    def __init__(self, store: Store | None) -> None:
        self._store = store

    def get(self, key: str) -> Record | None:
        """Give what is held, None where nothing is or it cannot be read."""
        data = self._store.get(key) if self._store else None
        return unpack(data) if data is not None else None

    def put(self, key: str, record: Record) -> None:
        """Hold a record from now on; one too large for the store is let go, and so is what it replaces."""
        if self._store and not self._store.put(key, pack(record)):
            self._store.drop(key)

    def drop(self, key: str) -> None:
        """Hold it no longer."""
        if self._store:
            self._store.drop(key)

    def note(self, *, hit: bool) -> None:
        """Count a question that what is held could answer, or could not."""
        if self._store:
            self._store.note(hit=hit)
