"""Fifty thousand unread articles: broken off, gone on with where it stopped, in memory that stays flat."""

from __future__ import annotations

import asyncio
import os
import subprocess

import pytest
from nuri_command import Nuri
from sync.reading import Reading, config_of

pytestmark = pytest.mark.long

ARTICLES = 50_000
MORE_AT_MOST = 60  # MiB beyond an empty round's: the lists of ids, and not the articles


def peak(nuri: Nuri) -> float:
    """Run `nuri sync` to its end and give the most that its process held, in MiB."""
    with subprocess.Popen(
        nuri.arguments("sync"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    ) as running:
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    assert running.returncode == 0
    return used.ru_maxrss / 1024


async def test_fifty_thousand_are_broken_off_and_gone_on_with(replica, tmp_path, monkeypatch):
    monkeypatch.setenv("READER_PASSWORD", replica.reader.password)
    replica.reader.fill(ARTICLES)
    one = Reading(tmp_path / "one", config_of(replica))
    come = asyncio.Event()
    told: list[tuple[int, int]] = []

    def progress(_: str, done: int, total: int) -> None:
        told.append((done, total))
        if done > 2_000:
            come.set()

    task = asyncio.ensure_future(one.sync(progress=progress))
    await come.wait()
    task.cancel()
    await asyncio.wait({task})
    await one.again()
    held = one.count()[0]
    assert 2_000 <= held < 4_000
    assert told[0][1] == ARTICLES
    replica.forget()
    await one.sync(progress=lambda _, done, total: told.append((done, total)))
    assert one.count()[0] == ARTICLES
    asked = replica.count("/api/greader.php/reader/api/0/stream/items/contents*")
    assert asked <= (ARTICLES - held) // 200 + 2
    replica.forget()
    assert (await one.sync()).requests <= 3
    await one.close()


def test_memory_stays_flat(replica, tmp_path, monkeypatch):
    monkeypatch.setenv("READER_PASSWORD", replica.reader.password)
    nuri = Nuri(tmp_path, config_of(replica))
    replica.reader.fill(1)
    least = peak(nuri)
    replica.reader.fill(ARTICLES)
    assert peak(nuri) - least < MORE_AT_MOST
