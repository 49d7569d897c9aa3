"""Any order of refreshes, marks, undo, restarts and changed configurations leaves what a plain model says."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from reader.library import (
    Batch,
    Library,
    PageRecord,
    Polled,
    absorb,
    article_id,
    check,
    counts,
    ids,
    mark,
    mark_section_read,
    rows,
    set_sources,
    snapshot,
    undo,
    waiting,
)
from reader.model import ALL, SAVED, UNREAD, Entry, Listing, Source, View

START = datetime.fromisoformat("2026-01-15T09:00:00+09:00")
KEY = "k"
SECTIONS = ("경제산업", "교육", "국제")
NUMBERS = st.integers(0, 11)
CHANGES = {"read": ("read", True), "unread": ("read", False), "saved": ("saved", True), "unsaved": ("saved", False),
           "hidden": ("hidden", True), "shown": ("hidden", False), "section": ("read", True)}  # fmt: skip


@dataclass
class Held:
    """An article in the model."""

    number: int
    order: tuple[int, int, int]
    sections: dict[str, int] = field(default_factory=dict)
    generation: int = 0
    listed: bool = False
    read: bool = False
    saved: bool = False
    hidden: bool = False


class LibraryMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.folder = tempfile.TemporaryDirectory()
        self.file = Path(self.folder.name) / "library.db"
        self.now = START
        self.held: dict[int, Held] = {}
        self.log: list[tuple[str, list[int]]] = []
        self.generation = 0
        self.library = Library.open(self.file, now=lambda: self.now)
        self.configure(set(SECTIONS))

    def teardown(self):
        if hasattr(self, "library"):
            self.library.close()
            self.folder.cleanup()

    @rule(configured=st.sets(st.sampled_from(SECTIONS), min_size=1))
    def configure(self, configured):
        self.configured = configured
        source = Source(KEY, "누리일보", "mediaon", "https://x")
        self.library.write(set_sources, [source], {KEY: sorted(configured)}).result()
        for one in self.held.values():
            one.listed = bool(configured & set(one.sections))

    @rule(section=st.sampled_from(SECTIONS), numbers=st.lists(NUMBERS, min_size=1, max_size=5, unique=True))
    def refresh(self, section, numbers):
        self.now += timedelta(minutes=1)
        entries = tuple(
            Entry(str(n), f"https://x/{n}", f"기사 {n}", published=START - timedelta(minutes=n), rank=n)
            for n in numbers
        )
        page = PageRecord(f"https://x/{section}", "list", section, checked=self.now)
        told = self.library.write(absorb, Batch(KEY, (Polled(page, (Listing(section, entries),)),)), self.now).result()
        new, news = 0, False
        for number in numbers:
            one = self.held.setdefault(number, Held(number, (-number, number, number)))
            new += section in self.configured and not one.listed
            if section not in one.sections:
                one.sections[section] = self.generation + 1
                news = True
            if one.generation == 0 or (section in self.configured and not one.listed):
                one.generation, news = self.generation + 1, True
            one.listed = one.listed or section in self.configured
        self.generation += news
        assert (told.new, told.generation) == (new, self.generation)

    @rule(
        numbers=st.lists(NUMBERS, min_size=1, max_size=4),
        change=st.sampled_from([name for name in CHANGES if name != "section"]),
    )
    def mark(self, numbers, change):
        known = [number for number in dict.fromkeys(numbers) if number in self.held]
        told = self.library.write(mark, [article_id(KEY, str(number)) for number in known], change, self.now).result()
        assert list(told.ids) == [article_id(KEY, str(number)) for number in self.change(change, known)]

    @rule(section=st.none() | st.sampled_from(SECTIONS))
    def read_section(self, section):
        view = View("section", section) if section else ALL
        told = self.library.write(mark_section_read, self.library.read(snapshot, view), self.now).result()
        assert told.count == len(self.change("section", [one.number for one in self.view(view)]))

    @rule()
    def undo(self):
        told = self.library.write(undo, self.now).result()
        if not self.log:
            assert told is None
            return
        verb, numbers = self.log.pop()
        name, value = CHANGES[verb]
        for number in numbers:
            setattr(self.held[number], name, not value)
        first = max(numbers, key=lambda number: self.held[number].order)
        assert (told.verb, told.id, told.count) == (verb, article_id(KEY, str(first)), len(numbers))

    @rule()
    def restart(self):
        self.library.close()
        self.library = Library.open(self.file, now=lambda: self.now)
        assert not self.library.damaged

    @invariant()
    def lists_and_counts_are_the_models(self):
        found = self.library.read(counts)
        for view in (ALL, UNREAD, SAVED, *(View("section", name) for name in self.configured)):
            expected = self.view(view)
            numbers = self.library.read(lambda conn, view=view: ids(conn, snapshot(conn, view)))
            held = self.library.read(rows, numbers, self.now)
            assert [row.title for row in held] == [f"기사 {one.number}" for one in expected]
            assert [(row.read, row.saved) for row in held] == [(one.read, one.saved) for one in expected]
            assert (found[view].total, found[view].unread) == (len(expected), sum(not one.read for one in expected))

    @invariant()
    def what_waits_is_the_models(self):
        for since in range(max(0, self.generation - 2), self.generation + 1):
            for view in (ALL, UNREAD, *(View("section", name) for name in self.configured)):
                late = [one for one in self.view(view) if self.generation_in(one, view) > since]
                assert self.library.read(waiting, view, since) == len(late)

    @invariant()
    def the_file_is_whole(self):
        assert self.library.read(check) == ()

    def change(self, verb, numbers):
        name, value = CHANGES[verb]
        changed = [number for number in numbers if getattr(self.held[number], name) != value]
        for number in changed:
            setattr(self.held[number], name, value)
        if changed:
            self.log = [*self.log, (verb, changed)][-10:]
        return changed

    def view(self, view):
        if view.kind == "section" and view.name not in self.configured:
            return []
        found = [one for one in self.held.values() if not one.hidden and self.stands_in(one, view)]
        return sorted(found, key=lambda one: one.order, reverse=True)

    @staticmethod
    def stands_in(one, view):
        if view.kind == "saved":
            return one.saved
        if view.kind == "section":
            return view.name in one.sections
        return one.listed and not (view.kind == "unread" and one.read)

    @staticmethod
    def generation_in(one, view):
        return one.sections[view.name] if view.kind == "section" else one.generation


TestLibraryMachine = LibraryMachine.TestCase
TestLibraryMachine.settings = settings(max_examples=50, stateful_step_count=25, deadline=None)
