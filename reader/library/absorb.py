"""Take in what one refresh of one source brought, in one transaction: articles, places, pages with their validators.

Owns what a refresh may change and what it may not: marks and places in time stay as they are, titles and summaries
are refined. Everything new carries one new generation, which an open list does not show until the reader lets it in.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from reader.errors import UnknownName
from reader.library.identity import article_id
from reader.library.inserting import insert
from reader.library.merge import Batch, Candidate, Polled, candidates, rank, refined, shared, sort_times
from reader.library.pages import confirm_dropped, keep_page
from reader.library.records import from_iso, iso, stamp
from reader.library.sources import LISTED, section_number
from reader.model import Entry
from reader.text.address import canonical


class Absorbed(Struct, frozen=True):
    """What a batch did: articles new on the shelves, articles whose head changed, and the newest generation since."""

    new: int = 0
    changed: int = 0
    generation: int = 0


_HEAD = (
    "a.id, a.source, a.identity, a.url, a.title, a.subtitle, a.summary, a.author, a.image, a.published, a.rank,"
    " a.sort_time, a.trusted, a.front, a.first_seen"
)
_AMONG = "IN (SELECT value FROM json_each(?1))"
_NAMED = f"SELECT a.name, {_HEAD} FROM article a WHERE a.name {_AMONG}"  # noqa: S608 - constants of this module
_CARRIED = f"SELECT k.name, {_HEAD} FROM carrier k JOIN article a ON a.id = k.article WHERE k.name {_AMONG}"  # noqa: S608 - likewise
_ELSEWHERE = (
    f"SELECT a.address, {_HEAD} FROM article a"  # noqa: S608 - likewise
    f" WHERE a.address {_AMONG} AND a.address <> '' AND a.source <> ?2 ORDER BY a.id DESC"
)
_INSERT = (
    "INSERT INTO article (id, name, source, identity, url, title, subtitle, summary, author, image, section, published,"
    " sort_time, rank, generation, first_seen, confirmed, trusted, front, address, listed)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_STAND = (
    "INSERT OR IGNORE INTO standing (section, sort_time, rank, article, generation, listed) VALUES (?, ?, ?, ?, ?, ?)"
)


class _Held(Struct, frozen=True):
    """An article as it stands in the library."""

    number: int
    source: int
    entry: Entry
    sort_time: int
    trusted: bool
    front: bool
    first_seen: int

    def dated(self, told: Entry) -> Entry:
        """Give `told` without a date after this was first seen: what was there by then keeps the date first given."""
        late = told.published is not None and stamp(told.published) > self.first_seen
        return replace(told, published=self.entry.published) if late and self.entry.published else told


def absorb(conn: sqlite3.Connection, batch: Batch, now: datetime) -> Absorbed:
    """Take in a batch; belongs into one `Library.write`. Raises UnknownName for a source that is not registered."""
    row = conn.execute("SELECT id FROM source WHERE key = ?", (batch.source,)).fetchone()
    if row is None:
        raise UnknownName("source", batch.source)
    newest = current_generation(conn)
    work = _Work(conn, batch, row[0], batch.into or newest + 1, now)
    work.take_in()
    if work.news and not batch.into:
        newest += 1
        conn.execute("UPDATE meta SET value = ? WHERE key = 'generation'", (newest,))
    return Absorbed(work.new, work.changed, newest)


def current_generation(conn: sqlite3.Connection) -> int:
    """Tell the newest generation; 0 before anything was taken in."""
    return int(conn.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()[0])


class _Shelves(Struct, frozen=True):
    """Where the reader sees this source: `every` section of it or some, by number; nowhere if it is not `active`."""

    active: bool
    every: bool
    some: frozenset[int]

    @classmethod
    def of(cls, conn: sqlite3.Connection, source: int) -> _Shelves:
        """Ask what is configured."""
        active, every = conn.execute("SELECT active, every FROM source WHERE id = ?", (source,)).fetchone()
        shelved = conn.execute("SELECT section FROM shelf WHERE source = ?", (source,))
        return cls(bool(active), bool(every), frozenset(row[0] for row in shelved))

    def has(self, section: int) -> bool:
        """Tell whether what stands in this section is seen there."""
        return self.active and (self.every or section in self.some)

    def show(self, sections: Iterable[int], *, front: bool) -> bool:
        """Tell whether an article of this source alone is seen anywhere, as `sources.LISTED` says of any."""
        return self.active and (self.every or front or any(section in self.some for section in sections))


class _Work:
    """One batch on its way in."""

    def __init__(self, conn: sqlite3.Connection, batch: Batch, source: int, generation: int, now: datetime) -> None:
        self._conn = conn
        self._batch = batch
        self._source = source
        self._generation = generation
        self._now = now
        self._seen = stamp(now)
        self._numbers: dict[str, int] = {}  # identity → the article's row
        self._sections: dict[str, int] = {}
        self._shelves = _Shelves.of(conn, source)
        self.new = self.changed = 0
        self.news = False

    def take_in(self) -> None:
        found = candidates(self._batch.pages)
        held = self._held(found)
        times = sort_times(found, {identity: one.sort_time for identity, one in held.items()}, self._now)
        self._sections = {
            name: section_number(self._conn, name)
            for name in dict.fromkeys(name for one in found for name in one.sections)
        }
        backwards = found[::-1]  # so that of equal ones the first on its page comes first, and has the last word
        for candidate in backwards:
            if known := held.get(candidate.entry.identity):
                self._keep(candidate, known)
        self._insert([one for one in backwards if one.entry.identity not in held], times)
        self._stand(found, held, times)
        self._relist(held)
        for polled in self._batch.pages:
            self._keep_page(polled)
        self._keep_lead()

    def _held(self, found: Sequence[Candidate]) -> dict[str, _Held]:
        """Give what is held of these articles, by the identity that this source gives them."""
        names = {article_id(self._batch.source, one.entry.identity): one.entry.identity for one in found}
        held = {names[name]: one for name, one in _find(self._conn, _NAMED, names).items()}
        missing = [name for name, identity in names.items() if identity not in held]
        held |= {names[name]: one for name, one in _find(self._conn, _CARRIED, missing).items()}
        addresses = {
            address: one.entry.identity
            for one in found
            if one.entry.identity not in held and (address := canonical(one.entry.url))
        }
        wanted = shared(found) & addresses.keys()
        for address, known in _find(self._conn, _ELSEWHERE, wanted, self._source).items():
            held[addresses[address]] = known
            carried = (article_id(self._batch.source, addresses[address]), known.number, self._source)
            self._conn.execute("INSERT INTO carrier VALUES (?, ?, ?)", carried)
        return held

    def _keep(self, candidate: Candidate, held: _Held) -> None:
        self._numbers[candidate.entry.identity] = held.number
        trusted = held.source == self._source and (candidate.trusted or not held.trusted)
        entry = refined(held.entry, held.dated(candidate.entry), trusted=trusted)
        if entry != held.entry:
            self.changed += 1
        if (entry, candidate.trusted or held.trusted, candidate.front or held.front) != (
            held.entry,
            held.trusted,
            held.front,
        ):
            self._update(held, entry, candidate)

    def _insert(self, found: Sequence[Candidate], times: Mapping[str, int]) -> None:
        if not found:
            return
        last = self._conn.execute("SELECT seq FROM sqlite_sequence WHERE name = 'article'").fetchone()
        rows = []
        for number, candidate in enumerate(found, start=last[0] + 1 if last else 1):
            identity = candidate.entry.identity
            listed = self._shelves.show(map(self._sections.__getitem__, candidate.sections), front=candidate.front)
            rows.append(self._row(number, candidate, times[identity], listed=listed))
            self._numbers[identity] = number
            self.new += listed
        insert(self._conn, _INSERT, rows)
        self.news = True

    def _row(self, number: int, candidate: Candidate, sort_time: int, *, listed: bool) -> tuple[object, ...]:
        entry = candidate.entry
        return (
            number,
            article_id(self._batch.source, entry.identity),
            self._source,
            entry.identity,
            *_head(entry),
            sort_time,
            rank(candidate),
            self._generation,
            self._seen,
            self._seen,
            candidate.trusted,
            candidate.front,
            canonical(entry.url),
            listed,
        )

    def _update(self, held: _Held, entry: Entry, candidate: Candidate) -> None:
        self._conn.execute(
            "UPDATE article SET url = ?, title = ?, subtitle = ?, summary = ?, author = ?, image = ?, published = ?,"
            " trusted = ?, front = ?, address = ? WHERE id = ?",
            (
                *_head(entry),
                candidate.trusted or held.trusted,
                candidate.front or held.front,
                canonical(entry.url),
                held.number,
            ),
        )

    def _stand(self, found: Sequence[Candidate], held: Mapping[str, _Held], times: Mapping[str, int]) -> None:
        """Put the articles into their sections; one that was known already is news in a section that is new to it."""
        rows = [
            (number, *self._place(one, held, times), self._generation, self._shelves.has(number))
            for one in found
            for number in map(self._sections.__getitem__, one.sections)
        ]
        self.news = insert(self._conn, _STAND, rows) > 0 or self.news

    def _place(self, one: Candidate, held: Mapping[str, _Held], times: Mapping[str, int]) -> tuple[int, int, int]:
        identity = one.entry.identity
        known = held.get(identity)
        return times[identity], known.entry.rank if known else rank(one), self._numbers[identity]

    def _relist(self, held: Mapping[str, _Held]) -> None:
        """List what was held and now stands on a shelf; what comes up only now is news, as if it were new."""
        if not held:
            return
        raised = self._conn.execute(
            f"UPDATE article AS a SET listed = 1, generation = ?2 WHERE id {_AMONG} AND listed = 0 AND ({LISTED})",  # noqa: S608 - constants
            (json.dumps([one.number for one in held.values()]), self._generation),
        )
        self.new += raised.rowcount
        self.news = self.news or raised.rowcount > 0

    def _keep_page(self, polled: Polled) -> None:
        if polled.page.role == "sync":
            return  # a piece of what a server has; its round keeps one page for all
        if not polled.unchanged:
            confirm_dropped(self._conn, self._batch.source, polled.page.url)
        page = keep_page(self._conn, self._batch.source, polled.page, unchanged=polled.unchanged)
        if polled.page.role == "more":
            return  # not polled: it says nothing about how fresh its articles are
        listed = {self._numbers[entry.identity] for listing in polled.listings for entry in listing.entries}
        insert(self._conn, "INSERT INTO listing (article, page) VALUES (?, ?)", [(one, page) for one in sorted(listed)])

    def _keep_lead(self) -> None:
        if self._batch.lead is not None:
            self._conn.execute(
                "UPDATE source SET lead = (SELECT id FROM article WHERE name = ?) WHERE id = ?",
                (article_id(self._batch.source, self._batch.lead), self._source),
            )


def _find(conn: sqlite3.Connection, query: str, names: Iterable[str], *rest: int) -> dict[str, _Held]:
    """Give what is held under these names or addresses; of several rows of one the last."""
    if not (names := list(names)):
        return {}
    return {row[0]: _read(row[1:]) for row in conn.execute(query, (json.dumps(names), *rest))}


def _read(row: tuple[Any, ...]) -> _Held:
    number, source, identity, url, title, subtitle, summary, author, image, published, rank_held, *state = row
    entry = Entry(identity, url, title, subtitle, summary, author, image, from_iso(published), rank_held)
    sort_time, trusted, front, first_seen = state
    return _Held(number, source, entry, sort_time, bool(trusted), bool(front), first_seen)


def _head(entry: Entry) -> tuple[str | None, ...]:
    return (
        entry.url,
        entry.title,
        entry.subtitle,
        entry.summary,
        entry.author,
        entry.image,
        iso(entry.published),
    )
