"""Who may ask now, proven by barriers: requests meet in flight, or cannot."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from fetch.origin import Origin, Reply, Seen, wait_for

from reader.fetch import Request, Wired
from reader.fetch.lanes import Lanes, Ticket


class Gate:
    """A page that is answered only when the test says so; it counts who is in flight, and the most that ever were."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.inside: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.order: list[str] = []

    async def __call__(self, seen: Seen) -> Reply:
        self.order.append(seen.path)
        for name in (seen.peer, "all"):
            self.inside[name] += 1
            self.most[name] = max(self.most[name], self.inside[name])
        try:
            await self.open.wait()
        finally:
            for name in (seen.peer, "all"):
                self.inside[name] -= 1
        return Reply(200, [], seen.path.encode())


@pytest.fixture
async def gate(origin: Origin):
    gate = Gate()
    origin.on("*", gate)
    yield gate
    gate.open.set()


@pytest.fixture
async def hosts():
    """Several hosts: one server, reached by as many loopback addresses."""
    async with Origin("0.0.0.0") as server:
        gate = Gate()
        server.on("*", gate)
        yield server, gate
        gate.open.set()


def background(url: str, **parts) -> Request:
    return Request(url, urgency="background", **parts)


def person(url: str, **parts) -> Request:
    return Request(url, urgency="person", **parts)


async def test_many_hosts_are_asked_at_once(make, hosts):
    server, gate = hosts
    fetcher = make(concurrency=64)
    tasks = [
        asyncio.create_task(fetcher.get(background(server.url("/", f"127.0.0.{number}")))) for number in range(1, 65)
    ]
    await wait_for(lambda: gate.inside["all"] == 64)
    gate.open.set()
    assert {answer.outcome for answer in await asyncio.gather(*tasks)} == {"updated"}


async def test_no_more_hosts_than_allowed_are_asked_at_once_and_none_is_forgotten(make, hosts):
    server, gate = hosts
    fetcher = make(concurrency=3)
    tasks = [
        asyncio.create_task(fetcher.get(background(server.url(f"/{page}", f"127.0.0.{number}"))))
        for number in range(1, 8)
        for page in range(3)
    ]
    await wait_for(lambda: gate.inside["all"] == 3)
    gate.open.set()
    await asyncio.gather(*tasks)
    assert gate.most["all"] == 3
    assert len(gate.order) == 21


async def test_the_background_has_one_lane_a_host(fetcher, origin: Origin, gate: Gate):
    tasks = [asyncio.create_task(fetcher.get(background(origin.url(f"/{page}")))) for page in range(5)]
    await wait_for(lambda: gate.inside["all"] == 1)
    gate.open.set()
    await asyncio.gather(*tasks)
    assert gate.most["all"] == 1
    assert gate.order == [f"/{page}" for page in range(5)]


async def test_what_a_person_waits_for_passes_the_background(fetcher, origin: Origin, gate: Gate):
    waiting = [asyncio.create_task(fetcher.get(background(origin.url(f"/{page}")))) for page in range(3)]
    await wait_for(lambda: gate.inside["all"] == 1)
    wanted = asyncio.create_task(fetcher.get(person(origin.url("/wanted"))))
    await wait_for(lambda: gate.inside["all"] == 2)
    assert gate.order == ["/0", "/wanted"]
    gate.open.set()
    await asyncio.gather(wanted, *waiting)
    assert gate.most["all"] == 2


async def test_a_host_never_has_more_than_two_requests(fetcher, origin: Origin, gate: Gate):
    tasks = [asyncio.create_task(fetcher.get(background(origin.url("/background"))))]
    tasks += [asyncio.create_task(fetcher.get(person(origin.url(f"/{page}")))) for page in range(4)]
    await wait_for(lambda: gate.inside["all"] == 2)
    gate.open.set()
    await asyncio.gather(*tasks)
    assert gate.most["all"] == 2
    assert origin.connections == 2


async def test_a_person_does_not_stand_behind_a_refresh_of_all_hosts(make, hosts):
    server, gate = hosts
    fetcher = make(concurrency=2)
    tasks = [
        asyncio.create_task(fetcher.get(background(server.url("/", f"127.0.0.{number}")))) for number in range(1, 5)
    ]
    await wait_for(lambda: gate.inside["all"] == 2)
    tasks.append(asyncio.create_task(fetcher.get(person(server.url("/", "127.0.0.9")))))
    await wait_for(lambda: gate.inside["127.0.0.9"] == 1)
    gate.open.set()
    await asyncio.gather(*tasks)


async def test_many_callers_of_one_address_share_one_request(fetcher, origin: Origin, gate: Gate):
    url = origin.url("/page")
    tasks = [asyncio.create_task(fetcher.get(background(url))) for _ in range(50)]
    await wait_for(lambda: gate.inside["all"] == 1)
    tasks += [asyncio.create_task(fetcher.get(person(url))) for _ in range(10)]
    tasks += [asyncio.create_task(fetcher.get(person(url, force=True))) for _ in range(10)]
    await asyncio.sleep(0)
    gate.open.set()
    assert {answer.body for answer in await asyncio.gather(*tasks)} == {b"/page"}
    assert len(gate.order) == 1


