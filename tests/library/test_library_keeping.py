"""What is kept, what may go, and the copies of all of it."""

from __future__ import annotations

import contextlib
import gzip
import os
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from reader.errors import FileThere, LibraryInUse, LibraryTooNew, LibraryUnwritable, NotALibrary
from reader.library import Library, check, counts, headlines, keep_body, mark, set_sources, undo, without_text
from reader.library.indexing import behind, catch_up
from reader.library.keeping import backup, restore
from reader.library.pruning import AT_ONCE, prunable, prune
from reader.library.schema import STEPS
from reader.library.searching import search
from reader.model import SAVED, Block, Body, Passage, View

DATA = Path(__file__).parents[1] / "data" / "library"
WORLD = View("section", "국제")


def titles(library, clock):
    return [row.title.removeprefix("기사 ") for row in library.read(headlines, clock())]


@pytest.fixture
def filled(paper, clock):
    """Ten articles in 국제, the page listing none of them any more, then five newer ones in 교육 that it does list."""
    paper.refresh(paper.section("국제", *(paper.entry(number, 600 - number) for number in range(10))))
    clock.pass_by(days=10)
    paper.refresh(paper.section("국제"), paper.section("교육", *(paper.entry(20 + n, 60 - n) for n in range(5))))
    return paper


def pruned(library, clock, days=0, count=0):
    numbers = library.read(prunable, days, count, clock()).numbers
    return library.write(prune, numbers).result()


def test_by_default_nothing_is_ever_pruned(filled, library, clock):
    clock.pass_by(days=9999)
    assert library.read(prunable, 0, 0, clock()).numbers == ()


def test_what_was_first_seen_too_long_ago_may_go_but_not_what_is_saved_or_listed(filled, library, clock):
    library.write(mark, [filled.id(3)], "saved", clock()).result()
    body = Body(blocks=(Block("paragraph", (Passage("본문"),)),))
    library.write(keep_body, filled.id(4), body, clock(), 1).result()
    assert library.read(prunable, 11, 0, clock()).numbers == ()
    told = library.read(prunable, 9, 0, clock())
    assert (len(told.numbers), told.texts) == (9, 1)
    assert told.oldest == told.newest == clock() - timedelta(days=10)
    clock.pass_by(days=100)
    assert pruned(library, clock, days=9) == 9
    assert sorted(titles(library, clock)) == ["20", "21", "22", "23", "24", "3"]
    assert library.read(counts)[WORLD].total == 1
    assert library.read(counts)[SAVED].total == 1
    assert library.read(check) == ()


def test_telling_first_changes_nothing(filled, library, clock):
    before = titles(library, clock)
    library.read(prunable, 1, 1, clock())
    assert titles(library, clock) == before


def test_beyond_the_number_of_its_section_an_article_may_go(filled, library, clock):
    assert pruned(library, clock, count=4) == 6
    assert sorted(titles(library, clock)) == ["20", "21", "22", "23", "24", "6", "7", "8", "9"]


def test_an_article_of_two_sections_goes_only_where_it_is_beyond_both(paper, library, clock):
    old, new = paper.entry(1, 500), paper.entry(2, 400)
    paper.refresh(paper.section("국제", old, new), paper.section("교육", old))
    paper.refresh(paper.section("국제"), paper.section("교육"))
    assert pruned(library, clock, count=1) == 0


def test_what_stands_in_no_section_counts_by_its_source(paper, library, clock):
    paper.refresh(paper.front(*(paper.entry(number, number + 1) for number in range(6))), lead=5)
    paper.refresh(paper.front(paper.entry(99, 0)))
    assert pruned(library, clock, count=3) == 3  # 99, 0 and 1 stay by number, 5 as the lead
    assert titles(library, clock) == ["99", "0", "1", "5"]


def test_what_a_source_listed_that_is_no_longer_configured_may_go(filled, library, clock):
    library.write(set_sources, [], {}).result()
    assert len(library.read(prunable, 5, 1, clock()).numbers) == 14


