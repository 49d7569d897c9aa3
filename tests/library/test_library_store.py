from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import sys
import threading
from concurrent.futures import wait
from pathlib import Path

import pytest

from reader.errors import LibraryError, LibraryTooNew, LibraryUnwritable, UnknownName
from reader.library import (
    Library,
    check,
    counts,
    headlines,
    info,
    mark,
    menu,
    recall,
    remember,
    rescue,
    set_menu,
    set_sources,
    undo,
)
from reader.library.schema import STEPS
from reader.model import SAVED, Section


def numbers(conn):
    return [row[0] for row in conn.execute("SELECT value FROM memory ORDER BY key")]


def test_the_folder_and_every_file_in_it_are_the_users_alone(library, file):
    library.write(remember, "a", 1).result()
    assert file.parent.stat().st_mode & 0o777 == 0o700
    found = {entry.name: entry.stat().st_mode & 0o777 for entry in file.parent.iterdir()}
    assert set(found) >= {"library.db", "library.db-wal"}
    assert set(found.values()) == {0o600}


def test_an_existing_file_that_others_could_read_is_closed_to_them(library, file, clock):
    library.close()
    file.chmod(0o644)
    with contextlib.closing(Library.open(file, now=clock)):
        assert file.stat().st_mode & 0o777 == 0o600


def test_a_commit_is_on_the_disk_and_readers_never_wait(library):
    settings = {name: library.write(lambda conn, name=name: conn.execute(f"PRAGMA {name}").fetchone()[0]).result()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")}  # fmt: skip
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15000}


def test_what_was_kept_is_there_after_a_restart(library, file, clock):
    library.write(remember, "a", {"누리": [1, None]}).result()
    library.close()
    with contextlib.closing(Library.open(file, now=clock)) as again:
        assert again.read(recall, "a") == {"누리": [1, None]}
        assert not again.damaged


def test_a_verb_that_fails_leaves_nothing_behind(library):
    def half(conn):
        remember(conn, "a", 1)
        raise UnknownName("article", "x")

    with pytest.raises(UnknownName):
        library.write(half).result()
    assert library.read(recall, "a") is None
    library.write(remember, "a", 2).result()
    assert library.read(recall, "a") == 2


def test_a_question_cannot_write(library):
    with pytest.raises(LibraryUnwritable) as caught:
        library.read(remember, "a", 1)
    assert caught.value.fields["file"] == str(library.file)


def test_a_question_sees_one_moment_while_others_write(library):
    def twice(conn):
        before = recall(conn, "a")
        library.write(remember, "a", "new").result()
        return before, recall(conn, "a")

    library.write(remember, "a", "old").result()
    assert library.read(twice) == ("old", "old")
    assert library.read(recall, "a") == "new"


