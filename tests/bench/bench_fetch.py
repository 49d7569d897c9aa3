"""What an answer costs: a hit, a revalidation and a miss, beside plain httpx and hishel, in one run.

`pytest -n 0 -m bench -s tests/bench/bench_fetch.py` prints the figures in microseconds an answer (best of several rounds)
and in answers a second over many hosts. The server is a process of its own; hishel, wanted for comparison alone, is not
a dependency, and without it the measurement is skipped.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from reader.fetch import Fetcher, Request, Store
from reader.fetch.client import HttpxWire

hishel = pytest.importorskip(
    "hishel", reason="hishel is compared with, and is not installed (pip install 'hishel[async,httpx]')"
)
pytestmark = pytest.mark.bench

SIZES = {"2 kB": 2_000, "50 kB": 50_000, "500 kB": 500_000}
HOSTS = (1, 32, 256)
PAGES = 40
ROUNDS = 7
BURST = 256

SERVER = """
import asyncio, sys
BODIES = {}

class Page(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.held = transport, b""

    def data_received(self, data):
        self.held += data
        while b"\\r\\n\\r\\n" in self.held:
            head, _, self.held = self.held.partition(b"\\r\\n\\r\\n")
            path = head.split(b" ", 2)[1]
            kind, size = path.split(b"/")[1:3]
            rule = b"max-age=3600" if kind == b"fresh" else b"no-cache"
            fields = b'ETag: "v"\\r\\nContent-Type: text/html\\r\\nCache-Control: ' + rule + b"\\r\\n"
            if b"\\r\\nif-none-match:" in head.lower():
                self.transport.write(b"HTTP/1.1 304 Not Modified\\r\\n" + fields + b"\\r\\n")
                continue
            body = BODIES.setdefault(size, b"x" * int(size))
            length = b"Content-Length: %d\\r\\n\\r\\n" % len(body)
            self.transport.write(b"HTTP/1.1 200 OK\\r\\n" + fields + length + body)

async def main():
    server = await asyncio.get_running_loop().create_server(Page, "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""

Get = Callable[[str], Awaitable[int]]


@pytest.fixture
def port() -> Iterator[int]:
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as server:
        yield int(server.stdout.readline())
        server.terminate()


@asynccontextmanager
async def ours(folder: Path) -> AsyncIterator[Get]:
    fetcher = Fetcher(wire=HttpxWire, store=Store(folder, 1 << 30), now=lambda: datetime.now(UTC), concurrency=256)

    async def get(url: str) -> int:
        answer = await fetcher.get(Request(url))
        assert answer.error is None
        return len(answer.body)

    yield get
    await fetcher.close()


@asynccontextmanager
async def plain(_folder: Path) -> AsyncIterator[Get]:
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
    async with httpx.AsyncClient(limits=limits, timeout=60) as client:

        async def get(url: str) -> int:
            return len((await client.get(url)).content)

        yield get


@asynccontextmanager
async def with_hishel(folder: Path) -> AsyncIterator[Get]:
    from hishel.httpx import AsyncCacheTransport  # noqa: PLC0415 - only where it is installed

    storage = hishel.AsyncSqliteStorage(database_path=f"{folder}.db")
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
    transport = AsyncCacheTransport(httpx.AsyncHTTPTransport(limits=limits), storage=storage, rfc=True)
    async with httpx.AsyncClient(transport=transport, timeout=60) as client:

        async def get(url: str) -> int:
            return len((await client.get(url)).content)

        yield get


@contextmanager
def by_itself(name: str) -> Iterator[None]:
    """Let the others run as they do alone: our wire tells Python that sniffio is absent, which speeds up all of httpx."""
    told = "sniffio" in sys.modules and sys.modules["sniffio"] is None
    if told and name != "ours":
        del sys.modules["sniffio"]
    try:
        yield
    finally:
        if told:
            sys.modules["sniffio"] = None


CLIENTS = {"ours": ours, "hishel": with_hishel, "httpx": plain}


async def timed(get: Get, urls: list[str]) -> float:
    """Ask one after another; microseconds an answer."""
    began = time.perf_counter()
    for url in urls:
        await get(url)
    return (time.perf_counter() - began) / len(urls) * 1e6


async def measure(port: int, folder: Path, size: int) -> dict[str, dict[str, float]]:
    """Measure one size for every client, in turns, so that all meet the same weather."""
    best: dict[str, dict[str, float]] = {name: {} for name in CLIENTS}
    base = f"http://127.0.0.1:{port}"
    rows = {
        "hit": lambda _: [f"{base}/fresh/{size}/hit/{page}" for page in range(PAGES)],
        "revalidate": lambda _: [f"{base}/checked/{size}/{page}" for page in range(PAGES)],
        "miss": lambda turn: [f"{base}/fresh/{size}/miss/{turn}/{page}" for page in range(PAGES)],
    }
    async with ours(folder / f"ours-{size}") as a, with_hishel(folder / f"hishel-{size}") as b, plain(folder) as c:
        for row, urls in rows.items():
            for turn in range(-1, ROUNDS):
                for name, get in zip(CLIENTS, (a, b, c), strict=True):
                    with by_itself(name):
                        cost = await timed(get, urls(turn))
                    if turn >= 0:
                        best[name][row] = min(cost, best[name].get(row, cost))
    return best


async def burst(port: int, folder: Path, name: str, hosts: int) -> float:
    """Ask many hosts at once, a bounded number of requests in flight; answers a second."""
    async with CLIENTS[name](folder / f"{name}-{hosts}") as get:
        urls = [f"http://127.0.{n % hosts // 200}.{n % hosts % 200 + 1}:{port}/checked/2000/{n}" for n in range(BURST)]
        best = 0.0
        for _ in range(3):
            began = time.perf_counter()
            with by_itself(name):
                await asyncio.gather(*(get(url) for url in urls))
            best = max(best, len(urls) / (time.perf_counter() - began))
    return best


async def test_what_an_answer_costs(port: int, tmp_path: Path):
    print("\nmicroseconds an answer")
    print(f"{'':20}" + "".join(f"{name:>10}" for name in CLIENTS))
    failed: list[str] = []
    for label, size in SIZES.items():
        best = await measure(port, tmp_path, size)
        for row in ("hit", "revalidate", "miss"):
            print(f"{row:12}{label:>8}" + "".join(f"{best[name][row]:10.0f}" for name in CLIENTS))
        if best["ours"]["hit"] >= best["hishel"]["hit"] / 10:
            failed.append(f"a hit of {label} costs over a tenth of hishel's")
        if best["ours"]["miss"] >= best["httpx"]["miss"] * 1.2:
            failed.append(f"a miss of {label} costs over 1.2 of httpx's")
    assert not failed


async def test_how_many_answers_a_second(port: int, tmp_path: Path):
    print(f"\nanswers a second, {BURST} requests of 2 kB (first round plain, then conditional; best of three)")
    print(f"{'':20}" + "".join(f"{name:>10}" for name in CLIENTS))
    for hosts in HOSTS:
        rates = {name: await burst(port, tmp_path, name, hosts) for name in CLIENTS}
        print(f"{hosts:>8} hosts      " + "".join(f"{rates[name]:10.0f}" for name in CLIENTS))
