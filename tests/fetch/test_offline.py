"""Offline: told by failures on several hosts, borne without timeouts, ended by itself."""

from __future__ import annotations

import asyncio
import socket
from itertools import pairwise

import pytest
from fetch.origin import Origin, Reply, wait_for

from reader.errors import Offline, Unreachable
from reader.fetch import Request
from reader.fetch.client import HttpxWire


@pytest.fixture
async def hosts():
    async with Origin("0.0.0.0") as server:
        server.on("*", Reply(200, [("Cache-Control", "max-age=10")], b"page"))
        yield server


def on(server: Origin, number: int, path: str = "/") -> str:
    return server.url(path, f"127.0.0.{number}")


async def test_connect_errors_on_three_hosts_mean_offline_and_then_nothing_is_tried(make, hosts, clock):
    wire = Counting()
    fetcher = make(wire=lambda: wire)
    told: list[bool] = []
    fetcher.on_offline(told.append)
    await fetcher.get(Request(on(hosts, 9)))
    await hosts.stop()
    for number in (1, 2):
        assert isinstance((await fetcher.get(Request(on(hosts, number)))).error, Unreachable)
    assert not fetcher.offline
    assert isinstance((await fetcher.get(Request(on(hosts, 3)))).error, Unreachable)
    assert fetcher.offline
    assert told == [True]
    sent = wire.sent
    clock.move(hours=1)
    for number in range(1, 9):
        answer = await fetcher.get(Request(on(hosts, number)))
        assert isinstance(answer.error, Offline)
    held = await fetcher.get(Request(on(hosts, 9)))
    assert (held.outcome, held.body, held.stale) == ("held", b"page", True)
    assert isinstance(held.error, Offline)
    assert wire.sent == sent


async def test_one_host_that_is_down_is_no_lost_network(make, hosts):
    fetcher = make()
    await hosts.stop()
    for _ in range(5):
        await fetcher.get(Request(on(hosts, 1), urgency="person"))
    assert not fetcher.offline


async def test_an_answer_from_anyone_is_a_network(make, hosts):
    fetcher = make()
    async with Origin("127.0.0.8") as other:
        other.on("*", Reply(500))
        await hosts.stop()
        for number in range(1, 6):
            await fetcher.get(Request(on(hosts, number)))
            await fetcher.get(Request(other.url(f"/{number}")))
        assert not fetcher.offline


async def test_two_names_without_an_address_are_enough(make, hosts, monkeypatch):
    def nowhere(*_args: object, **_named: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "no network")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    fetcher = make()
    first = await fetcher.get(Request("http://one.example/"))
    assert first.error.fields["why"] == "address"
    await fetcher.get(Request("http://two.example/"))
    assert fetcher.offline


async def test_it_recovers_alone_by_a_bare_connection(make, hosts):
    fetcher = make(probe_after=0.05)
    told: list[bool] = []
    fetcher.on_offline(told.append)
    await hosts.stop()
    for number in (1, 2, 3):
        await fetcher.get(Request(on(hosts, number)))
    assert fetcher.offline
    await hosts.start()
    await wait_for(lambda: not fetcher.offline)
    assert told == [True, False]
    assert not hosts.seen
    assert (await fetcher.get(Request(on(hosts, 1)))).outcome == "updated"


async def test_probes_grow_rare(make, hosts):
    wire = Counting()
    fetcher = make(wire=lambda: wire, probe_after=0.02)
    await hosts.stop()
    for number in (1, 2, 3):
        await fetcher.get(Request(on(hosts, number)))
    loop = asyncio.get_running_loop()
    await wait_for(lambda: len(wire.rounds) >= 4)
    rounds = wire.rounds
    gaps = [later - earlier for earlier, later in pairwise(rounds)]
    assert gaps[1] > gaps[0]
    assert gaps[2] > gaps[1]
    assert loop.time() < rounds[0] + 5


async def test_a_person_with_nothing_to_read_is_given_a_probe_at_once(make, hosts):
    fetcher = make(probe_after=1000)
    await hosts.stop()
    for number in (1, 2, 3):
        await fetcher.get(Request(on(hosts, number)))
    await hosts.start()
    answer = await fetcher.get(Request(on(hosts, 1), urgency="person"))
    assert (answer.outcome, fetcher.offline) == ("updated", False)


async def test_a_person_with_something_to_read_gets_it_at_once_and_the_probe_runs_behind(make, hosts, clock):
    fetcher = make(probe_after=1000)
    await fetcher.get(Request(on(hosts, 1)))
    await hosts.stop()
    clock.move(minutes=1)
    for number in (1, 2, 3):
        await fetcher.get(Request(on(hosts, number)))
    await hosts.start()
    answer = await fetcher.get(Request(on(hosts, 1), urgency="person"))
    assert (answer.outcome, answer.stale) == ("held", True)
    await wait_for(lambda: not fetcher.offline)


async def test_who_chose_to_be_offline_is_left_alone(make, hosts):
    wire = Counting()
    fetcher = make(wire=lambda: wire, offline=True)
    assert fetcher.offline
    answer = await fetcher.get(Request(on(hosts, 1), urgency="person", force=True))
    assert isinstance(answer.error, Offline)
    assert (wire.sent, wire.rounds, hosts.connections) == (0, [], 0)


class Counting(HttpxWire):
    """Counts what is sent, and when probes are made (one a round: the others of a round come within it)."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = 0
        self.rounds: list[float] = []

    async def send(self, *args, **named):
        self.sent += 1
        return await super().send(*args, **named)

    async def reach(self, url: str) -> bool:
        if "127.0.0.1:" in url:
            self.rounds.append(asyncio.get_running_loop().time())
        return await super().reach(url)