def test_many_threads_ask_and_write_at_once(library):
    seen = []

    def work(number):
        library.write(remember, f"k{number}", number).result()
        seen.append(library.read(recall, f"k{number}"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == list(range(16))


def test_closing_finishes_what_was_asked_and_then_refuses(library, file, clock):
    done = [library.write(remember, f"k{number:02}", number) for number in range(50)]
    library.close()
    library.close()
    wait(done)
    for ask in (lambda: library.read(recall, "a"), lambda: library.write(remember, "a", 1)):
        with pytest.raises(LibraryError):
            ask()
    with contextlib.closing(Library.open(file, now=clock)) as again:
        assert len(again.read(numbers)) == 50


def test_a_newer_file_is_refused_and_not_touched(library, file, clock):
    library.close()
    with contextlib.closing(sqlite3.connect(file)) as conn:
        conn.execute("PRAGMA journal_mode = DELETE")
        conn.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    before = file.read_bytes()
    with pytest.raises(LibraryTooNew) as caught:
        Library.open(file, now=clock)
    assert caught.value.fields["file"] == str(file)
    assert file.read_bytes() == before


def test_another_programs_database_is_refused_and_keeps_its_tables(file, clock):
    file.parent.mkdir(parents=True)
    with contextlib.closing(sqlite3.connect(file)) as conn:
        conn.execute("CREATE TABLE meta (theirs)")
        conn.execute("INSERT INTO meta VALUES (1)")
        conn.commit()
    with pytest.raises(LibraryError):
        Library.open(file, now=clock)
    with contextlib.closing(sqlite3.connect(file)) as conn:
        assert conn.execute("SELECT * FROM meta").fetchall() == [(1,)]
        assert conn.execute("PRAGMA user_version").fetchone() == (0,)


def test_what_is_no_database_is_set_aside_under_its_own_name(file, clock):
    file.parent.mkdir(parents=True)
    file.write_bytes(b"\x00garbage" * 1000)
    with contextlib.closing(Library.open(file, now=clock)) as opened:
        assert opened.damaged == str(file.with_name("library.db.damaged-20260115-095400"))
        assert Path(opened.damaged).read_bytes() == b"\x00garbage" * 1000
        assert file.stat().st_mode & 0o777 == 0o600
        opened.write(remember, "a", 1).result()
        assert opened.read(check) == ()


def test_two_damaged_files_of_one_second_are_both_kept(file, clock):
    file.parent.mkdir(parents=True)
    for content in (b"one" * 500, b"two" * 500):
        file.write_bytes(content)
        Library.open(file, now=clock).close()
    aside = sorted(
        path.read_bytes()[:3] for path in file.parent.glob("*.damaged-*") if path.name[-4:] not in ("-wal", "-shm")
    )
    assert aside == [b"one", b"two"]


def test_of_a_damaged_file_what_can_be_read_is_carried_over(paper, library, file, clock):
    count = 3000
    paper.refresh(
        paper.section("국제", *(paper.entry(number, number, summary="요약 " * 20) for number in range(1, count))),
        lead=7,
    )
    library.write(mark, [paper.id(number) for number in range(1, count, 2)], "read", clock()).result()
    library.write(mark, [paper.id(10)], "saved", clock()).result()
    library.close()
    break_a_page_of(file, "article")
    (file.parent / "library.db.lock").write_bytes(b"open ")  # as a crash leaves it

    with contextlib.closing(Library.open(file, now=clock)) as again:
        assert again.damaged
        assert again.read(check) == ()
        held = again.read(headlines, clock())
        assert count - 200 < len(held) < count - 1
        assert all(row.read == (int(row.title.removeprefix("기사 ")) % 2 == 1) for row in held)
        assert [row.id for row in again.read(headlines, clock(), saved=True)] == [paper.id(10)]
        assert again.read(counts)[SAVED].total == 1
        assert not again.write(
            set_sources, [paper.source], {paper.key: ["경제산업", "오피니언", "교육", "국제"]}
        ).result()
        assert again.write(undo, clock()).result().verb == "saved"


def break_a_page_of(file: Path, table: str) -> None:
    """Overwrite a leaf page in the middle of a table."""
    with contextlib.closing(sqlite3.connect(file)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = conn.execute("PRAGMA page_size").fetchone()[0]
        try:
            pages = [
                row[0]
                for row in conn.execute("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'", (table,))
            ]
        except sqlite3.OperationalError:
            pytest.skip("this SQLite cannot say which page is whose")
    with file.open("r+b") as handle:
        handle.seek((pages[len(pages) // 2] - 1) * size)
        handle.write(b"\xff" * size)


def test_when_mending_fails_the_damaged_file_stands_where_it_stood(file, clock, monkeypatch):
    file.parent.mkdir(parents=True)
    file.write_bytes(b"garbage" * 1000)

    def full(*_):
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(rescue, "carry_over", full)
        with pytest.raises(LibraryUnwritable):
            Library.open(file, now=clock)
    assert file.read_bytes() == b"garbage" * 1000
    assert {path.name for path in file.parent.iterdir()} == {"library.db", "library.db.lock"}
    with contextlib.closing(Library.open(file, now=clock)) as again:
        assert again.damaged


def test_after_a_clean_end_the_start_does_not_read_the_whole_file(paper, library, file, clock):
    paper.refresh(paper.section("국제", *(paper.entry(number, number) for number in range(1, 3000))))
    library.close()
    assert (file.parent / "library.db.lock").read_bytes() == b"clean"
    break_a_page_of(file, "article")
    with contextlib.closing(Library.open(file, now=clock)) as again:
        assert not again.damaged


def test_a_damaged_file_that_another_window_has_open_is_not_pulled_away(library, file, clock):
    library.write(remember, "a", 1).result()
    library._writer.submit(lambda: library._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()).result()
    file.write_bytes(b"garbage" * 2000)
    with pytest.raises(LibraryError):
        Library.open(file, now=clock)
    assert not list(file.parent.glob("*.damaged-*"))


def test_what_cannot_be_opened_is_one_error_that_names_the_file(tmp_path, clock):
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(LibraryUnwritable) as caught:
        Library.open(tmp_path / "data" / "library.db", now=clock)
    assert caught.value.fields["file"] == str(tmp_path / "data" / "library.db")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_one_error(library, file, clock):
    library.close()
    file.parent.chmod(0o500)
    file.chmod(0o400)
    try:
        with pytest.raises(LibraryUnwritable):
            Library.open(file, now=clock)
    finally:
        file.parent.chmod(0o700)


def test_a_folder_deleted_while_running_acknowledges_nothing(library, file):
    library.write(remember, "a", 1).result()
    shutil.rmtree(file.parent)
    with pytest.raises(LibraryUnwritable):
        library.write(remember, "a", 2).result()


def test_a_full_disk_is_an_error_and_keeps_what_was_there(library, paper):
    paper.refresh(paper.section("국제", paper.entry(1, 5)))
    library.write(lambda conn: conn.execute("PRAGMA max_page_count = 1")).result()  # the size it has now, no page more
    with pytest.raises(LibraryUnwritable):
        paper.refresh(
            paper.section("국제", *(paper.entry(number, 5, summary="긴 요약 " * 500) for number in range(2, 200)))
        )
    assert paper.listed() == ["1"]
    assert library.read(check) == ()


def test_info_tells_what_is_held(paper, library, clock):
    paper.refresh(paper.section("국제", paper.entry(1, 5), paper.entry(2, 6)))
    library.write(mark, [paper.id(1)], "read", clock()).result()
    told = library.read(info)
    assert (told.articles, told.texts, told.actions, told.unread, told.saved, told.generation) == (2, 0, 1, 1, 0, 1)
    assert told.size > 4096
    assert told.version == len(STEPS)


def test_check_finds_counts_that_do_not_agree(paper, library):
    paper.refresh(paper.section("국제", paper.entry(1, 5)))
    library.write(lambda conn: conn.execute("UPDATE tally SET unread = 7 WHERE section = 0")).result()
    assert any("count" in problem for problem in library.read(check))


def test_a_menu_is_kept_until_the_site_shows_another(paper, library):
    entries = (Section("경제산업", "3", "https://x/3"), Section("문화", "9", "https://x/9"))
    assert library.write(set_menu, paper.key, entries).result()
    assert not library.write(set_menu, paper.key, entries).result()
    assert not library.write(set_menu, paper.key, ()).result()
    assert library.read(menu, paper.key) == entries


def held_up(library, verbs):
    """Let these verbs wait behind one that is under way; gives their futures, and the commits as they come."""
    begun, go_on, commits = threading.Event(), threading.Event(), []

    def slow(conn):
        conn.set_trace_callback(lambda told: commits.append(told) if told == "COMMIT" else None)
        begun.set()
        assert go_on.wait(10)

    first = library.write(slow)
    assert begun.wait(10)
    waiting = [library.write(verb, *args) for verb, *args in verbs]
    go_on.set()
    wait([first, *waiting], 10)
    return waiting, commits


def test_writes_that_wait_while_one_is_kept_share_the_next_transaction(library, file):
    waited, commits = held_up(library, [(remember, f"a{number}", number) for number in range(20)])
    assert [one.exception(10) for one in waited] == [None] * 20
    assert len(commits) == 2  # the one that they waited for, and theirs
    with contextlib.closing(sqlite3.connect(file)) as conn:
        assert len(numbers(conn)) == 20


@contextlib.contextmanager
def awaited(library, number):
    with contextlib.ExitStack() as all_of_them:
        for _ in range(number):
            all_of_them.enter_context(library.awaiting())
        yield


def test_what_waits_for_others_shares_its_transaction_and_goes_with_the_first_that_does_not_wait(library):
    library._writer.patience = 60.0
    commits = []
    library.write(
        lambda conn: conn.set_trace_callback(lambda told: commits.append(told) if told == "COMMIT" else None)
    ).result(10)
    with awaited(library, 6):
        patient = [library.write_together(remember, "a", number) for number in range(5)]
        assert not wait(patient, 0.1).done
        marked = library.write(recall, "a")
        assert marked.result(10) == 4  # in the order in which they were asked for
        assert not wait(patient, 10).not_done
    assert len(commits) == 2  # that of the first write, and theirs


def test_what_waits_for_others_is_kept_at_the_end_and_by_itself(library, file):
    with awaited(library, 2):
        library._writer.patience = 0.01
        assert library.write_together(remember, "a", 1).exception(10) is None
        library._writer.patience = 60.0
        kept = library.write_together(remember, "b", 2)
        library.close()
    assert kept.exception(0) is None
    with contextlib.closing(sqlite3.connect(file)) as conn:
        assert numbers(conn) == ["1", "2"]


def test_nobody_waits_for_others_when_all_have_come_or_given_up(library):
    library._writer.patience = 60.0
    assert library.write_together(remember, "a", 1).exception(10) is None
    with awaited(library, 2):
        both = [library.write_together(remember, "a", number) for number in range(2)]
        assert not wait(both, 10).not_done
    with awaited(library, 1):
        with library.awaiting():
            last = library.write_together(remember, "a", 3)
            assert not wait([last], 0.1).done
        assert last.exception(10) is None


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not say what a process has written")
def test_a_refresh_writes_little_more_than_what_is_kept(paper, file):
    def written():
        return int(Path("/proc/self/io").read_text().partition("wchar:")[2].split()[0])

    before = written()
    paper.refresh(paper.section("국제", *(paper.entry(number, 5, summary="요약 " * 200) for number in range(1000))))
    size = sum(each.stat().st_size for each in file.parent.iterdir())
    assert written() - before < 3 * size  # sixteen times it, where undoing one row's triggers is prepared for in files


def test_a_write_that_fails_takes_no_other_with_it(library, file):
    def fail(conn):
        remember(conn, "half", 1)
        raise ValueError("a verb of no use")

    waited, _ = held_up(library, [(remember, "a", 1), (fail,), (remember, "b", 2), (fail,), (remember, "c", 3)])
    assert [type(one.exception(10)) for one in waited] == [type(None), ValueError, type(None), ValueError, type(None)]
    with contextlib.closing(sqlite3.connect(file)) as conn:
        assert numbers(conn) == ["1", "2", "3"]


def test_the_index_waits_until_nothing_is_written_for_a_while(library, monkeypatch):
    tidied = threading.Event()
    monkeypatch.setattr(library._writer, "_tidy", lambda: tidied.set() or False)
    library._writer.quiet = 0.2
    for number in range(4):
        library.write(remember, "a", number).result(10)
        assert not tidied.wait(0.1)
    assert tidied.wait(10)
