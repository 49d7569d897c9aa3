"""`nuri sync` and what stands around it: adding, looking over and removing a sync server, and no secret anywhere.

The commands run in this process, for each would take a second to start.
"""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path

import pytest
from nuri_command import Nuri, Ran
from replica import Fault
from sync.reading import config_of

from reader.cli import main

PASSWORD = "correct horse"


@pytest.fixture
def commands(tmp_path, capfd, monkeypatch):
    """Make a `nuri` for a configuration; the log is given back as it was."""
    monkeypatch.setenv("READER_PASSWORD", PASSWORD)
    log = logging.getLogger("nuri")
    for name, value in {"handlers": [], "propagate": log.propagate, "level": log.level}.items():
        monkeypatch.setattr(log, name, value)

    class Here(Nuri):
        def __call__(self, *arguments):
            capfd.readouterr()
            code = main(["--config", str(self.config), *arguments])
            return Ran(code, *capfd.readouterr())

    yield lambda text: Here(tmp_path, text)
    for handler in log.handlers:
        handler.close()


@pytest.fixture
def nuri(commands, replica):
    replica.reader.fill(4, streams=2)
    return commands(config_of(replica))


def ids(nuri, *asked):
    return [row["id"] for row in nuri("headlines", *asked, "--json").json]


def test_a_round_is_told_as_lines_and_as_json(nuri, replica):
    ran = nuri("sync")
    assert (ran.code, ran.out) == (0, "내 서버: 보낸 일 0건, 새 기사 4건, 바뀐 표시 0건\n")
    assert nuri("mark", *ids(nuri)[:3], "--read").code == 0
    assert nuri("mark", ids(nuri)[0], "--saved").code == 0
    (row,) = nuri("sync", "내 서버", "--json").json["sources"]
    assert row | {"requests": 0} == {
        "name": "내 서버", "status": "updated", "pushed": 4, "pulled": {"new": 0, "marked": 0}, "pending": 0,
        "requests": 0, "error": None,
    }  # fmt: skip
    assert len(replica.reader.unread) == 1
    (row,) = nuri("refresh", "--json").json["sources"]
    assert (row["name"], row["status"], row["requests"]) == ("내 서버", "unchanged", 3)


def test_what_fails_is_told_with_what_still_waits_and_the_exit_says_so(nuri, replica):
    nuri("sync")
    nuri("mark", ids(nuri)[0], "--read")
    replica.stop()
    ran = nuri("sync")
    assert ran.code == 1
    assert re.search("남은 일 1건.*연결", ran.out)
    ran = nuri("sync", "--json")
    assert (ran.code, ran.json["sources"][0]["status"], ran.json["sources"][0]["pending"]) == (1, "failed", 1)
    assert nuri("sync", "없는 서버").code == 1
    (row,) = nuri("sources", "--json").json["sources"]
    assert row["failing"]
    assert row["kind"] == "greader"
    assert "연결" in nuri("doctor").out


def test_without_a_server_it_says_what_to_do(commands):
    ran = commands("source = []\n[weather]\nstations = []\n")("sync")
    assert (ran.code, ran.out) == (0, "")
    assert "nuri sources add" in ran.err


def test_a_server_is_recognised_where_one_is_added_and_what_it_needs_is_said(commands, replica):
    nuri = commands("source = []\n[weather]\nstations = []\n")
    before = nuri.config.read_bytes()
    ran = nuri("sources", "add", replica.reader_url)
    assert ran.code == 1
    assert nuri.config.read_bytes() == before
    for line in ('kind = "greader"', f'url = "{replica.reader_url}"', "username = ", "password_env = "):
        assert line in ran.err
    lines = ran.err.partition("\n\n")[2].replace('username = "…"', 'username = "alice"')
    nuri.config.write_text(lines.replace('password_env = "…"', 'password_env = "READER_PASSWORD"'), encoding="utf-8")
    assert nuri("sync").code == 0


def test_a_configuration_without_name_or_password_says_what_is_missing(commands, replica):
    ran = commands(config_of(replica, username="", password_env="", more='password = "hunter2"'))("sync")
    assert ran.code == 2
    assert {"username", "password_env", "password"} <= set(re.findall(r"\w+", ran.err))
    assert "hunter2" not in ran.err


def test_one_that_waits_to_be_told_is_not_removed_before_the_reader_says_what_becomes_of_it(nuri, replica):
    nuri("sync")
    first, second, *_ = ids(nuri)
    nuri("mark", first, "--saved")
    nuri("mark", second, "--read")
    ran = nuri("sources", "remove", "내 서버")
    assert ran.code == 1
    assert re.search(r"기사 3건.*2건 남았습니다.*--keep-articles", ran.err)
    assert "greader" in nuri.config.read_text(encoding="utf-8")
    assert nuri("sources", "remove", "내 서버", "--forget-articles").out.startswith("뺐습니다: 내 서버")
    assert "greader" not in nuri.config.read_text(encoding="utf-8")
    assert ids(nuri, "--saved") == [first]
    assert nuri("library", "--json").json["articles"] == 1


def test_articles_stay_where_the_reader_says_so_and_a_server_that_comes_back_is_told_what_was_done_here(nuri, replica):
    text = nuri.config.read_text(encoding="utf-8")
    nuri("sync")
    nuri("mark", ids(nuri)[0], "--read")
    assert nuri("sources", "remove", "내 서버", "--keep-articles").code == 0
    assert nuri("library", "--json").json["articles"] == 4
    nuri.config.write_text(text, encoding="utf-8")
    nuri("sync")
    nuri("sync")
    assert len(replica.reader.unread) == 3
    assert len(nuri("headlines", "--unread", "--json").json) == 3


def test_no_password_and_no_token_comes_to_a_file_a_screen_or_a_line(nuri, replica):
    """Everything that a person or a program can read, after rounds that went well and rounds that did not."""
    told = []

    def run(*arguments):
        ran = nuri(*arguments, "--verbose")
        told.append(ran.out + ran.err)

    run("sync")
    for number, fault in enumerate(
        (Fault.status(401), Fault.status(500, body=f"{PASSWORD} {replica.reader.auth}"), Fault.cut(5))
    ):
        run("mark", ids(nuri)[0], "--saved" if number % 2 else "--read")
        with replica.fault("/api/greader.php/*", fault):
            run("sync", "--json")
    replica.reader.password = "something else"
    for command in (("sync", "--json"), ("refresh",), ("doctor",), ("doctor", "--json"), ("config", "show"),
                    ("sources", "--json"), ("config", "check")):  # fmt: skip
        run(*command)
    home = Path(os.environ["HOME"])
    files = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.name == "library.db" for path in files)
    everything = "\n".join(told).encode() + b"".join(path.read_bytes() for path in files)
    secrets = [PASSWORD, PASSWORD.replace(" ", "+"), replica.reader.token.rstrip("Z")]
    secrets += [replica.reader.auth.partition("/")[2]]
    replica.reader.password = PASSWORD
    secrets += [replica.reader.auth.partition("/")[2], replica.reader.token.rstrip("Z")]
    assert [secret for secret in secrets if secret.encode() in everything] == []
