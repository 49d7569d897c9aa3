"""The machine of test_library_machine with retention, a search and a backup among what may happen in any order."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from library.test_library_machine import KEY, LibraryMachine

from reader.library import Library, article_id, numbers_of, rows, undo
from reader.library.indexing import behind, catch_up
from reader.library.keeping import backup, restore
from reader.library.pruning import prunable, prune
from reader.library.searching import matching, search


class KeepingMachine(LibraryMachine):
    """Knows besides when each article was first seen, and what each page listed when it was last read."""

    @initialize()
    def begin(self):
        self.seen = {}
        self.shown = {}
        super().begin()

    @rule(
        section=st.sampled_from(("경제산업", "교육", "국제")),
        numbers=st.lists(st.integers(0, 11), min_size=1, max_size=5, unique=True),
    )
    def refresh(self, section, numbers):
        super().refresh(section, numbers)
        self.shown[section] = set(numbers)
        for number in numbers:
            self.seen.setdefault(number, self.now)

    @rule(days=st.integers(1, 3))
    def days_pass(self, days):
        self.now += timedelta(days=days)

    @rule(keep_days=st.integers(0, 3), keep_count=st.integers(0, 3))
    def prune(self, keep_days, keep_count):
        gone = {
            number
            for number, one in self.held.items()
            if not one.saved
            and not any(number in shown for shown in self.shown.values())
            and (self.too_old(number, keep_days) or self.beyond(one, keep_count))
        }
        told = self.library.read(prunable, keep_days, keep_count, self.now)
        names = {article_id(KEY, str(number)) for number in gone}
        held = self.library.read(rows, told.numbers, self.now)
        assert {row.id for row in held} == names
        assert self.library.write(prune, told.numbers).result() == len(gone)
        for number in gone:
            del self.held[number], self.seen[number]
        log = [(verb, [number for number in numbers if number not in gone]) for verb, numbers in self.log]
        self.log = [(verb, numbers) for verb, numbers in log if numbers]

    def too_old(self, number, keep_days):
        return bool(keep_days) and self.seen[number] < self.now - timedelta(days=keep_days)

    def beyond(self, one, keep_count):
        places = [
            sum(section in other.sections and other.order > one.order for other in self.held.values()) + 1
            for section in one.sections
        ]
        return bool(keep_count) and min(places) > keep_count

    @rule()
    def index(self):
        self.library.write(catch_up, 3).result()

    @rule()
    def back_up_and_restore(self):
        kept = self.library.read(
            backup, Path(self.folder.name) / f"kept-{self.now.timestamp()}-{id(object())}.db", self.now
        )
        if self.held:
            self.library.write(lambda conn: conn.execute("UPDATE article SET read_at = 1")).result()
        self.library.close()
        restore(self.file, kept, self.now)
        kept.unlink()
        self.library = Library.open(self.file, now=lambda: self.now)

    @precondition(lambda self: not self.log)
    @rule()
    def nothing_to_undo(self):
        assert self.library.write(undo, self.now).result() is None

    @invariant()
    def a_search_finds_what_is_held_and_not_hidden(self):
        shown = {article_id(KEY, str(number)) for number, one in self.held.items() if not one.hidden}
        found = self.library.read(search, "기사", self.now)
        assert {hit.headline.id for hit in found.hits} == shown
        for number in list(self.held)[:2]:
            rows_found = self.library.read(matching, f'"기사 {number}" -is:hidden', self.now)
            name = article_id(KEY, str(number))
            assert rows_found == ([] if self.held[number].hidden else list(self.library.read(numbers_of, [name])))

    @invariant()
    def the_index_holds_no_ghosts(self):
        while self.library.read(behind) and len(self.log) % 2:  # sometimes behind, sometimes not
            self.library.write(catch_up, 50).result()
        indexed, stale, held = self.library.read(_index_at_one_moment)
        assert indexed - stale == held - stale


def _index_at_one_moment(conn):
    """What is indexed, what is still to be, and what is held; the library works the index off behind all the while."""
    queries = (
        "SELECT rowid FROM search WHERE search MATCH '\"기사\"'",
        "SELECT article FROM unsearched",
        "SELECT id FROM article",
    )
    return tuple({row[0] for row in conn.execute(query)} for query in queries)


TestKeepingMachine = KeepingMachine.TestCase
TestKeepingMachine.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