def test_what_was_pruned_is_found_no_more_and_its_marks_cannot_be_taken_back(filled, library, clock):
    library.write(mark, [filled.id(1)], "read", clock()).result()
    library.write(mark, [filled.id(2), filled.id(20)], "read", clock()).result()
    library.write(catch_up, 99).result()
    assert pruned(library, clock, days=9) == 10
    assert library.read(behind) == 0
    assert {hit.headline.title for hit in library.read(search, "기사", clock()).hits} == {
        f"기사 {20 + n}" for n in range(5)
    }
    done = library.write(undo, clock()).result()
    assert (done.id, done.count) == (filled.id(20), 1)
    assert library.write(undo, clock()).result() is None


def test_what_was_saved_since_it_was_told_stays(filled, library, clock):
    numbers = library.read(prunable, 9, 0, clock()).numbers
    library.write(mark, [filled.id(1)], "saved", clock()).result()
    assert library.write(prune, numbers).result() == 9
    assert filled.id(1) in {row.id for row in library.read(headlines, clock())}


def test_pruning_goes_a_few_at_a_time(paper, library, clock):
    paper.refresh(paper.section("국제", *(paper.entry(number, number) for number in range(AT_ONCE + 50))))
    paper.refresh(paper.section("국제"))
    clock.pass_by(days=3)
    assert [pruned(library, clock, days=1) for _ in range(3)] == [AT_ONCE, 50, 0]


def test_bookmarks_are_the_first_to_get_their_text(paper, library, clock):
    paper.refresh(paper.section("국제", *(paper.entry(number, number) for number in range(1, 6))))
    library.write(mark, [paper.id(number) for number in range(1, 6)], "read", clock()).result()
    library.write(mark, [paper.id(4)], "saved", clock()).result()
    library.write(mark, [paper.id(2)], "unread", clock()).result()
    assert [row.id for row in library.read(without_text, clock(), 5)] == [paper.id(4), paper.id(2)]


def test_a_deleted_library_gives_its_space_back(paper, library, file, clock):
    paper.refresh(paper.section("국제", *(paper.entry(n, n, summary="긴 요약 " * 200) for n in range(400))))
    paper.refresh(paper.section("국제"))
    clock.pass_by(days=3)
    while pruned(library, clock, days=1):
        pass
    library.shrink().result()
    assert file.stat().st_size < 600_000
    assert library.read(check) == ()


def test_a_backup_while_windows_write_is_whole_and_of_one_moment(filled, library, clock, tmp_path):
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITES, str(library.file), *(filled.id(n) for n in range(10))],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert writer.stdout.readline() == "open\n"
    kept = library.read(backup, tmp_path / "kept.db", clock())
    assert writer.communicate(timeout=30)[0].endswith("done\n")
    assert kept == tmp_path / "kept.db"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in tmp_path.glob("*kept*")} == {"kept.db"}
    with contextlib.closing(sqlite3.connect(kept)) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert conn.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert conn.execute("SELECT count(*) FROM article").fetchone() == (15,)


WRITES = """
import sys
from datetime import datetime
from pathlib import Path
from reader.library import Library, mark
library = Library.open(Path(sys.argv[1]), now=lambda: datetime.now().astimezone())
print("open", flush=True)
for turn in range(20):
    for change in ("read", "unread"):
        library.write(mark, sys.argv[2:], change, datetime.now().astimezone()).result()
library.close()
print("done", flush=True)
"""


def test_a_backup_is_never_written_over_a_file_and_into_a_folder_it_takes_a_name_of_its_own(library, clock, tmp_path):
    there = tmp_path / "there.db"
    there.write_text("mine")
    with pytest.raises(FileThere):
        library.read(backup, there, clock())
    assert there.read_text() == "mine"
    assert library.read(backup, tmp_path, clock()) == tmp_path / "library-20260115-095400.db"
    with pytest.raises(FileThere):
        library.read(backup, tmp_path, clock())


def test_a_backup_into_a_folder_that_is_not_there_is_one_error(library, clock, tmp_path):
    with pytest.raises(LibraryUnwritable) as caught:
        library.read(backup, tmp_path / "nowhere" / "x.db", clock())
    assert caught.value.fields["file"] == str(tmp_path / "nowhere" / "x.db")


