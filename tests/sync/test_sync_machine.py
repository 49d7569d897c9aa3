"""Two readers of one account and the server, in any order of doings and mishaps: all three agree in the end.

Each reader is the whole program below the screen, a library of its own on the disk. A model says what must become of
every mark: the last to be made wins where no two are in flight for one article, and no reader's is ever undone by the
server's older word.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from replica import Fault, Replica
from sync.reading import Reading, config_of

from reader.library import check
from reader.library.sync_actions import pending
from reader.parsing import Parser

WHO = st.sampled_from(["one", "two"])
NUMBERS = st.integers(0, 4)
CHANGES = st.sampled_from(["read", "unread", "saved", "unsaved"])
API = "/api/greader.php/reader/api/0/"
LOST = st.sampled_from(["edit-tag", "stream/items/ids*", "stream/items/contents*", "token", "subscription/list*"])


class Shared(Parser):
    """One process for all windows of all examples."""

    def close(self) -> None:
        """Stay for the next window."""


@pytest.fixture(autouse=True, scope="module")
def _parser():
    SyncMachine.parser = Shared()
    yield
    Parser.close(SyncMachine.parser)


class SyncMachine(RuleBasedStateMachine):
    parser: Parser

    @initialize()
    def begin(self):
        self.exit = contextlib.ExitStack()
        folder = Path(self.exit.enter_context(tempfile.TemporaryDirectory()))
        self.loop = asyncio.new_event_loop()
        self.exit.callback(self.loop.close)
        self.replica = self.exit.enter_context(Replica())
        os.environ["READER_PASSWORD"] = self.replica.reader.password
        self.exit.callback(os.environ.pop, "READER_PASSWORD", None)
        reader = self.replica.reader
        self.feeds = [reader.subscribe("세계", "국제"), reader.subscribe("학교", "교육")]
        self.names: dict[str, str] = {}
        for _ in range(4):
            self.publish()
        text = config_of(self.replica)
        self.readers = {name: Reading(folder / name, text, parser=self.parser) for name in ("one", "two")}
        self.offline = False
        for who in self.readers:
            self.sync(who)

    def teardown(self):
        if not hasattr(self, "exit"):
            return
        try:
            if hasattr(self, "readers"):
                self.settle()
        finally:
            for reading in getattr(self, "readers", {}).values():
                self.loop.run_until_complete(reading.close())
            self.exit.close()

    def sync(self, who):
        return self.loop.run_until_complete(self.readers[who].sync())

    # What happens

    @rule()
    def publish(self):
        number = len(self.names)
        if number < 5:
            title = f"소식 {number}"
            self.names[title] = self.replica.reader.publish(self.feeds[number % 2], title)

    @rule(who=WHO, number=NUMBERS, change=CHANGES)
    def mark(self, who, number, change):
        reading, title = self.readers[who], f"소식 {number}"
        if title in reading.held:
            reading.mark(change, title)

    @rule(who=WHO)
    def undo(self, who):
        self.readers[who].undo()

    @rule(number=NUMBERS, read=st.none() | st.booleans(), starred=st.none() | st.booleans())
    def mark_elsewhere(self, number, read, starred):
        if name := self.names.get(f"소식 {number}"):
            self.replica.reader.mark(name, read=read, starred=starred)

    @rule(who=WHO)
    def sync_one(self, who):
        before = self.waiting(who)
        report = self.sync(who)
        assert report.status != "skipped"
        if self.offline:
            assert self.waiting(who) == before
        elif report.error is None:
            assert self.waiting(who) == {}
            for (title, state), on in before.items():
                assert self.told(title)[state] == on

    @rule(who=WHO, what=LOST)
    def sync_with_an_answer_lost(self, who, what):
        """The server does what it was asked, and the connection ends before it has said so."""
        with self.replica.fault(f"{API}{what}", Fault.cut(0), times=1):
            self.sync(who)

    @rule(who=WHO, what=LOST)
    def killed_in_mid_round(self, who, what):
        """The window is gone while it waits for an answer, and another is opened."""

        async def kill(task):
            task.cancel()
            await asyncio.wait({task})

        self.while_asked(who, what, Fault.hang(), kill)
        self.restart(who)

    @precondition(lambda self: not self.offline)
    @rule(who=WHO, number=NUMBERS, changes=st.lists(CHANGES, min_size=1, max_size=3), what=LOST)
    def mark_in_mid_round(self, who, number, changes, what):
        """The reader goes on reading while the server takes its time with an answer."""
        answer = threading.Event()

        async def mark(task):
            for change in changes:
                self.mark(who, number, change)
            answer.set()
            await task

        self.while_asked(who, what, Fault.hold(answer), mark)

    def while_asked(self, who, what, fault, work):
        """Do something while the server holds back an answer, or at the end of a round that did not ask for it."""
        target = f"{API}{what}"
        before = self.replica.count(target)

        async def run():
            with self.replica.fault(target, fault, times=1):
                task = asyncio.ensure_future(self.readers[who].sync())
                while not task.done() and self.replica.count(target) == before:
                    await asyncio.wait({task}, timeout=0.005)
                await work(task)

        self.loop.run_until_complete(run())

    @rule(who=WHO)
    def restart(self, who):
        self.loop.run_until_complete(self.readers[who].again())

    @precondition(lambda self: not self.offline)
    @rule()
    def go_offline(self):
        self.replica.stop()
        self.offline = True

    @precondition(lambda self: self.offline)
    @rule()
    def go_online(self):
        self.replica.start()
        self.offline = False

    @rule()
    def logins_run_out(self):
        self.replica.reader.expire()
        self.replica.reader.expire_token()

    # What must be so

    @invariant()
    def what_waits_is_what_the_reader_sees(self):
        """Nothing but the reader changes what the reader did and the server has not heard."""
        for who, reading in getattr(self, "readers", {}).items():
            shown = reading.held
            for (title, state), on in self.waiting(who).items():
                row = shown[title]
                assert (row.read if state == "read" else row.saved) == on

    def waiting(self, who):
        titles = {name: title for title, name in self.names.items()}
        reading = self.readers[who]
        return {(titles[one.id], one.state): one.on for one in reading.library.read(pending, reading.key)}

    def told(self, title):
        name, reader = self.names[title], self.replica.reader
        return {"read": name not in reader.unread, "starred": name in reader.starred}

    def settle(self):
        """Let everyone sync with nobody doing anything: all three agree, and nothing waits."""
        self.replica.restore()
        if self.offline:
            self.replica.start()
            self.offline = False
        last = {who: self.waiting(who) for who in self.readers}
        for who in ("one", "two", "one"):
            self.readers[who].clock.pass_by(minutes=5)
            report = self.sync(who)
            assert report.error is None, report
        for (title, state), on in (last["one"] | last["two"]).items():
            assert self.told(title)[state] == on, "a mark was lost"
        for who, reading in self.readers.items():
            assert self.waiting(who) == {}
            shown = reading.held
            for title in self.names:
                told = self.told(title)
                if title in shown:
                    assert {"read": shown[title].read, "starred": shown[title].saved} == told, (who, title)
                else:
                    assert told == {"read": True, "starred": False}
            assert reading.library.read(check) == ()


TestSyncMachine = SyncMachine.TestCase
TestSyncMachine.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)
