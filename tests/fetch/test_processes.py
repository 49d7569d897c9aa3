"""Four processes over one cache folder, some of them killed in the middle: nobody sees an error, nothing is broken."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from fetch.origin import Origin, Reply, Seen, wait_for

from reader.fetch.disk import open_cache
from reader.fetch.store import FORMAT

PAGES = 60
ROUNDS = 20
KILLS = 4

CHILD = """
import asyncio, json, logging, random, sys
from datetime import UTC, datetime
from pathlib import Path
from reader.fetch import Fetcher, Request, Store
from reader.fetch.client import HttpxWire

async def main(folder, base, pages, rounds, seed):
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    dice = random.Random(seed)
    wrong = []
    outcomes = {"updated": 0, "held": 0, "failed": 0}
    for _ in range(rounds):
        fetcher = Fetcher(wire=HttpxWire, store=Store(Path(folder), 16 << 20), now=lambda: datetime.now(UTC))
        numbers = [dice.randrange(pages) for _ in range(pages)]
        answers = await asyncio.gather(*(fetcher.get(Request(f"{base}{number}")) for number in numbers))
        for number, answer in zip(numbers, answers, strict=True):
            outcomes[answer.outcome] += 1
            expected = f"page {number} ".encode()
            if not answer.body.startswith(expected) or len(answer.body) % len(expected):
                wrong.append([number, answer.outcome, str(answer.error), len(answer.body)])
        await fetcher.close()
    print(json.dumps([wrong, outcomes]))

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])))
"""


def page(seen: Seen) -> Reply:
    """Answer with a body that says whose it is; some are small rows, some are files of their own."""
    number = int(seen.path.rpartition("/")[2])
    if seen.field("if-none-match") == f'"{number}"':
        return Reply(304, [("ETag", f'"{number}"')])
    lifetime = "max-age=60" if number % 2 else "max-age=0"
    return Reply(
        200, [("ETag", f'"{number}"'), ("Cache-Control", lifetime)], f"page {number} ".encode() * (20 + 200 * number)
    )


async def child(folder: Path, url: str, seed: int, rounds: int = ROUNDS) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHILD, str(folder), url, str(PAGES), str(rounds), str(seed),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


async def test_four_processes_share_one_cache_and_some_are_killed(origin: Origin, tmp_path: Path):
    origin.on("*", page)
    folder = tmp_path / "cache"
    dice = random.Random(7)
    steady = [await child(folder, origin.url("/"), seed) for seed in range(3)]
    for number in range(KILLS):
        victim = await child(folder, origin.url("/"), 100 + number, rounds=1000)
        seen = len(origin.seen)
        await wait_for(lambda seen=seen: len(origin.seen) > seen + 40, within=20)
        await asyncio.sleep(dice.random() / 20)
        os.kill(victim.pid, signal.SIGKILL)
        assert await victim.wait() == -signal.SIGKILL
    for process in steady:
        out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        assert not err, err.decode()
        wrong, outcomes = json.loads(out)
        assert wrong == []
        assert outcomes["failed"] == 0
        assert outcomes["held"] > 0
    connection = sqlite3.connect(folder / FORMAT / "cache.db")
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    files = {name for (name,) in connection.execute("SELECT filename FROM Cache WHERE filename IS NOT NULL")}
    connection.close()
    assert all((folder / FORMAT / name).is_file() for name in files)
    last = await child(folder, origin.url("/"), 5, rounds=1)
    out, err = await last.communicate()
    assert (json.loads(out)[0], err) == ([], b"")


# Reads the database and closes it, as another window does: the last one to close takes the log away.
VISITOR = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as conn:
    conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
conn.close()
"""


def test_a_second_connection_gives_up_no_lock_of_the_first(tmp_path: Path) -> None:
    opened = [open_cache(tmp_path, size_limit=1 << 20, timeout=1) for _ in range(2)]
    opened[0].set("name", b"value")
    log = tmp_path / "cache.db-wal"
    before = log.stat().st_ino
    subprocess.run([sys.executable, "-c", VISITOR, str(tmp_path / "cache.db")], check=True)
    assert log.exists()
    assert log.stat().st_ino == before
    for cache in opened:
        cache.close()
