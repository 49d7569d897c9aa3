"""The list that is open in a window: its rows fixed by number, so that no refresh moves, drops or adds one.

Rows that the reader hides leave it; further pages of a section join it at its end; what is new waits for `open`.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reader.library import Snapshot, freshness, ids, numbers_of, snapshot, waiting
from reader.model import ALL, Headline, ListState, View
from reader.newsroom.shelf import Rows, title_of

if TYPE_CHECKING:
    from reader.newsroom.desk import Desk


class OpenList:
    """One list at a time; `overlay` are marks that are on their way into the library."""

    def __init__(self, desk: Desk, overlay: Mapping[str, Headline]) -> None:
        self._desk = desk
        self._overlay = overlay
        self._hidden: set[int] = set()
        self._numbers: array[int] = array("q")
        self.snapshot = Snapshot(ALL)

    @property
    def view(self) -> View:
        """What is open."""
        return self.snapshot.view

    def open(self, view: View) -> None:
        """Take a new snapshot of `view`, everything let in."""
        self.snapshot = self._desk.library.read(snapshot, view)
        self._numbers = self._desk.library.read(ids, self.snapshot)
        self._hidden.clear()

    def state(self) -> ListState:
        """Give the rows with today's marks; a list that is empty lets in what waits, for nothing can move in it."""
        read, view = self._desk.library.read, self.view
        behind = read(waiting, view, self.snapshot.generation)
        if behind and not self._numbers:
            self.open(view)
            behind = 0
        shown = array("q", (one for one in self._numbers if one not in self._hidden)) if self._hidden else self._numbers
        return ListState(
            view=view,
            title=title_of(view),
            rows=Rows(self._desk, shown, self._overlay),
            lead=bool(self.snapshot.lead) and bool(shown) and shown[0] == self.snapshot.lead,
            waiting=behind,
            many_sources=len(self._desk.config.sources) > 1,
            freshness=read(freshness, view, self._desk.now()),
        )

    def grow(self) -> None:
        """Let rows that joined this list's generation stand below those that are there."""
        there = set(self._numbers)
        found = self._desk.library.read(ids, self.snapshot)
        self._numbers = self._numbers + array("q", (one for one in found if one not in there))

    def hide(self, names: Sequence[str]) -> None:
        """Take articles out of the list."""
        self._hidden |= set(self._desk.library.read(numbers_of, names))

    def unhide(self, names: Sequence[str]) -> None:
        """Put articles back where they stood."""
        self._hidden -= set(self._desk.library.read(numbers_of, names))
