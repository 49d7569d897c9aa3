"""Several windows on one library: each hears of the others, and none fetches what another is fetching or has just had."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from reader.library import Library, mark, page, record_failure
from reader.library.claims import LEASE, claim_pages, release_pages

OTHER_WINDOW = """
import sys
from datetime import datetime
from pathlib import Path
from reader.library import Library, mark
library = Library.open(Path(sys.argv[1]), now=lambda: datetime.now().astimezone())
print("open", flush=True)
for line in sys.stdin:
    library.write(mark, [line.strip()], "read", datetime.now().astimezone()).result()
    print("kept", flush=True)
library.close()
"""


@pytest.fixture
def other(library, file, clock):
    with contextlib.closing(Library.open(file, now=clock)) as opened:
        yield opened


def settle(library):
    """Wait until nothing more is written, the index least of all."""
    library.write(lambda conn: None).result()
    while library.changed():
        library.write(lambda conn: None).result()


def test_a_window_hears_that_another_process_wrote(paper, library, clock):
    paper.refresh(paper.section("국제", paper.entry(1, 5)))
    settle(library)
    with subprocess.Popen(
        [sys.executable, "-c", OTHER_WINDOW, str(library.file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:  # fmt: skip
        assert child.stdout.readline() == "open\n"
        settle(library)
        assert not library.changed()
        begun = time.monotonic()
        child.stdin.write(paper.id(1) + "\n")
        child.stdin.flush()
        while not library.changed():
            assert time.monotonic() < begun + 2
        assert paper.headline(1).read
        child.stdin.close()
        assert child.wait(timeout=20) == 0


def test_what_is_only_read_changes_nothing(paper, library, other, clock):
    paper.refresh(paper.section("국제", paper.entry(1, 5)))
    other.write(mark, [paper.id(1)], "read", clock()).result()
    settle(library)
    paper.listed()
    other.read(lambda conn: conn.execute("SELECT count(*) FROM article").fetchone())
    assert not library.changed()


def claims(library, paper, clock, holder, *addresses, lease=LEASE):
    held = {paper.url + address: library.read(page, paper.key, paper.url + address) for address in addresses}
    taken = library.write(claim_pages, paper.key, held, holder=holder, now=clock(), lease=lease).result()
    return {url.removeprefix(paper.url) for url in taken}


def test_of_two_windows_one_fetches_a_page(paper, library, other, clock):
    assert claims(library, paper, clock, "a", "front", "list") == {"front", "list"}
    assert claims(other, paper, clock, "b", "front", "list", "third") == {"third"}
    assert claims(library, paper, clock, "a", "front") == {"front"}  # its own claim, asked again


def test_what_another_window_has_just_fetched_is_not_fetched_again(paper, library, other, clock):
    url = "list?국제"
    known = {paper.url + url: library.read(page, paper.key, paper.url + url)}
    assert claims(other, paper, clock, "b", url) == {url}
    paper.refresh(paper.section("국제", paper.entry(1, 5)))  # what the other brought
    assert library.write(claim_pages, paper.key, known, holder="a", now=clock()).result() == frozenset()
    assert claims(library, paper, clock, "a", url) == {url}  # who has looked again may ask again, as by hand


def test_what_another_window_has_just_failed_to_fetch_is_left_alone_too(paper, library, other, clock):
    url = paper.url + "list"
    known = {url: library.read(page, paper.key, url)}
    assert claims(other, paper, clock, "b", "list") == {"list"}
    error = ("error.refused", (("host", "x"), ("status", "503")))
    other.write(record_failure, paper.key, url, role="list", error=error, now=clock()).result()
    assert library.write(claim_pages, paper.key, known, holder="a", now=clock()).result() == frozenset()


def test_a_confirmed_page_is_free_again(paper, library, other, clock):
    paper.refresh(paper.section("국제", paper.entry(1, 5)))
    assert claims(other, paper, clock, "b", "list?국제") == {"list?국제"}
    clock.pass_by(minutes=1)
    paper.refresh(paper.section("국제", paper.entry(1, 5)))
    assert claims(library, paper, clock, "a", "list?국제") == {"list?국제"}


def test_the_claim_of_a_window_that_died_ends_by_itself(paper, library, other, clock):
    assert claims(other, paper, clock, "dead", "front") == {"front"}
    clock.pass_by(seconds=LEASE.total_seconds() - 1)
    assert claims(library, paper, clock, "a", "front") == set()
    clock.pass_by(seconds=1)
    assert claims(library, paper, clock, "a", "front") == {"front"}


def test_a_round_that_was_broken_off_gives_its_claims_up(paper, library, other, clock):
    assert claims(other, paper, clock, "b", "front", "list") == {"front", "list"}
    other.write(release_pages, paper.key, "b").result()
    assert claims(library, paper, clock, "a", "front", "list") == {"front", "list"}


def test_many_windows_at_once_share_the_pages_without_overlap(paper, library, file, clock):
    addresses = [f"list?{number}" for number in range(40)]
    with contextlib.ExitStack() as opened:
        windows = [opened.enter_context(contextlib.closing(Library.open(file, now=clock))) for _ in range(4)]
        held = {paper.url + address: None for address in addresses}
        asked = [
            window.write(claim_pages, paper.key, held, holder=f"w{n}", now=clock(), lease=timedelta(minutes=1))
            for n, window in enumerate(windows)
        ]
        taken = [one.result() for one in asked]
    assert sum(map(len, taken)) == 40
    assert frozenset().union(*taken) == frozenset(held)
