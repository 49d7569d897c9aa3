"""The list that is open in a window: its rows fixed by number, so that no refresh moves, drops or adds one.

Rows that the reader hides leave it; further pages of a section join it at its end; what is new waits for `open`.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from reader.library import Opening, Snapshot, freshness, ids, numbers_of, opening, waiting
from reader.library.sources import several
from reader.model import ALL, Headline, ListState, View
from reader.newsroom.rows import Numbers, Rows
from reader.newsroom.shelf import title_of

if TYPE_CHECKING:
    from reader.newsroom.desk import Desk


class OpenList:
    """One list at a time; `overlay` are marks that are on their way into the library."""

    def __init__(self, desk: Desk, overlay: Mapping[str, Headline]) -> None:
        self._desk = desk
        self._overlay = overlay
        self._hidden: set[int] = set()
        self._behind = ThreadPoolExecutor(max_workers=1, thread_name_prefix="rows")
        self._opened: Opening | None = None  # held for the first paint only: marks change
        self.snapshot = Snapshot(ALL)
        self._numbers = Numbers(desk, self.snapshot, array("q"))

    @property
    def view(self) -> View:
        """What is open."""
        return self.snapshot.view

    def open(self, view: View, found: Sequence[int] | None = None) -> None:
        """Take a new snapshot of `view`, everything let in; of a search just those rows that it has `found`."""
        self._hidden.clear()
        self._take(self._desk.library.read(opening, view, self._desk.now(), found=found))

    def state(self) -> ListState:
        """Give the rows with today's marks; a list that is empty lets in what waits, for nothing can move in it."""
        read, view = self._desk.library.read, self.view
        behind = 0 if view.passing else read(waiting, view, self.snapshot.generation, self._desk.now())
        if behind and not len(self._numbers):
            self.open(view)
            behind = 0
        rows = self._rows()
        return ListState(
            view=view,
            title=title_of(view),
            rows=rows if len(rows) else (),  # so that two states of an empty list are equal, and nothing is painted
            lead=bool(self.snapshot.lead) and self.snapshot.lead not in self._hidden and len(rows) > 0,
            waiting=behind,
            many_sources=read(several, view.name if view.kind == "section" else ""),
            freshness=read(freshness, view, self._desk.now()),
        )

    def load(self) -> None:
        """Read the numbers of all rows behind; to be called once the list has been painted."""
        self._numbers.load(self._behind)

    def grow(self) -> None:
        """Let rows that joined this list's generation stand below those that are there."""
        held = self._numbers.all()
        there = set(held)
        found = self._desk.library.read(ids, self.snapshot)
        self._numbers = Numbers(
            self._desk, self.snapshot, held + array("q", (one for one in found if one not in there))
        )

    def hide(self, names: Sequence[str]) -> None:
        """Take articles out of the list."""
        self._hidden |= set(self._desk.library.read(numbers_of, names))

    def unhide(self, names: Sequence[str]) -> None:
        """Put articles back where they stood."""
        self._hidden -= set(self._desk.library.read(numbers_of, names))

    def close(self) -> None:
        """Let go of the thread."""
        self._behind.shutdown(cancel_futures=True)

    def _take(self, opened: Opening) -> None:
        self.snapshot = opened.snapshot
        self._numbers = Numbers(self._desk, opened.snapshot, opened.ids)
        self._opened = opened

    def _rows(self) -> Rows:
        if self._hidden:
            shown = array("q", (one for one in self._numbers.all() if one not in self._hidden))
            return Rows(self._desk, self._numbers, self._overlay, shown)
        rows = Rows(self._desk, self._numbers, self._overlay)
        if self._opened:
            rows.hold(self._opened)
            self._opened = None
        return rows