def test_what_was_backed_up_comes_back_and_what_it_replaces_is_set_aside(filled, library, file, clock, tmp_path):
    library.write(mark, [filled.id(1)], "saved", clock()).result()
    kept = library.read(backup, tmp_path / "kept.db", clock())
    library.write(mark, [filled.id(2)], "saved", clock()).result()
    library.close()
    aside = restore(file, kept, clock())
    assert aside == file.with_name(f"library.db.replaced-{clock():%Y%m%d-%H%M%S}")
    for path, saved in ((file, {filled.id(1)}), (aside, {filled.id(1), filled.id(2)})):
        with contextlib.closing(Library.open(path, now=clock)) as again:
            assert {row.id for row in again.read(headlines, clock(), saved=True)} == saved
            assert again.read(check) == ()
    assert kept.exists()


def test_a_backup_comes_back_where_there_is_no_library_or_only_a_damaged_one(filled, library, file, clock, tmp_path):
    kept = library.read(backup, tmp_path / "kept.db", clock())
    library.close()
    other = tmp_path / "elsewhere" / "library.db"
    assert restore(other, kept, clock()) is None
    file.write_bytes(b"garbage" * 1000)
    assert restore(file, kept, clock()) is not None
    for path in (other, file):
        assert path.stat().st_mode & 0o777 == 0o600
        with contextlib.closing(Library.open(path, now=clock)) as again:
            assert not again.damaged
            assert len(titles(again, clock)) == 15


def test_a_backup_of_an_older_version_is_brought_up_to_date_and_stays_as_it_is(file, clock, tmp_path):
    kept = tmp_path / "old.db"
    kept.write_bytes(gzip.decompress((DATA / "version-1.db.gz").read_bytes()))
    before = kept.read_bytes()
    assert restore(file, kept, clock()) is None
    assert kept.read_bytes() == before
    with contextlib.closing(Library.open(file, now=clock)) as again:
        assert len(titles(again, clock)) == 7
        assert len(again.read(search, "문장", clock()).hits) == 3


def test_nothing_is_restored_under_an_open_window(filled, library, file, clock, tmp_path):
    kept = library.read(backup, tmp_path / "kept.db", clock())
    with pytest.raises(LibraryInUse):
        restore(file, kept, clock())
    library.write(mark, [filled.id(1)], "read", clock()).result()
    assert not list(file.parent.glob("*.replaced-*"))


@pytest.mark.parametrize("content", [b"", b"garbage" * 1000, None])
def test_what_is_no_library_is_not_restored(library, file, clock, tmp_path, content):
    library.close()
    before = file.read_bytes()
    wrong = tmp_path / "wrong.db"
    if content is not None:
        wrong.write_bytes(content)
    with pytest.raises(NotALibrary):
        restore(file, wrong, clock())
    assert file.read_bytes() == before
    assert not list(file.parent.glob("*.restoring*"))


def test_a_damaged_or_a_newer_backup_is_not_restored(filled, library, file, clock, tmp_path):
    kept = library.read(backup, tmp_path / "kept.db", clock())
    library.close()
    newer = tmp_path / "newer.db"
    newer.write_bytes(kept.read_bytes())
    with contextlib.closing(sqlite3.connect(newer)) as conn:
        conn.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    with pytest.raises(LibraryTooNew):
        restore(file, newer, clock())
    with kept.open("r+b") as handle:
        handle.seek(8192 * 2)
        handle.write(os.urandom(8192 * 8))
    with pytest.raises(NotALibrary):
        restore(file, kept, clock())
    with contextlib.closing(Library.open(file, now=clock)) as again:
        assert len(titles(again, clock)) == 15


def test_everything_read_and_marked_is_in_a_backup(filled, library, clock, tmp_path):
    while library.read(behind):
        library.write(catch_up).result()
    kept = library.read(backup, tmp_path / "kept.db", clock())
    held = [contents(file) for file in (kept, library.file)]
    assert held[0] == held[1]
    assert len(held[0]) > 15


def contents(file):
    """Give every row of every table but the index itself, which cannot be looked through."""
    with contextlib.closing(sqlite3.connect(file)) as conn:
        names = [
            row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'search'")
        ]
        return {name: conn.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608 - names of our own