async def test_a_waiting_request_that_a_person_joins_passes_the_background(fetcher, origin: Origin, gate: Gate):
    waiting = [asyncio.create_task(fetcher.get(background(origin.url(f"/{page}")))) for page in range(4)]
    await wait_for(lambda: gate.inside["all"] == 1)
    wanted = asyncio.create_task(fetcher.get(person(origin.url("/3"))))
    await wait_for(lambda: gate.inside["all"] == 2)
    assert gate.order == ["/0", "/3"]
    gate.open.set()
    await asyncio.gather(wanted, *waiting)
    assert len(gate.order) == 4


async def test_a_refusal_that_came_while_others_queued_holds_them_back(make):
    wire = _Refusing()
    fetcher = make(wire=lambda: wire)
    answers = await asyncio.gather(*(fetcher.get(background(f"http://news.example/{page}")) for page in range(5)))
    assert wire.sent == ["http://news.example/0"]
    assert {type(answer.error).__name__ for answer in answers} == {"AskedToWait"}
    assert [answer.requests for answer in answers] == [1, 0, 0, 0, 0]
    assert all(answer.wait_until for answer in answers)


class _Refusing:
    """A wire to a public host that answers 429; nothing goes anywhere."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    async def send(self, _method, url, _headers, *, kind, body=None):
        self.sent.append(url)
        await asyncio.sleep(0)
        return Wired(429, (("Retry-After", "60"),), b"", url)

    async def close(self) -> None:
        pass


async def test_those_who_queued_for_a_host_that_is_down_do_not_each_try_it(make, origin: Origin):
    fetcher = make()
    await origin.stop()
    answers = await asyncio.gather(*(fetcher.get(background(origin.url(f"/{page}"))) for page in range(5)))
    assert {type(answer.error).__name__ for answer in answers} == {"Unreachable"}
    assert [answer.requests for answer in answers] == [1, 0, 0, 0, 0]
    await origin.start()
    origin.on("*", Reply(200, [], b"back"))
    assert (await fetcher.get(background(origin.url("/0")))).body == b"back"


async def test_cancelling_the_last_caller_ends_the_request_and_keeps_nothing(fetcher, origin: Origin, gate: Gate):
    url = origin.url("/page")
    first, second = (asyncio.create_task(fetcher.get(background(url))) for _ in range(2))
    await wait_for(lambda: gate.inside["all"] == 1)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert not second.done()
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    gate.open.set()
    assert (await fetcher.get(background(origin.url("/next")))).outcome == "updated"
    assert fetcher._pages.get(url) is None
    assert not fetcher._flights
    assert not fetcher._line.lanes._hosts


async def test_cancelling_while_waiting_for_a_lane_leaves_no_trace(fetcher, origin: Origin, gate: Gate):
    running = asyncio.create_task(fetcher.get(background(origin.url("/0"))))
    await wait_for(lambda: gate.inside["all"] == 1)
    queued = [asyncio.create_task(fetcher.get(background(origin.url(f"/{page}")))) for page in range(1, 5)]
    await wait_for(lambda: len(fetcher._line.lanes._hosts["127.0.0.1"].others) == 4)
    for task in queued[:3]:
        task.cancel()
    await asyncio.gather(*queued[:3], return_exceptions=True)
    gate.open.set()
    await asyncio.gather(running, queued[3])
    assert gate.order == ["/0", "/4"]
    assert not fetcher._line.lanes._hosts


async def test_closing_ends_what_is_under_way_and_says_so(make, origin: Origin, gate: Gate):
    fetcher = make()
    waiting = [asyncio.create_task(fetcher.get(background(origin.url(f"/{page}")))) for page in range(3)]
    await wait_for(lambda: gate.inside["all"] == 1)
    await fetcher.close()
    assert {answer.outcome for answer in await asyncio.gather(*waiting)} == {"failed"}


async def test_a_turn_that_comes_in_the_moment_of_cancelling_is_passed_on():
    lanes = Lanes(1)
    order: list[str] = []

    async def work(name: str, hold: asyncio.Event) -> None:
        ticket = Ticket("host", person=False)
        await lanes.enter(ticket)
        order.append(name)
        await hold.wait()
        lanes.leave(ticket)

    hold = asyncio.Event()
    hold.set()
    blocker = asyncio.Event()
    first = asyncio.create_task(work("first", blocker))
    await asyncio.sleep(0)
    second, third = asyncio.create_task(work("second", hold)), asyncio.create_task(work("third", hold))
    await asyncio.sleep(0)
    blocker.set()
    await first
    second.cancel()
    await asyncio.gather(second, third, return_exceptions=True)
    assert order in (["first", "third"], ["first", "second", "third"])
    assert not lanes._hosts
    assert lanes._running == 0
