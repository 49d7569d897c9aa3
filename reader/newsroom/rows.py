"""The rows of one open list: their numbers, and the headlines of those that are looked at, read a window at a time.

The first window is there at once; all numbers are read on a thread of their own once the list has been painted, and at
once by whoever needs one of them before: a list of 100,000 opens and scrolls as one of a hundred.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, overload

from reader.library import GONE, Opening, Snapshot, ids, next_unread, numbers_of, rows
from reader.model import Headline

if TYPE_CHECKING:
    from reader.newsroom.desk import Desk

WINDOW = 100


class Numbers:
    """The row numbers of a snapshot, in order; `total` counts them before all are known."""

    def __init__(self, desk: Desk, taken: Snapshot, first: array[int]) -> None:
        self._desk = desk
        self._snapshot = taken
        self.first = first
        self._all: array[int] | None = first if taken.total <= len(first) else None
        self._coming: Future[array[int]] | None = None

    def __len__(self) -> int:
        return len(self._all) if self._all is not None else self._snapshot.total

    @property
    def known(self) -> bool:
        """Say whether all numbers are held."""
        return self._all is not None

    def all(self) -> array[int]:
        """Give all numbers, waiting for them where they are not here yet."""
        if self._all is None:
            self._all = self._coming.result() if self._coming else self._read()
        return self._all

    def part(self, start: int, stop: int) -> array[int]:
        """Give the numbers of some rows; those of the first window cost nothing."""
        return self.first[start:stop] if self._all is None and stop <= len(self.first) else self.all()[start:stop]

    def load(self, thread: ThreadPoolExecutor) -> None:
        """Read all numbers behind, on `thread`."""
        if self._all is None and self._coming is None:
            self._coming = thread.submit(self._read)

    def _read(self) -> array[int]:
        """Read all numbers; those that were shown stay first, whatever has become of them meanwhile."""
        found, first = self._desk.library.read(ids, self._snapshot), self.first
        if found[: len(first)] == first:
            return found
        shown = set(first)
        return first + array("q", (one for one in found if one not in shown))


class Rows(Sequence[Headline]):
    """The headlines of a list, read as they are looked at; as many as when it was made, for they may be on a screen.

    `overlay` holds marks that are on their way into the library, so that the screen need not wait for the disk. A row
    that has left the list before its number was read is `GONE`; the next `Rows` do without it.
    """

    def __init__(
        self, desk: Desk, numbers: Numbers, overlay: Mapping[str, Headline], shown: array[int] | None = None
    ) -> None:
        self._desk = desk
        self._numbers = numbers
        self._shown = shown  # where rows are hidden: those that are not
        self._length = len(numbers) if shown is None else len(shown)
        self._overlay = overlay
        self._windows: dict[int, tuple[Headline, ...]] = {}

    def hold(self, opening: Opening) -> None:
        """Take the headlines that came with the opening."""
        for window in range(len(opening.rows) // WINDOW):
            self._windows[window] = opening.rows[window * WINDOW : (window + 1) * WINDOW]

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Headline: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Headline, ...]: ...
    def __getitem__(self, index: int | slice) -> Headline | tuple[Headline, ...]:
        if isinstance(index, slice):
            return tuple(self[each] for each in range(*index.indices(len(self))))
        if index < 0:
            index += len(self)
        if not 0 <= index < len(self):
            raise IndexError(index)
        window, place = divmod(index, WINDOW)
        if window not in self._windows:
            numbers = self._part(window * WINDOW, (window + 1) * WINDOW)
            self._windows[window] = self._desk.library.read(rows, numbers, self._desk.now())
        held = self._windows[window]
        row = held[place] if place < len(held) else GONE
        return self._overlay.get(row.id, row)

    def index_of(self, id: str) -> int | None:  # noqa: A002 - an article's id
        """Find an article by its id, without reading a headline."""
        number = self._desk.library.read(numbers_of, (id,))[0]
        return next((numbers.index(number) for numbers in self._ever_more() if number in numbers), None)

    def next_unread(self, start: int, step: int) -> int | None:
        """Find the first unread row from `start` on, itself included, down or up; marks on their way count as made."""
        found = (self._unread_in(numbers, start, step) for numbers in self._ever_more())
        return next((place for place in found if place is not None), None)

    def _unread_in(self, numbers: array[int], start: int, step: int) -> int | None:
        while 0 <= start < len(numbers):
            start = self._desk.library.read(next_unread, numbers, start, step)
            if start < 0 or not self[start].read:
                return start if start >= 0 else None
            start += step
        return None

    def _ever_more(self) -> Iterator[array[int]]:
        if self._shown is not None:
            yield self._shown
            return
        if not self._numbers.known:
            yield self._numbers.first
        yield self._numbers.all()[: self._length]

    def _part(self, start: int, stop: int) -> array[int]:
        return self._numbers.part(start, stop) if self._shown is None else self._shown[start:stop]
