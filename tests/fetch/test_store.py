"""The store: bounded, private, and a miss whatever is wrong with the disk; planted rows do nothing."""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from fetch.origin import Origin, Reply, wait_for

from reader.fetch import Request, Store
from reader.fetch.store import FORMAT

MIB = 1024 * 1024
BIG = os.urandom(200_000)


@pytest.fixture
async def store(tmp_path: Path):
    async with opened(tmp_path / "cache") as store:
        yield store


class opened:  # noqa: N801 - reads as a verb where it is used
    """An open store; its folder is worked on by others in these tests."""

    def __init__(self, folder: Path, size: int = 64 * MIB) -> None:
        self.store = Store(folder, size)

    async def __aenter__(self) -> Store:
        await self.store.open()
        return self.store

    async def __aexit__(self, *exc: object) -> None:
        await self.store.close()


def plant(folder: Path, statement: str, *values: object) -> None:
    """Change the cache's database behind its back."""
    connection = sqlite3.connect(folder / "cache" / FORMAT / "cache.db")
    connection.execute(statement, values)
    connection.commit()
    connection.close()


async def test_what_is_put_is_given_at_once_and_after_a_restart(tmp_path: Path):
    async with opened(tmp_path / "cache") as store:
        assert store.get("a") is None
        assert store.put("a", b"small")
        assert store.put("b", BIG)
        assert (store.get("a"), store.get("b")) == (b"small", BIG)
        store.put("a", b"new")
        store.drop("b")
        assert (store.get("a"), store.get("b")) == (b"new", None)
    async with opened(tmp_path / "cache") as store:
        assert (store.get("a"), store.get("b")) == (b"new", None)


async def test_the_folder_is_the_readers_alone(tmp_path: Path):
    (tmp_path / "cache").mkdir(mode=0o755)
    async with opened(tmp_path / "cache") as store:
        store.put("b", BIG)
    for folder in (tmp_path / "cache", tmp_path / "cache" / FORMAT):
        assert folder.stat().st_mode & 0o777 == 0o700


