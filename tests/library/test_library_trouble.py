"""A full disk, a folder that may not be written, a folder that is gone: one sentence each, and no false promise.

A quota stands in for the full disk in the suite; the real thing, on a small tmpfs, wants `pytest -m long` and the right
to mount one.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reader.library import Library, check, headlines, mark

# Marks article after article, says which are kept, and what it was told when that failed; "more" frees the quota.
FILLING = """
import resource, sys
from datetime import datetime
from pathlib import Path
from reader.errors import LibraryUnwritable
from reader.library import Batch, Library, PageRecord, Polled, absorb, mark
from reader.model import Entry, Listing
from reader.text.telling import tell

file, key, limit, *names = sys.argv[1:]
now = lambda: datetime.now().astimezone()
library = Library.open(Path(file), now=now)
if int(limit):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
failed = ""
for turn in range(2000):
    entries = tuple(Entry(f"{turn}-{n}", "https://x", "새 기사", summary="긴 요약 " * 400, published=now()) for n in range(3))
    page = PageRecord("https://x/list", "list", "국제", checked=now())
    brought = library.write(absorb, Batch(key, (Polled(page, (Listing("국제", entries),)),)), now())
    name, change = names[turn % len(names)], ("saved", "unsaved")[turn // len(names) % 2]
    try:
        brought.result()
        library.write(mark, [name], change, now()).result()
        print("kept", name, change, flush=True)
    except LibraryUnwritable as error:
        failed = tell(error)
        break
print("told", failed, flush=True)
sys.stdin.readline()
if int(limit):
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
library.write(mark, [names[0]], "hidden", now()).result()
print("hidden", names[0], flush=True)
library.close()
"""


@pytest.fixture
def filled(paper):
    paper.refresh(paper.section("국제", *(paper.entry(number, number) for number in range(20))))
    paper.library.close()
    return paper


def fill_up(file, paper, limit, free):
    """Let a window work until the disk is full, `free` some space, and give what it said."""
    names = [paper.id(number) for number in range(20)]
    with subprocess.Popen(
        [sys.executable, "-c", FILLING, str(file), paper.key, str(limit), *names],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        kept = {}
        for line in child.stdout:
            word, *rest = line.split(maxsplit=2)
            if word == "told":
                told = line.removeprefix("told ").strip()
                break
            kept[rest[0]] = rest[1].strip()
        free()
        child.stdin.write("more\n")
        child.stdin.flush()
        rest = child.stdout.read()
        assert child.wait(timeout=60) == 0, child.stderr.read()
    return kept, told, rest


def verify(file, clock, kept, told, rest):
    assert kept
    assert str(file) in told
    assert "\n" not in told
    with contextlib.closing(Library.open(file, now=clock)) as library:
        assert not library.damaged
        assert library.read(check) == ()
        saved = {row.id for row in library.read(headlines, clock(), saved=True)}
        hidden = rest.split()[1]
        assert rest.split()[0] == "hidden"  # with space again the same window goes on
        expected = {name for name, change in kept.items() if change == "saved" and name != hidden}
        assert saved ^ expected <= {hidden}


def test_when_the_quota_is_reached_what_was_acknowledged_is_kept_and_the_rest_is_told(filled, file, clock):
    kept, told, rest = fill_up(file, filled, file.stat().st_size + 600_000, lambda: None)
    verify(file, clock, kept, told, rest)


@pytest.mark.long
def test_when_a_small_disk_is_full_what_was_acknowledged_is_kept_and_the_rest_is_told(filled, file, clock, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        ballast = disk / "ballast"
        ballast.write_bytes(b"x" * 1_000_000)
        there = disk / "library.db"
        shutil.copy(file, there)
        kept, told, rest = fill_up(there, filled, 0, ballast.unlink)
        verify(there, clock, kept, told, rest)
    finally:
        subprocess.run(["umount", disk], check=True)


def as_anyone():
    """Give up root's right to write where the mode forbids it (capability 1, CAP_DAC_OVERRIDE)."""
    drop_from_bounding_set = 24
    if os.geteuid() == 0 and ctypes.CDLL(None, use_errno=True).prctl(drop_from_bounding_set, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


READ_ONLY = """
import sys
from datetime import datetime
from pathlib import Path
from reader.errors import LibraryError
from reader.library import Library
from reader.text.telling import tell
try:
    Library.open(Path(sys.argv[1]), now=lambda: datetime.now().astimezone())
except LibraryError as error:
    print(type(error).__name__, tell(error))
"""


@pytest.mark.parametrize("closed", ["folder", "file", "both"])
def test_what_may_not_be_written_is_told_in_one_sentence_and_left_as_it_is(filled, file, clock, closed):
    before = file.read_bytes()
    if closed in {"file", "both"}:
        file.chmod(0o400)
        (file.parent / "library.db.lock").chmod(0o400)
    if closed in {"folder", "both"}:
        file.parent.chmod(0o500)
    try:
        ran = subprocess.run(
            [sys.executable, "-c", READ_ONLY, file], capture_output=True, text=True, check=True, preexec_fn=as_anyone
        )  # fmt: skip
    finally:
        file.parent.chmod(0o700)
        file.chmod(0o600)
        (file.parent / "library.db.lock").chmod(0o600)
    (told,) = ran.stdout.splitlines()
    assert told.startswith("LibraryUnwritable ")
    assert str(file) in told
    assert file.read_bytes() == before
    with contextlib.closing(Library.open(file, now=clock)) as library:
        assert not library.damaged
        assert len(library.read(headlines, clock())) == 20


GONE = """
import sys
from datetime import datetime
from pathlib import Path
from reader.errors import LibraryUnwritable
from reader.library import Library, mark
from reader.text.telling import tell
file, *names = sys.argv[1:]
now = lambda: datetime.now().astimezone()
library = Library.open(Path(file), now=now)
for name in names:
    try:
        library.write(mark, [name], "read", now()).result()
        print("kept", name, flush=True)
    except LibraryUnwritable as error:
        print("told", tell(error), flush=True)
    sys.stdin.readline()
library.close()
print("closed", flush=True)
"""


def test_when_the_folder_is_deleted_nothing_more_is_acknowledged_and_the_window_still_ends_in_order(filled, file):
    names = [filled.id(number) for number in range(3)]
    with subprocess.Popen(
        [sys.executable, "-c", GONE, str(file), *names], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout.readline() == f"kept {names[0]}\n"
        shutil.rmtree(file.parent)
        said = []
        for _ in names[1:]:
            child.stdin.write("on\n")
            child.stdin.flush()
            said.append(child.stdout.readline())
        child.stdin.write("on\n")
        child.stdin.flush()
        assert child.stdout.readline() == "closed\n"
    assert all(line.startswith("told ") and str(file) in line for line in said)
    assert not file.parent.exists()


def test_a_library_that_was_put_in_its_place_meanwhile_takes_no_marks_of_the_old_one(filled, file, clock, tmp_path):
    with contextlib.closing(Library.open(file, now=clock)) as library:
        other = tmp_path / "other.db"
        shutil.copy(file, other)
        other.replace(file)
        for _ in range(2):
            error = library.write(mark, [filled.id(1)], "read", clock()).exception()
            assert type(error).__name__ == "LibraryUnwritable"
    assert Path(file).exists()
