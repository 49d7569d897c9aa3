"""What the fetch layer's tests share: a server, a clock that stands until it is moved, a fetcher over both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from fetch.origin import Origin

from reader.fetch import Fetcher, Store
from reader.fetch.client import HttpxWire

START = datetime(2026, 1, 15, 0, 54, tzinfo=UTC)


class Clock:
    """The one clock of a test: `now()` reads it, `move` winds it on."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **span: float) -> None:
        self.at += timedelta(**span)

    def http(self, **span: float) -> str:
        return f"{self.at + timedelta(**span):%a, %d %b %Y %H:%M:%S GMT}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def origin() -> AsyncIterator[Origin]:
    async with Origin() as running:
        yield running


@pytest_asyncio.fixture
async def make(tmp_path: Path, clock: Clock) -> AsyncIterator[Callable[..., Fetcher]]:
    """Make fetchers over one cache folder; every one is closed at the end."""
    made: list[Fetcher] = []

    def make_one(**parts: object) -> Fetcher:
        parts.setdefault("wire", HttpxWire)
        parts.setdefault("store", Store(tmp_path / "cache", 64 * 1024 * 1024))
        parts.setdefault("now", clock)
        fetcher = Fetcher(**parts)
        made.append(fetcher)
        return fetcher

    yield make_one
    for fetcher in made:
        await fetcher.close()


@pytest.fixture
def fetcher(make: Callable[..., Fetcher]) -> Fetcher:
    return make()
