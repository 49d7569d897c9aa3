"""A sync server's state: one account with feeds in folders and articles with their marks, in three servers' manners.

Owns what a test may set and see; how it is asked and answers stands in greader_pages. Everything may be called while it
is being read. Ids are canonical everywhere here: FreshRSS's and Miniflux's a decimal, The Old Reader's 24 digits.
"""

from __future__ import annotations

import bisect
import hashlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from .articles import at


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a kind of server speaks: where its API stands, how it spells ids, what it calls a bad token.

    posts_by_form: it knows who posts by the form's T alone. toggles: a state that is added twice is taken away, as by
    older Miniflux.
    """

    name: str
    base: str
    digits: Literal["microseconds", "small", "object"]
    bad_token: str
    empty: Literal["list", "null"] = "list"
    short_refs: bool = True
    posts_by_form: bool = False
    toggles: bool = False

    def id(self, number: int, crawled: int) -> str:
        """Give the id of an article: its number in the order of coming, or the microsecond of that."""
        return {"microseconds": str(crawled), "small": str(number), "object": f"{crawled:024x}"}[self.digits]

    def long(self, name: str) -> str:
        """Spell an id as contents do."""
        digits = name if self.digits == "object" else f"{int(name):016x}"
        return f"tag:google.com,2005:reader/item/{digits}"


DIALECTS = {
    "freshrss": Dialect("freshrss", "/api/greader.php", "microseconds", "Google-Bad-Token"),
    "miniflux": Dialect(
        "miniflux", "", "small", "X-Reader-Google-Bad-Token", empty="null", posts_by_form=True, toggles=True
    ),
    "theoldreader": Dialect("theoldreader", "", "object", "", short_refs=False),
}


@dataclass(frozen=True, slots=True)
class Held:
    """An article as the server holds it; `crawled` in microseconds since 1970 is its place in every stream."""

    id: str
    crawled: int
    stream: str
    title: str
    href: str
    html: str
    published: int
    author: str = ""
    read: bool = False
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A feed of the account."""

    stream: str
    title: str
    folder: str
    url: str
    home: str


