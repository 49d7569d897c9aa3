"""A first sync of 10,000 articles and a round that finds nothing new: time, requests, peak memory of `nuri sync`.

The server is in this process and shares the machine; what it takes itself is in the times.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from dataclasses import dataclass

import pytest
from nuri_command import Nuri
from replica import Replica
from sync.reading import config_of

pytestmark = pytest.mark.bench

ARTICLES = 10_000


@dataclass(frozen=True)
class Ran:
    seconds: float
    processor: float
    mebibytes: float
    requests: int
    new: int


def sync(nuri: Nuri, replica: Replica) -> Ran:
    """Run `nuri sync` as a process of its own and measure that process."""
    replica.forget()
    began = time.perf_counter()
    with subprocess.Popen(
        nuri.arguments("sync", "--json"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    ) as running:
        told = json.load(running.stdout)["sources"][0]
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    assert running.returncode == 0, told
    seconds = time.perf_counter() - began
    return Ran(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, replica.count(), told["pulled"]["new"])


def test_a_first_sync_and_an_empty_round(tmp_path, replica, monkeypatch):
    monkeypatch.setenv("READER_PASSWORD", replica.reader.password)
    replica.reader.fill(ARTICLES)
    nuri = Nuri(tmp_path, config_of(replica))
    first, empty = sync(nuri, replica), sync(nuri, replica)
    for name, ran in (("first sync", first), ("empty round", empty)):
        print(
            f"{name} of {ARTICLES:,}: {ran.seconds:.1f} s ({ran.processor:.1f} s of processor),"
            f" {ran.requests} requests, {ran.mebibytes:.0f} MiB at most"
        )
    assert (first.new, empty.new) == (ARTICLES, 0)
    assert empty.requests <= 3
