"""One round with a server as a state machine: it says what to ask, keep and compare, and is told what came of it.

It asks for all that is unread and starred, pushes what waits and is not so yet, has the lists compared, and fetches
what is not held. What is kept is kept by the time that it is told, so that a round may break off at any step, and the
next one goes on there. Nothing new costs two requests, and one more to log in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from reader.errors import NotWhatItSays
from reader.sync import requests
from reader.sync.asking import Asking, Over, Session, Told, Walk
from reader.sync.model import API, Contents, Ids, Item, Pending, State, States
from reader.sync.steps import Compare, Compared, Done, Feeds, Keep, Pushed, Reconcile, Step
from reader.text.address import host

if TYPE_CHECKING:
    from reader.errors import NuriError
    from reader.sync.replies import Reply
    from reader.sync.requests import Http

__all__ = ["Round", "Session"]

EDITS = 250
"""Marks in one request: 15 kB of form."""
ITEMS = 200
"""Articles in one request: some MB of answer, half a second of parsing."""
MOST_ITEMS = 1_000_000
"""Unread or starred articles of one account."""


class Round:
    """One round. `start` gives the first step; `told` takes what came of the last one and gives the next.

    pending: what is to be pushed, in the order of doing. streams: the feeds that are known. feeds_due: ask for the
    list of feeds in any case.
    """

    def __init__(
        self, session: Session, pending: Iterable[Pending] = (), *, streams: Collection[str], feeds_due: bool = False
    ) -> None:
        self._asking = Asking(session)
        self._host = host(session.base)
        self._pending = tuple(pending)
        self._streams = frozenset(streams)
        self._feeds_due = feeds_due
        self._listed = False
        self._page = requests.PAGES[0]
        self._unread: dict[str, None] = {}
        self._starred: dict[str, None] = {}
        self._done = self._total = 0
        self._walk = self._go()

    def start(self) -> Step:
        """Give the first step."""
        return next(self._walk)

    def told(self, what: Told = None) -> Step:
        """Take what came of the last step and give the next; `Done` is the last."""
        return self._walk.send(what)

    def _go(self) -> Walk[None]:
        error: NuriError | None = None
        try:
            self._unread = yield from self._all(requests.unread_ids)
            self._starred = yield from self._all(requests.starred_ids)
            yield from self._push()
            yield from self._pull()
        except Over as over:
            error = over.error
        yield Done(error or self._asking.passed_over)

    def _push(self) -> Walk[None]:
        """Push what waits: each article's last word on each state, and only where the server says otherwise.

        What it says already needs no telling, and older Miniflux takes away again what is added a second time.
        """
        last: dict[tuple[str, State], bool] = {}
        numbers: dict[tuple[str, State], tuple[int, ...]] = {}
        for one in self._pending:
            last[one.id, one.state] = one.on
            numbers[one.id, one.state] = (*numbers.get((one.id, one.state), ()), one.number)
        if known := [deed for deed, on in last.items() if self._is(*deed) == on]:
            yield Pushed(tuple(number for deed in known for number in numbers[deed]))
        changes: dict[tuple[State, bool], list[str]] = {}
        for (name, state), on in last.items():
            if self._is(name, state) != on:
                changes.setdefault((state, on), []).append(name)
        for (state, on), names in changes.items():
            struck = partial(self._strike_out, state, on, numbers)
            yield from self._asking.each(names, EDITS, partial(self._edit, state, on), struck, repeatable=False)

    def _is(self, name: str, state: State) -> bool:
        return name not in self._unread if state == "read" else name in self._starred

    def _edit(self, state: State, on: bool, batch: Sequence[str]) -> Walk[Reply]:  # noqa: FBT001 - bound by position
        return self._asking.written(partial(requests.edit, names=batch, state=state, on=on))

    def _strike_out(
        self,
        state: State,
        on: bool,  # noqa: FBT001 - bound by position
        numbers: Mapping[tuple[str, State], tuple[int, ...]],
        batch: Sequence[str],
        _: object,
    ) -> Walk[Sequence[str]]:
        """Have a batch struck out, and see the server as it is now."""
        listed = self._unread if state == "read" else self._starred
        if (state == "starred") == on:
            listed |= dict.fromkeys(batch)
        else:
            for name in batch:
                listed.pop(name, None)
        yield Pushed(tuple(number for name in batch for number in numbers[name, state]))
        return ()

    def _pull(self) -> Walk[None]:
        states = States(self._unread.keys(), self._starred.keys())
        compared = yield Compare((*self._unread, *(name for name in self._starred if name not in self._unread)), states)
        if not isinstance(compared, Compared):
            raise TypeError("a Compare is answered by a Compared")
        if self._feeds_due or compared.gone:
            yield from self._list_feeds()
        yield Reconcile(states)
        self._total = len(compared.missing)
        yield from self._asking.each(compared.missing, ITEMS, self._read, self._keep, repeatable=True)

    def _all(self, call: Callable[..., Http]) -> Walk[dict[str, None]]:
        """Ask for a list of ids page by page, in smaller ones where a server refuses; it counts only as a whole."""
        found: dict[str, None] = {}
        continuation = ""
        while True:
            ask = partial(call, most=self._page, continuation=continuation)
            reply = yield from self._asking.asked("greader.ids", ask)
            smaller = [most for most in requests.PAGES if most < self._page]
            if reply.too_much and smaller:
                self._page = smaller[0]
                continue
            page: Ids = self._asking.taken(reply)
            before = len(found)
            found.update(dict.fromkeys(page.ids))
            if not page.continuation:
                return found
            if len(found) == before or len(found) > MOST_ITEMS:
                raise Over(NotWhatItSays(host=self._host, expected=API, found="JSON", cause="ids without an end"))
            continuation = page.continuation

    def _read(self, batch: Sequence[str]) -> Walk[Reply]:
        return self._asking.asked("greader.contents", partial(requests.contents, names=batch))

    def _keep(self, batch: Sequence[str], contents: Contents) -> Walk[Sequence[str]]:
        """Hand over what came of a batch; a server that gave fewer at once is asked for the rest."""
        wanted = set(batch)
        items = tuple(self._settled(item) for item in contents.items if item.id in wanted)
        empty = wanted.intersection(contents.empty)
        came = empty.union(item.id for item in items)
        left = [name for name in batch if name not in came]
        absent = tuple(name for name in batch if name in empty or (not came and name in wanted))
        if not self._listed and any(item.stream not in self._streams for item in items):
            yield from self._list_feeds()
        self._done += len(items) + len(absent)
        yield Keep(items, absent, self._done, self._total)
        return left if came else ()

    def _settled(self, item: Item) -> Item:
        """Give an article the states that the lists told, for they are what everything else is compared with."""
        return replace(item, read=item.id not in self._unread, starred=item.id in self._starred)

    def _list_feeds(self) -> Walk[None]:
        subscriptions = yield from self._asking.got("greader.feeds", requests.subscriptions)
        self._listed = True
        self._streams |= {one.stream for one in subscriptions}
        yield Feeds(subscriptions)
