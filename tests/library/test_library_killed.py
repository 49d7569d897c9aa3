"""Killed at any moment: what was acknowledged is there, the file is whole, and its state is what its log says.

Twenty rounds in the suite; two hundred by `pytest -m long tests/library/test_library_killed.py`.
"""

from __future__ import annotations

import contextlib
import os
import random
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reader.library import Library, check

WINDOWS = Path(__file__).with_name("windows_to_kill.py")
COLUMNS = {"read": ("read_at", True), "unread": ("read_at", False), "saved": ("saved_at", True),
           "unsaved": ("saved_at", False), "hidden": ("hidden_at", True), "shown": ("hidden_at", False)}  # fmt: skip


class Acknowledged:
    """What the windows said is kept, in all rounds so far."""

    def __init__(self):
        self.marks = {}
        self.undone = 0
        self.articles = set()
        self.texts = set()
        self.failed = []

    def take(self, line):
        kind, *rest = line.split(" ")
        if kind == "mark" and rest[0] != "0":
            self.marks[int(rest[0])] = int(rest[1])
        elif kind == "refresh":
            self.articles |= set(rest[1:])
        elif kind == "text":
            self.texts.add(rest[0])
        elif kind == "failed":
            self.failed.append(line)
        self.undone += kind == "undo"


class Round:
    """One kill: lets the windows say so many lines, waits a little more, and kills them one after the other."""

    def __init__(self, process, acks, dice):
        self._process, self._acks, self._dice = process, acks, dice
        self._rest = b""

    def play(self, told):
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        pids = [int(pid) for pid in self._process.stdout.readline().split()]
        wanted = self._dice.randrange(0, 60)
        said = sum(1 for _ in self._lines(told, wanted))
        moment = time.monotonic() + self._dice.random() * 0.02
        while time.monotonic() < moment:  # any moment of the next 20 ms
            pass
        self._dice.shuffle(pids)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        return said + sum(1 for _ in self._lines(told, None))

    def _lines(self, told, wanted):
        """Take lines until there were `wanted` (None: until all windows are dead)."""
        count = 0
        while wanted is None or count < wanted:
            *lines, self._rest = self._rest.split(b"\n") if b"\n" in self._rest else (self._rest,)
            for number, line in enumerate(lines):
                if line == b"reaped":
                    self._rest = b"\n".join([*lines[number + 1 :], self._rest])
                    return
                told.take(line.decode())
                count += 1
                yield line
            if lines:
                continue
            assert select.select([self._acks], [], [], 30)[0], "the windows say nothing"
            self._rest += os.read(self._acks, 65536)


@pytest.fixture
def filled(paper):
    paper.refresh(paper.section("국제", *(paper.entry(number, number) for number in range(80))))
    paper.library.close()
    return paper


def play(filled, file, clock, rounds):
    reading, writing = os.pipe()
    told, dice = Acknowledged(), random.Random()
    arguments = [sys.executable, str(WINDOWS), str(file), filled.key, str(writing)]
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, pass_fds=[writing]
    ) as process:
        os.close(writing)
        game = Round(process, reading, dice)
        said = 0
        for _ in range(rounds):
            said += game.play(told)
            assert told.failed == []
            verify(file, clock, told)
        process.stdin.close()
    os.close(reading)
    print(
        f"{rounds} rounds, {said} acknowledged: {len(told.marks)} marks, {told.undone} undone, {len(told.articles)} articles"
    )
    return told


def verify(file, clock, told):
    with contextlib.closing(Library.open(file, now=clock)) as library:
        assert not library.damaged
        assert library.read(check) == ()
        held = library.read(lambda conn: dict(conn.execute("SELECT id, count FROM action")))
        assert {action: held.get(action) for action in told.marks} == told.marks
        assert (
            library.read(lambda conn: conn.execute("SELECT count(undone_at) FROM action").fetchone()[0]) >= told.undone
        )
        assert told.articles <= library.read(lambda conn: {row[0] for row in conn.execute("SELECT name FROM article")})
        with_text = "SELECT name FROM article JOIN body ON body.article = article.id"
        assert told.texts <= library.read(lambda conn: {row[0] for row in conn.execute(with_text)})
        assert library.read(marked) == library.read(logged)


def marked(conn):
    """Give what is marked, as the articles say."""
    return {
        (column, row[0])
        for column in ("read_at", "saved_at", "hidden_at")
        for row in conn.execute(f"SELECT id FROM article WHERE {column} IS NOT NULL")  # noqa: S608 - three of our columns
    }


def logged(conn):
    """Give what is marked, as the log says: of what was not taken back, the last word on each article."""
    found = set()
    rows = conn.execute(
        "SELECT verb, d.article FROM action a JOIN action_article d ON d.action = a.id WHERE undone_at IS NULL ORDER BY a.id"
    )
    for verb, article in rows:
        column, sets = COLUMNS[verb]
        (found.add if sets else found.discard)((column, article))
    return found


def test_killed_twenty_times_with_three_windows_at_work_nothing_acknowledged_is_lost(filled, file, clock):
    told = play(filled, file, clock, 20)
    assert told.marks
    assert told.undone
    assert told.articles


@pytest.mark.long
def test_killed_two_hundred_times_with_three_windows_at_work_nothing_acknowledged_is_lost(filled, file, clock):
    play(filled, file, clock, 200)
