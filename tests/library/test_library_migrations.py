from __future__ import annotations

import contextlib
import sqlite3
import threading

import pytest

from reader.errors import LibraryTooNew
from reader.library.schema import APPLICATION, STEPS, migrate, statements, version

NEXT = "ALTER TABLE article ADD COLUMN mood TEXT NOT NULL DEFAULT '';\nCREATE TABLE extra (a INTEGER) STRICT;"
BROKEN = "CREATE TABLE extra (a INTEGER) STRICT;\nINSERT INTO nowhere VALUES (1);"


@pytest.fixture
def conn(tmp_path):
    with contextlib.closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as opened:
        yield opened


def tables(conn):
    return {row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_an_empty_file_is_brought_to_the_newest_version(conn):
    migrate(conn, "x.db")
    assert version(conn) == len(STEPS)
    assert conn.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
    assert {"article", "body", "action", "tally"} <= tables(conn)


@pytest.mark.parametrize("held", range(1, len(STEPS) + 1))
def test_every_released_version_is_brought_forward_with_its_rows(conn, held):
    migrate(conn, "x.db", STEPS[:held])
    conn.execute(
        "INSERT INTO source (key, name, kind, url, place, active, every) VALUES ('k', '누리일보', 'mediaon', 'u', 0, 1, 1)"
    )
    migrate(conn, "x.db", (*STEPS, NEXT))
    assert version(conn) == len(STEPS) + 1
    assert conn.execute("SELECT name FROM source").fetchall() == [("누리일보",)]
    assert conn.execute("SELECT mood FROM article").fetchall() == []


def test_every_table_is_strict(conn):
    migrate(conn, "x.db")
    kinds = {
        row[1]: row[5]
        for row in conn.execute("PRAGMA table_list")
        if row[2] == "table" and not row[1].startswith("sqlite_")
    }
    assert kinds
    assert set(kinds.values()) == {1}


def test_a_step_that_fails_leaves_the_file_as_it_was(conn):
    migrate(conn, "x.db")
    with pytest.raises(sqlite3.OperationalError):
        migrate(conn, "x.db", (*STEPS, BROKEN))
    assert version(conn) == len(STEPS)
    assert "extra" not in tables(conn)
    assert not conn.in_transaction


def test_a_newer_file_is_refused(conn):
    migrate(conn, "x.db", (*STEPS, NEXT))
    with pytest.raises(LibraryTooNew):
        migrate(conn, "x.db")


def test_two_that_migrate_at_once_take_each_step_once(tmp_path):
    barrier, failures = threading.Barrier(4), []

    def work():
        with contextlib.closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None, timeout=10)) as conn:
            barrier.wait()
            try:
                migrate(conn, "x.db", (*STEPS, NEXT))
            except (sqlite3.Error, LibraryTooNew) as error:
                failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with contextlib.closing(sqlite3.connect(tmp_path / "x.db")) as conn:
        assert version(conn) == len(STEPS) + 1


def test_a_script_is_cut_into_statements_and_a_trigger_stays_whole():
    script = (
        "CREATE TABLE a (b); -- c;\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n  DELETE FROM a;\n  SELECT 1;\nEND;\n\n"
    )
    assert [statement.split()[1] for statement in statements(script)] == ["TABLE", "TRIGGER"]
