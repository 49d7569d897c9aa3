"""Accounts to be read in tests: the replica's own, and one of a real FreshRSS where the environment names it."""

from __future__ import annotations

import os
import select
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol, Self
from urllib.parse import urlsplit

import pytest
from replica import Item, Replica
from sync.pocket import Elsewhere

from reader.sync import answers

REAL = ("NURI_FRESHRSS_URL", "NURI_FRESHRSS_USER", "NURI_FRESHRSS_PASSWORD")
SERVERS = ["replica", pytest.param("freshrss", marks=pytest.mark.long)]


class Account(Protocol):
    """An account to be read: where it is, whose, and how a feed of these titles comes into it."""

    base: str
    name: str
    password: str

    def add(self, title: str, folder: str, titles: Sequence[str]) -> str: ...


class OnReplica:
    """The account of the replica's own server."""

    def __init__(self, replica: Replica) -> None:
        self._reader = replica.reader
        self.base, self.name, self.password = replica.reader_url, replica.reader.name, replica.reader.password

    def add(self, title: str, folder: str, titles: Sequence[str]) -> str:
        stream = self._reader.subscribe(title, folder)
        for said in titles:
            self._reader.publish(stream, said)
        return stream


class OnFreshRSS:
    """An account of a real FreshRSS, emptied first, which fetches its feeds from the replica."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self.base, self.name, self.password = (os.environ[name] for name in REAL)
        self._hands = Elsewhere(self.base, self.name, self.password)
        for feed in self._hands.feeds():
            self._hands.call("subscription/edit", ac="unsubscribe", s=feed.stream)

    def add(self, title: str, folder: str, titles: Sequence[str]) -> str:
        name = f"paper{urlsplit(self._replica.url).port}-{abs(hash((title, *titles)))}"
        items = [Item(said, f"/{name}/{number}", f"urn:{name}:{number}") for number, said in enumerate(titles)]
        self._replica.feeds.put(name, items[::-1], title=title)
        told = answers.document(self._hands.call("subscription/quickadd", quickadd=self._replica.feed_url(name)), "")
        stream = str(told["streamId"])
        self._hands.call("subscription/edit", ac="edit", s=stream, t=title, a=f"user/-/label/{folder}")
        return stream


def account_of(server: str, replica: Replica) -> Account:
    """Give the account on this server (of SERVERS), or skip the test where there is none."""
    if server == "replica":
        return OnReplica(replica)
    if not all(os.environ.get(name) for name in REAL):
        pytest.skip(f"no FreshRSS: {', '.join(REAL)} are not set")
    return OnFreshRSS(replica)


class Cable:
    """A way to a server on loopback that can be pulled: what it carries passes, or nobody answers at its end.

    `url` is the server's address by this way.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._there = (parts.hostname or "", parts.port or 80)
        self._here = socket.create_server(("127.0.0.1", 0))
        self._port = self._here.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}{parts.path}"
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.pull()

    def pull(self) -> None:
        """Refuse whoever comes, and end what is open."""
        for end in (self._here, *self._open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._thread.join()
        self._open = []

    def plug(self) -> None:
        """Carry again, at the same address."""
        self._here = socket.create_server(("127.0.0.1", self._port))
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                near = self._here.accept()[0]
            except OSError:
                return
            far = socket.create_connection(self._there)
            self._open += (near, far)
            threading.Thread(target=_carry, args=(near, far), daemon=True).start()


def _carry(near: socket.socket, far: socket.socket) -> None:
    ways = {near: far, far: near}
    with near, far, suppress(OSError, ValueError):  # either end may be closed at any time
        while True:
            for end in select.select([near, far], [], [])[0]:
                data = end.recv(65536)
                if not data:
                    return
                ways[end].sendall(data)