class Reader:
    """One account's state. `name` and `password` are those of a login; `off` switches the API off.

    most_edits, most_items, most_page: a request with, or for, more ids is refused (0: none is). page: the most ids in one answer, whatever
    is asked for. few_items: so many articles in one answer, the rest left out without a word (0: all).
    """

    def __init__(self, *, origin: Callable[[], str]) -> None:
        self.dialect = DIALECTS["freshrss"]
        self.name = "alice"
        self.password = "correct horse"
        self.off = False
        self.most_edits = self.most_items = self.most_page = self.page = self.few_items = 0
        self.lock = threading.RLock()
        self._origin = origin
        self._logins = self._tokens = 0
        self._feeds: dict[str, Subscribed] = {}
        self._held: dict[str, Held] = {}
        self._order: list[tuple[int, str]] = []
        self._clock = int(at("01-15 09:00").timestamp()) * 1_000_000
        self._count = 0

    # What stands on it

    def speak(self, dialect: str) -> None:
        """Become another kind of server, before anything is published."""
        self.dialect = DIALECTS[dialect]

    def subscribe(self, title: str, folder: str = "뉴스", url: str = "") -> str:
        """Add a feed and give its stream."""
        with self.lock:
            self._count += 1
            stream = f"feed/{self._count}"
            home = f"{self._origin()}/feeds/"
            self._feeds[stream] = Subscribed(stream, title, folder, url or f"{home}{self._count}.xml", home)
            return stream

    def change(self, stream: str, *, title: str = "", folder: str = "") -> None:
        """Rename a feed, or move it."""
        with self.lock:
            feed = self._feeds[stream]
            self._feeds[stream] = replace(feed, title=title or feed.title, folder=folder or feed.folder)

    def unsubscribe(self, stream: str) -> None:
        """Let go of a feed and all its articles."""
        with self.lock:
            del self._feeds[stream]
            self.remove(*(one.id for one in self._held.values() if one.stream == stream))

    def publish(
        self, stream: str, title: str, *, html: str = "", author: str = "", href: str = "",
        published: datetime | None = None,
    ) -> str:  # fmt: skip
        """Let a new article come, and give its id."""
        with self.lock:
            self._count += 1
            self._clock += 1_000_003
            name = self.dialect.id(self._count, self._clock)
            said = int(published.timestamp()) if published else self._clock // 1_000_000
            href = href or f"{self._origin()}/articles/{name}"
            text = html or f"<p>{title}의 첫 문단이다.</p><p>둘째 문단이다.</p>"
            self._held[name] = Held(name, self._clock, stream, title, href, text, said, author)
            self._order.append((self._clock, name))
            return name

    def fill(self, count: int, *, streams: int = 20) -> list[str]:
        """Let many articles come to so many feeds, and give their ids, the oldest first."""
        feeds = [self.subscribe(f"소식 {number}", f"묶음 {number % 5}") for number in range(streams)]
        return [self.publish(feeds[number % streams], f"{number}번째 소식") for number in range(count)]

    def remove(self, *names: str) -> None:
        """Let articles be gone, as when a server cleans up."""
        gone = set(names)
        with self.lock:
            self._held = {name: one for name, one in self._held.items() if name not in gone}
            self._order = [place for place in self._order if place[1] not in gone]

    def mark(self, *names: str, read: bool | None = None, starred: bool | None = None) -> None:
        """Mark articles, as another reader of this account does; what is gone is passed over."""
        with self.lock:
            for name in names:
                if one := self._held.get(name):
                    self._held[name] = replace(
                        one,
                        read=one.read if read is None else read,
                        starred=one.starred if starred is None else starred,
                    )

    def edit(self, names: Iterable[str], state: str, *, on: bool) -> None:
        """Add a state to articles, or take it away, as a call of the API does."""
        with self.lock:
            for one in filter(None, map(self._held.get, names)):
                if state in ("read", "starred"):
                    again = self.dialect.toggles and on and getattr(one, state)
                    self._held[one.id] = replace(one, **{state: on and not again})

    # What is there

    @property
    def feeds(self) -> tuple[Subscribed, ...]:
        """The feeds, in the order of coming."""
        with self.lock:
            return tuple(self._feeds.values())

    @property
    def unread(self) -> set[str]:
        """The ids of what is unread."""
        with self.lock:
            return {name for name, one in self._held.items() if not one.read}

    @property
    def starred(self) -> set[str]:
        """The ids of what is starred."""
        with self.lock:
            return {name for name, one in self._held.items() if one.starred}

    def held(self, name: str) -> Held | None:
        """Give an article."""
        with self.lock:
            return self._held.get(name)

    def newest(self, *, below: int = 0) -> list[Held]:
        """Give all articles, the newest first; with `below`, those that came before that microsecond."""
        with self.lock:
            end = bisect.bisect_left(self._order, (below, "")) if below else len(self._order)
            return [self._held[name] for _, name in reversed(self._order[:end])]

    # Who may come in

    def expire(self) -> None:
        """Let every login run out."""
        self._logins += 1

    def expire_token(self) -> None:
        """Let every write token run out."""
        self._tokens += 1

    @property
    def auth(self) -> str:
        """The proof of a login that counts now."""
        return f"{self.name}/{hashlib.sha1(f'{self.password} {self._logins}'.encode()).hexdigest()}"  # noqa: S324 - as FreshRSS does

    @property
    def token(self) -> str:
        """The write token that counts now; of 57 characters, but for Miniflux, which has none beside the login."""
        if self.dialect.posts_by_form:
            return self.auth
        return hashlib.sha1(f"{self.auth} {self._tokens}".encode()).hexdigest().ljust(57, "Z")  # noqa: S324 - likewise
