"""A reader small enough for a test: what it holds in a dict, what waits in a list, its rounds over plain sockets.

It does for a round what newsroom and library do in the program, in as few lines as show what that must be.
"""

from __future__ import annotations

import http.client
from urllib.parse import urlencode, urlsplit

from msgspec.structs import replace

from reader.errors import BadAnswer, FetchError, ParseError, Refused, Unreachable
from reader.sync import answers, requests
from reader.sync.contents import contents
from reader.sync.model import Item, Pending, States, Subscription
from reader.sync.replies import Reply, refused
from reader.sync.requests import Http
from reader.sync.round import Round, Session
from reader.sync.steps import Ask, Compare, Compared, Done, Feeds, Keep, Pushed, Reconcile, Step


def send(request: Http) -> tuple[int, list[tuple[str, str]], bytes]:
    """Send a request and give status, headers and body; raises FetchError."""
    parts = urlsplit(request.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(request.method, target, body=request.body, headers=dict(request.headers))
        answer = connection.getresponse()
        return answer.status, answer.getheaders(), answer.read()
    except ConnectionRefusedError as error:
        raise Unreachable(host=parts.hostname) from error
    except (OSError, http.client.HTTPException) as error:
        raise BadAnswer(host=parts.hostname, cause=type(error).__name__) from error
    finally:
        connection.close()


class Pocket:
    """A reader of one account. `asked` are the kinds of all requests, `feeds` the account's as last listed."""

    def __init__(self, base: str, name: str, password: str) -> None:
        self.session = Session(base)
        self.held: dict[str, Item] = {}
        self.absent: set[str] = set()
        self.pending: list[Pending] = []
        self.feeds: dict[str, Subscription] = {}
        self.asked: list[str] = []
        self.steps: list[Step] = []
        self._who = (name, password)
        self._number = 0

    def mark(self, *names: str, read: bool | None = None, starred: bool | None = None) -> None:
        """Do what a reader does: it holds at once, and waits to be pushed."""
        for name in names:
            for state, on in (("read", read), ("starred", starred)):
                if on is not None:
                    self._number += 1
                    self.held[name] = replace(self.held[name], **{state: on})
                    self.pending.append(Pending(self._number, name, state, on))

    @property
    def unread(self) -> set[str]:
        """The ids of what is unread here."""
        return {name for name, item in self.held.items() if not item.read}

    @property
    def starred(self) -> set[str]:
        """The ids of what is starred here."""
        return {name for name, item in self.held.items() if item.starred}

    def titled(self, title: str) -> str:
        """Give the id of the one article of this title."""
        (name,) = (name for name, item in self.held.items() if item.entry.entry.title == title)
        return name

    def sync(self, *, feeds_due: bool = False, until: type | None = None) -> Done | Step:
        """Make a round; `until` ends it, as a kill does, before what the first such step asks is done."""
        self.asked, self.steps = [], []
        round_ = Round(self.session, tuple(self.pending), streams=self.feeds, feeds_due=feeds_due or not self.feeds)
        step = round_.start()
        while not isinstance(step, Done) and not (until and isinstance(step, until)):
            self.steps.append(step)
            step = round_.told(self._do(step))
        return step

    def _do(self, step: Step) -> Reply | Compared | None:
        match step:
            case Ask():
                return self._ask(step)
            case Pushed(numbers):
                self.pending = [one for one in self.pending if one.number not in numbers]
            case Compare(names, states):
                known = self.held.keys() | self.absent
                gone = (self.unread - states.unread) | (self.starred - states.starred)
                return Compared(tuple(name for name in names if name not in known), bool(gone))
            case Feeds(subscriptions):
                self.feeds = {one.stream: one for one in subscriptions}
            case Reconcile(states):
                for name, item in self.held.items():
                    if item.stream in self.feeds:
                        self.held[name] = self._settled(item, states)
            case Keep():
                self.absent |= set(step.absent)
                self.held |= {item.id: item for item in step.items}
        return None

    def _settled(self, item: Item, states: States) -> Item:
        waiting = {(one.id, one.state) for one in self.pending}
        read = item.read if (item.id, "read") in waiting else item.id not in states.unread
        starred = item.starred if (item.id, "starred") in waiting else item.id in states.starred
        return replace(item, read=read, starred=starred)

    def _ask(self, ask: Ask) -> Reply:
        self.asked.append(ask.kind.removeprefix("greader."))
        base = self.session.base
        try:
            status, _, body = send(ask.request or requests.login(base, *self._who))
        except FetchError as error:
            return Reply(error=error)
        if status != http.client.OK:
            return refused(status, body, Refused(host="replica", status=status))
        text = body.decode("utf-8", "replace")
        kind = ask.kind.removeprefix("greader.")
        try:
            return Reply(status, contents(text, base) if kind == "contents" else getattr(answers, kind)(text))
        except ParseError as error:
            return Reply(status, error=error)


class Elsewhere:
    """The same account in other hands: what another program, or the server's own page, does to it over the API."""

    def __init__(self, base: str, name: str, password: str) -> None:
        self.base = base
        self.auth = answers.login(self._text(requests.login(base, name, password)))
        self.token = answers.token(self._text(requests.token(base, self.auth)))

    def _text(self, request: Http) -> str:
        status, _, body = send(request)
        assert status == http.client.OK, (request.url, status, body[:200])
        return body.decode()

    def call(self, name: str, **form: str) -> str:
        """Post a form to a call."""
        fields = (
            ("Authorization", f"GoogleLogin auth={self.auth}"),
            ("Content-Type", "application/x-www-form-urlencoded"),
        )
        body = urlencode({"T": self.token} | form).encode()
        return self._text(Http("POST", f"{self.base}/reader/api/0/{name}", fields, body))

    def mark(self, *names: str, read: bool | None = None, starred: bool | None = None) -> None:
        """Set states of articles."""
        for state, on in (("read", read), ("starred", starred)):
            if on is not None:
                answers.done(self._text(requests.edit(self.base, self.auth, self.token, names, state, on=on)))

    def ids(self, which: str) -> set[str]:
        """Give the ids of all that is "unread" or "starred"."""
        call = {"unread": requests.unread_ids, "starred": requests.starred_ids}[which]
        return set(answers.ids(self._text(call(self.base, self.auth))).ids)

    def feeds(self) -> tuple[Subscription, ...]:
        """Give the account's feeds."""
        return answers.feeds(self._text(requests.subscriptions(self.base, self.auth)))
