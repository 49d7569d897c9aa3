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

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from replica import Fault, Replica
from sync.reading import Reading, config_of

from reader.library import check
from reader.library.sync_actions import pending

WHO = st.sampled_from(["one", "two"])
NUMBERS = st.integers(0, 7)
CHANGES = st.sampled_from(["read", "unread", "saved", "unsaved"])
API = "/api/greader.php/reader/api/0/"
LOST = st.sampled_from(["edit-tag", "stream/items/ids*", "stream/items/contents*", "token", "subscription/list*"])


class SyncMachine(RuleBasedStateMachine):
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
        self.readers = {name: Reading(folder / name, config_of(self.replica)) for name in ("one", "two")}
        self.offline = False
        self.seen: dict[str, dict[str, tuple[bool, bool]]] = {"one": {}, "two": {}}

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
        if number < 8:
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
        reading = self.readers[who]

        async def killed():
            task = asyncio.ensure_future(reading.sync())
            with self.replica.fault(f"{API}{what}", Fault.hang(), times=1):
                done, _ = await asyncio.wait({task}, timeout=0.05 if self.offline else 0.3)
                if not done:
                    task.cancel()
                    await asyncio.wait({task})
                await reading.again()

        self.loop.run_until_complete(killed())

    @precondition(lambda self: not self.offline)
    @rule(who=WHO, number=NUMBERS, change=CHANGES, what=LOST)
    def mark_in_mid_round(self, who, number, change, what):
        """The reader goes on reading while the server takes its time with an answer."""
        reading = self.readers[who]
        before = self.replica.count(f"{API}{what}")
        answer = threading.Event()

        async def marked():
            with self.replica.fault(f"{API}{what}", Fault.hold(answer), times=1):
                task = asyncio.ensure_future(reading.sync())
                asked = asyncio.ensure_future(
                    asyncio.to_thread(self.replica.wait_for, f"{API}{what}", before + 1, timeout=0.3)
                )
                await asyncio.wait({task, asked}, return_when=asyncio.FIRST_COMPLETED)
                self.mark(who, number, change)
                answer.set()
                await asyncio.gather(task, asked)

        self.loop.run_until_complete(marked())

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
TestSyncMachine.settings = settings(max_examples=8, stateful_step_count=18, deadline=None)
