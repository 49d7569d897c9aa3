"""Two readers, another program and a server in any of its manners: whatever happens in between, all agree in the end.

Every one of them has articles that nobody else touches: there its last word must be what everybody says in the end.
"""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from replica import DIALECTS, Fault, Replica
from sync.pocket import Pocket

from reader.sync.steps import Ask, Compare, Keep, Pushed, Reconcile

FAULTS = {
    "lost after the deed": Fault.cut(0, head=True),
    "reset": Fault.cut(0, head=True, reset=True),
    "half": Fault.cut(1),
    "page": Fault.wrong_type(),
    "down": Fault.status(503),
    "broken": Fault.status(500),
    "patience": Fault.status(429, retry_after=5),
    "token": Fault.status(401, headers=(("Google-Bad-Token", "true"),)),
}
CALLS = ["token", "edit-tag", "stream/items/ids", "stream/items/contents", "subscription/list"]
WHO = ["desk", "laptop", "elsewhere"]
WISH = st.tuples(st.sampled_from(["read", "starred"]), st.booleans())


class Week(RuleBasedStateMachine):
    """`wishes`: the last word of each on articles of its own."""

    @initialize(dialect=st.sampled_from(list(DIALECTS)), page=st.sampled_from([0, 3, 5]))
    def begin(self, dialect, page):
        self.replica = Replica().start()
        self.server = self.replica.reader
        self.server.speak(dialect)
        self.server.page = page
        self.streams = [self.server.subscribe("세계 신문"), self.server.subscribe("동네 소식")]
        self.names = [self.server.publish(self.streams[number % 2], f"{number}번째 소식") for number in range(8)]
        self.own = {who: self.names[2 * place : 2 * place + 2] for place, who in enumerate(WHO)}
        self.readers = {who: self._pocket() for who in WHO[:2]}
        for reader in self.readers.values():
            reader.sync()
        self.wishes: dict[tuple[str, str], bool] = {}

    def _pocket(self) -> Pocket:
        return Pocket(self.replica.reader_url, self.server.name, self.server.password)

    @rule(who=st.sampled_from(WHO), place=st.integers(0, 3), wish=WISH)
    def mark(self, who, place, wish):
        name = (self.own[who] + self.names[6:])[place]
        state, on = wish
        (self.server if who == "elsewhere" else self.readers[who]).mark(name, **{state: on})
        if name in self.own[who]:
            self.wishes[name, state] = on

    @rule(who=st.sampled_from(WHO[:2]), until=st.sampled_from([None, None, Ask, Pushed, Compare, Reconcile, Keep]))
    def sync(self, who, until):
        self.readers[who].sync(until=until)

    @rule(call=st.sampled_from(CALLS), fault=st.sampled_from(list(FAULTS)))
    def trouble(self, call, fault):
        path = f"{self.server.dialect.base}/reader/api/0/{call}"
        self.replica.fault(path, FAULTS[fault], times=1)

    @rule(away=st.booleans())
    def network(self, away):
        (self.replica.stop if away else self.replica.start)()

    @rule(token=st.booleans())
    def expire(self, token):
        (self.server.expire_token if token else self.server.expire)()

    @rule(place=st.integers(0, 1))
    def publish(self, place):
        self.server.publish(self.streams[place], "새 소식")

    @rule(most=st.sampled_from([0, 1, 3]))
    def refuse_more(self, most):
        self.server.most_edits = self.server.most_items = most

    @invariant()
    def what_a_reader_did_stands(self):
        for (name, state), on in getattr(self, "wishes", {}).items():
            for who, reader in self.readers.items():
                if name in self.own[who]:
                    assert getattr(reader.held[name], state) == on

    def teardown(self):
        if not hasattr(self, "replica"):
            return
        with self.replica.start():
            self.replica.restore()
            self.server.page = self.server.most_edits = self.server.most_items = 0
            for _ in range(2):
                for reader in self.readers.values():
                    assert reader.sync().error is None
            for reader in self.readers.values():
                assert (reader.unread, reader.starred, reader.pending) == (self.server.unread, self.server.starred, [])
            for (name, state), on in self.wishes.items():
                assert getattr(self.server.held(name), state) == on


TestWeek = Week.TestCase
TestWeek.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