async def test_a_value_over_a_fiftieth_of_the_whole_is_not_taken(tmp_path: Path):
    async with opened(tmp_path / "cache", size=5 * MIB) as store:
        assert store.put("fits", bytes(MIB // 10))
        assert not store.put("over", bytes(MIB // 10 + 1))
        assert store.get("fits") is not None
        assert store.get("over") is None


async def test_the_whole_stays_within_its_bound_and_the_oldest_go_first(tmp_path: Path):
    async with opened(tmp_path / "cache", size=5 * MIB) as store:
        for number in range(200):
            store.put(str(number), os.urandom(90_000))
        info = await store.info()
        assert info.bytes <= 5 * MIB
        assert store.get("0") is None
        assert store.get("199") is not None


async def test_too_much_waiting_for_the_disk_is_not_taken(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("reader.fetch.store.MOST_WAITING", 500_000)
    store = Store(tmp_path / "cache", 64 * MIB)
    assert store.put("a", BIG)
    assert store.put("b", BIG)
    assert not store.put("c", BIG)
    store.drop("a")
    assert store.put("c", BIG)
    await store.open()
    await store.close()


async def test_info_counts_entries_bytes_hits_and_age(make, origin: Origin, tmp_path: Path):
    store = Store(tmp_path / "cache", 64 * MIB)
    fetcher = make(store=store)
    url = origin.on("/page", Reply(200, [("Cache-Control", "max-age=60")], b"x" * 50_000))
    for _ in range(4):
        await fetcher.get(Request(url))
    info = await store.info()
    assert (info.entries, info.hits, info.misses, info.usable) == (1, 3, 1, True)
    assert info.bytes > 50_000
    assert info.oldest is not None
    await fetcher.close()
    async with opened(tmp_path / "cache") as again:
        info = await again.info()
        assert (info.entries, info.hits, info.misses) == (1, 3, 1)
        await again.clear()
        assert again.get(url) is None
        info = await again.info()
        assert (info.entries, info.hits, info.oldest) == (0, 0, None)


class Bang:
    """Pickles to something that leaves a file where it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self):
        return (os.mkdir, (str(self.trace),))


@pytest.fixture
async def planted(tmp_path: Path):
    """A cache with one honest row of each kind, closed, to be tampered with; and the trace that a pickle would leave."""
    async with opened(tmp_path / "cache") as store:
        store.put("http://a/", b"honest")
        store.put("http://b/", BIG)
    return tmp_path, tmp_path / "trace"


async def everything(folder: Path) -> None:
    """Use the cache in every way there is."""
    async with opened(folder / "cache", size=5 * MIB) as store:
        store.get("http://a/")
        store.get("http://b/")
        await store.info()
        for number in range(100):
            store.put(str(number), bytes(90_000))
        await store.info()
        store.drop("http://a/")
        await store.clear()


async def test_a_planted_pickle_is_never_read(planted):
    folder, trace = planted
    plant(folder, "UPDATE Cache SET mode = 4, value = ? WHERE key = 'http://a/'", pickle.dumps(Bang(trace)))
    plant(folder, "UPDATE Cache SET mode = 4 WHERE key = 'http://b/'")
    async with opened(folder / "cache") as store:
        assert store.get("http://a/") is None
        assert store.get("http://b/") is None
    await everything(folder)
    assert not trace.exists()


async def test_a_planted_pickle_in_a_file_is_never_read(planted):
    folder, trace = planted
    (value,) = (folder / "cache" / FORMAT).glob("*/*.val")
    value.write_bytes(pickle.dumps(Bang(trace)))
    plant(folder, "UPDATE Cache SET mode = 4 WHERE key = 'http://b/'")
    await everything(folder)
    assert not trace.exists()


async def test_a_planted_key_is_never_unpickled(planted):
    folder, trace = planted
    plant(folder, "UPDATE Cache SET raw = 0, key = ? WHERE key = 'http://a/'", pickle.dumps(Bang(trace)))
    await everything(folder)
    assert not trace.exists()


@pytest.mark.parametrize(
    "name", ["../../outside", "/outside", "aa/bb/../../../../outside", "outside.val", "aa/bb/outside"]
)
async def test_a_planted_file_name_reaches_nothing_outside(planted, name: str):
    folder, _ = planted
    outside = folder / "outside"
    outside.write_bytes(b"not ours")
    told = str(outside) if name.startswith("/") else name
    plant(folder, "UPDATE Cache SET mode = 2, filename = ?, value = NULL", told)
    async with opened(folder / "cache") as store:
        assert store.get("http://a/") is None
        assert store.get("http://b/") is None
    await everything(folder)
    assert outside.read_bytes() == b"not ours"


async def test_a_link_out_of_the_folder_is_not_followed(planted):
    folder, _ = planted
    outside = folder / "outside"
    outside.write_bytes(b"not ours")
    (value,) = (folder / "cache" / FORMAT).glob("*/*.val")
    value.unlink()
    value.symlink_to(outside)
    async with opened(folder / "cache") as store:
        assert store.get("http://b/") is None
    value.unlink()
    outside_folder = folder / "elsewhere"
    outside_folder.mkdir()
    (outside_folder / value.name).write_bytes(b"not ours")
    value.parent.rmdir()
    value.parent.symlink_to(outside_folder, target_is_directory=True)
    async with opened(folder / "cache") as store:
        assert store.get("http://b/") is None
    await everything(folder)
    assert (outside_folder / value.name).exists()
    assert outside.exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [("disk_fetch", "x"), ("disk_nothing", 1), ("get", 1), ("sqlite_x; DROP TABLE Cache", 1), ("cull_limit", "many")],
)
async def test_planted_settings_are_a_damaged_cache_at_worst(planted, key: str, value: object):
    folder, _ = planted
    plant(folder, "INSERT OR REPLACE INTO Settings VALUES (?, ?)", key, value)
    await everything(folder)
    async with opened(folder / "cache") as store:
        store.put("new", b"value")
        assert (await store.info()).usable
        assert store.get("new") == b"value"


@pytest.mark.parametrize("damage", ["header", "middle", "empty", "garbage"])
async def test_a_damaged_database_is_made_anew_with_one_warning(planted, damage: str, caplog):
    folder, _ = planted
    database = folder / "cache" / FORMAT / "cache.db"
    content = bytearray(database.read_bytes())
    if damage == "header":
        content[:100] = bytes(100)
    elif damage == "middle":
        content[100:] = os.urandom(len(content) - 100)
    elif damage == "empty":
        content.clear()
    else:
        content[:] = b"no database" * 1000
    database.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        async with opened(folder / "cache") as store:
            assert store.get("http://a/") is None
            await store.info()
            store.put("http://c/", b"new")
            await store.info()
            assert store.get("http://c/") == b"new"
            assert (await store.info()).usable
    assert len(caplog.records) <= 2
    assert not list((folder / "cache").glob("*.damaged*"))


async def test_a_value_whose_file_is_gone_or_cut_is_a_miss(make, origin: Origin, clock, tmp_path: Path):
    fetcher = make()
    url = origin.on("/page", Reply(200, [("Cache-Control", "max-age=60")], BIG))
    await fetcher.get(Request(url))
    await fetcher.close()
    (value,) = (tmp_path / "cache" / FORMAT).glob("*/*.val")
    whole = value.read_bytes()
    for broken in (whole[:-1], whole[:-5000] + bytes(5000), b"", bytes(len(whole))):
        value.write_bytes(broken)
        again = make()
        assert (await again.get(Request(url))).requests == 1
        await again.close()
        (value,) = (tmp_path / "cache" / FORMAT).glob("*/*.val")
    value.unlink()
    assert (await make().get(Request(url))).requests == 1


async def test_files_that_a_killed_process_left_are_swept_away(planted):
    folder, _ = planted
    home = folder / "cache" / FORMAT
    (value,) = home.glob("*/*.val")
    old, young = (home / "ab" / f"{name * 30}.val" for name in "cd")
    old.parent.mkdir(exist_ok=True)
    for path in (old, young):
        path.write_bytes(b"left behind")
    for path in (old, value):
        os.utime(path, (1, 1))
    async with opened(folder / "cache") as store:
        await store.info()
        assert (old.exists(), young.exists(), value.exists()) == (False, True, True)
        assert store.get("http://b/") == BIG


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
async def test_a_folder_that_cannot_be_written_is_a_miss_and_one_warning(tmp_path: Path, caplog):
    folder = tmp_path / "cache"
    folder.mkdir()
    folder.chmod(0o500)
    async with opened(folder / "below") as store:
        store.put("a", b"x")
        assert not (await store.info()).usable
    assert len(caplog.records) == 1
    folder.chmod(0o700)


async def test_a_folder_that_is_a_file_is_a_miss_and_one_warning(make, origin: Origin, tmp_path: Path, caplog):
    (tmp_path / "file").write_text("in the way")
    fetcher = make(store=Store(tmp_path / "file", 64 * MIB))
    url = origin.on("/page", Reply(200, [("Cache-Control", "max-age=60")], b"x"))
    for _ in range(3):
        assert (await fetcher.get(Request(url))).outcome in {"updated", "held"}
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert (tmp_path / "file").read_text() == "in the way"


async def test_a_full_disk_is_a_miss_and_one_warning(store: Store, monkeypatch, caplog):
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    await store.info()
    monkeypatch.setattr("reader.fetch.disk.SafeDisk._write_file", full)
    store.put("a", BIG)
    store.put("b", BIG)
    store.put("small", b"x")
    await store.info()
    assert store.get("a") is None
    assert store.get("small") == b"x"
    assert len(caplog.records) == 1
    assert "No space left" in caplog.text


HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
connection.execute("UPDATE Settings SET value = value")
print("held", flush=True)
sys.stdin.read()
"""


async def test_a_locked_store_is_a_miss_and_one_warning_and_never_waited_for_long(tmp_path: Path, monkeypatch, caplog):
    monkeypatch.setattr("reader.fetch.store.LOCK_WITHIN", 0.1)
    async with opened(tmp_path / "cache") as store:
        store.put("a", b"old")
        await store.info()
        holder = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            HOLD,
            str(tmp_path / "cache" / FORMAT / "cache.db"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert await holder.stdout.readline() == b"held\n"
        assert store.get("a") == b"old"
        store.put("a", b"new")
        store.put("b", b"new")
        await wait_for(lambda: not store._waiting)
        assert store.get("a") == b"old"
        assert len(caplog.records) == 1
        async with asyncio.timeout(3):
            async with opened(tmp_path / "cache") as second:
                assert second.get("a") in {None, b"old"}
                holder.stdin.close()
                await holder.wait()
        store.put("a", b"new")
        await store.info()
        assert store.get("a") == b"new"


async def test_a_closed_store_is_a_miss(tmp_path: Path):
    store = Store(tmp_path / "cache", 64 * MIB)
    assert store.get("a") is None
    await store.open()
    store.put("a", b"x")
    await store.close()
    await store.close()
    await store.open()
    assert store.get("a") is None
    assert not store.put("a", b"x")
    store.drop("a")
    assert not (await store.info()).usable
