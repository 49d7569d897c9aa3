"""The commands that search, mark, export and look after the library, as processes over a paper on loopback."""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import sqlite3
import subprocess
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import pytest
from nuri_command import Nuri

VIEW = """
[[view]]
name = "기자"
query = "기자 is:unread"
[[view]]
name = "틀린 것"
query = "기자 after:언젠가"
[library]
keep_days = 1
"""


@pytest.fixture
def nuri(tmp_path, replica):
    made = Nuri(tmp_path, replica.config() + VIEW)
    assert made("refresh").code == 0
    replica.forget()
    return made


def library_file():
    return Path(os.environ["XDG_DATA_HOME"]) / "nuri" / "library.db"


def rows(nuri, *arguments):
    ran = nuri("headlines", "--json", *arguments)
    assert ran.code == 0, ran.err
    return ran.json


def test_a_search_gives_headlines_with_a_snippet_and_where_the_match_stands(nuri, replica):
    word = next(part for row in rows(nuri) for part in re.findall("[가-힣]{4,}", row["title"]))
    inside = word[1:3]
    ran = nuri("search", inside, "--json")
    assert ran.code == 0
    found = ran.json
    assert {row["id"] for row in rows(nuri) if inside in row["title"]} <= {row["id"] for row in found}
    for row in found:
        assert {"id", "title", "url", "published", "read", "saved", "snippet"} <= row.keys()
        assert [row["snippet"][start:end] for start, end in row["snippet_matches"]] == [inside] * len(
            row["snippet_matches"]
        )
        assert [row["title"][start:end] for start, end in row["title_matches"]] == [inside] * len(row["title_matches"])
    assert nuri("search", inside, "--limit", 1, "--json").json == found[:1]
    plain = nuri("search", inside).out
    assert found[0]["id"] in plain
    assert "\x1b" not in plain
    assert replica.count() == 0


def test_where_nothing_is_found_the_json_is_empty_and_the_exit_good(nuri):
    ran = nuri("search", "쀍", "--json")
    assert (ran.code, ran.json) == (0, [])
    assert "없습니다" in ran.err


def test_a_wrong_query_is_told_with_its_place_and_searched_all_the_same(nuri):
    title = rows(nuri)[0]["title"].split()[0]
    wrong = nuri("search", f"{title} after:언젠가", "--json")
    assert wrong.code == 0
    assert f"{len(title) + 2}번째" in wrong.err
    assert "after:언젠가" in wrong.err
    assert wrong.json == nuri("search", title, "--json").json
    assert "character" in nuri("search", '"', env={"LC_ALL": "en_US.UTF-8"}).err


def test_marks_are_kept_and_a_wrong_id_changes_nothing(nuri, replica):
    first, second = rows(nuri, "--limit", 2)
    ran = nuri("mark", first["id"][:8], second["url"], "--saved")
    assert (ran.code, ran.out) == (0, "2건에 책갈피를 꽂았습니다.\n")
    assert {row["id"] for row in rows(nuri, "--saved")} == {first["id"], second["id"]}
    assert "이미" in nuri("mark", first["id"], "--saved").out
    failed = nuri("mark", first["id"], "zzzzzzzz", "--unsaved")
    assert failed.code == 1
    assert "zzzzzzzz" in failed.err
    assert len(rows(nuri, "--saved")) == 2
    assert nuri("mark", first["id"], second["id"], "--unsaved").code == 0
    assert rows(nuri, "--saved") == []
    assert nuri("mark", first["id"], "--read").code == 0
    assert next(row for row in rows(nuri) if row["id"] == first["id"])["read"]
    assert nuri("mark", first["id"], "--unread").code == 0
    assert replica.count() == 0


@pytest.mark.parametrize("arguments", [["mark", "x"], ["mark", "x", "--read", "--saved"], ["search"], ["library", "backup"],
                                       ["library", "explode"], ["export"], ["export", "x", "--html", "--json"]])  # fmt: skip
def test_what_cannot_be_understood_is_a_usage_error_of_one_line(tmp_path, arguments):
    ran = Nuri(tmp_path)(*arguments)
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1


def test_a_kept_query_is_a_list_and_an_unknown_one_is_named_with_those_there_are(nuri):
    found = rows(nuri, "--view", "기자")
    assert found
    searched = nuri("search", "기자", "--json").json
    assert {row["id"] for row in found} == {row["id"] for row in searched if not row["read"]}
    dates = [row["published"] for row in found if row["published"]]
    assert dates == sorted(dates, reverse=True)
    assert nuri("mark", found[0]["id"], "--read").code == 0
    assert [row["id"] for row in rows(nuri, "--view", "기자")] == [row["id"] for row in found[1:]]
    section = found[1]["section"]
    assert {row["section"] for row in rows(nuri, "--view", "기자", "--section", section)} == {section}
    wrong = nuri("headlines", "--view", "틀린 것")
    assert wrong.code == 0
    assert "4번째" in wrong.err
    unknown = nuri("headlines", "--view", "기차")
    assert unknown.code == 1
    assert "기자" in unknown.err


class Outline(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def test_articles_are_exported_in_three_forms(nuri):
    first, second = [row["id"] for row in rows(nuri, "--limit", 2)]
    shown = nuri("show", first, "--json").json
    one = nuri("export", first, "--json")
    assert one.json["id"] == first
    assert one.json["text"] == shown["text"]
    assert [each["id"] for each in nuri("export", first, second, "--json").json] == [first, second]
    assert nuri("export", first).out == nuri("show", first, "--markdown").out
    page = nuri("export", first, second, "--html").out
    outline = Outline()
    outline.feed(page)
    assert outline.tags.count("article") == 2
    assert "script" not in outline.tags
    assert shown["title"] in outline.text
    assert page.startswith("<!DOCTYPE html>")


def test_into_a_folder_each_article_has_a_file_of_its_own_and_none_is_written_over(nuri, tmp_path):
    names = [row["id"] for row in rows(nuri, "--limit", 2)]
    folder = tmp_path / "out"
    folder.mkdir(mode=0o755)
    for ending, flag in (("md", "--markdown"), ("html", "--html"), ("json", "--json")):
        for turn in (1, 2):
            ran = nuri("export", *names, flag, "--output", folder)
            assert ran.code == 0
            assert len(list(folder.glob(f"*.{ending}"))) == 2 * turn
            assert all(Path(line).stat().st_size > 100 for line in ran.out.splitlines())
    assert folder.stat().st_mode & 0o777 == 0o755
    assert {json.loads(file.read_text())["id"] for file in folder.glob("*.json")} == set(names)


def test_an_article_whose_text_cannot_be_had_is_exported_as_far_as_it_is_held(nuri, replica):
    bare = [row for row in rows(nuri) if not nuri_has_text(row["id"])]
    replica.stop()
    ran = nuri("export", bare[0]["id"], "--json")
    assert ran.code == 1
    assert ran.json["title"] == bare[0]["title"]
    assert bare[0]["title"] in ran.err


def nuri_has_text(name):
    with closing(sqlite3.connect(library_file())) as conn:
        query = "SELECT count(*) FROM body JOIN article ON article.id = body.article WHERE name = ?"
        return conn.execute(query, (name,)).fetchone()[0]


def test_the_library_tells_what_it_holds(nuri):
    told = nuri("library", "info", "--json").json
    assert told["file"] == str(library_file())
    assert told["articles"] >= len(rows(nuri))  # other sections are held, but not listed
    assert told["texts"] > 0
    assert told["set_aside"] == []
    assert nuri("library", "--json").json == told
    assert str(library_file()) in nuri("library").out


def test_a_backup_is_taken_and_brought_back_and_the_one_before_is_kept(nuri, tmp_path):
    name = rows(nuri, "--limit", 1)[0]["id"]
    kept = tmp_path / "kept.db"
    assert nuri("library", "backup", kept).code == 0
    assert nuri("library", "backup", kept).code == 1  # never over a file
    nuri("mark", name, "--saved")
    ran = nuri("library", "restore", kept)
    assert ran.code == 0
    assert rows(nuri, "--saved") == []
    (aside,) = nuri("library", "info", "--json").json["set_aside"]
    assert aside in ran.out
    assert nuri("library", "restore", aside).code == 0
    assert [row["id"] for row in rows(nuri, "--saved")] == [name]


def test_what_is_no_backup_is_refused_in_one_sentence(nuri, tmp_path):
    wrong = tmp_path / "wrong.db"
    wrong.write_text("글")
    ran = nuri("library", "restore", wrong)
    assert (ran.code, len(ran.err.splitlines())) == (1, 1)
    assert str(wrong) in ran.err
    assert rows(nuri)


def test_pruning_tells_first_and_deletes_only_what_the_configuration_lets_go(nuri):
    assert "없습니다" in nuri("library", "prune").out  # everything is listed, and new
    saved = rows(nuri, "--limit", 1)[0]["id"]
    nuri("mark", saved, "--saved")
    with closing(sqlite3.connect(library_file())) as conn:  # three days later, when the site shows other articles
        conn.execute("UPDATE article SET first_seen = first_seen - 300000")
        conn.execute("DELETE FROM listing")
        conn.commit()
    before = rows(nuri)
    told = nuri("library", "prune", "--dry-run", "--json").json
    assert (told["pruned"], rows(nuri)) == (0, before)
    held = nuri("library", "--json").json["articles"]
    assert held - 2 <= told["articles"] <= held - 1  # the bookmark stays, and the lead
    assert f"{told['articles']:,}건" in nuri("library", "prune", "--dry-run").out
    assert f"{told['articles']:,}건" in nuri("library", "prune").out
    left = rows(nuri)
    assert nuri("library", "--json").json["articles"] == held - told["articles"]
    assert saved in {row["id"] for row in left}
    assert nuri("doctor", "--json").json["library"]["wrong"] == []


def no_rights():
    """Give up root's right to write where the mode forbids it (capability 1, CAP_DAC_OVERRIDE)."""
    if os.geteuid() == 0:
        assert ctypes.CDLL(None).prctl(24, 1, 0, 0, 0) == 0  # 24: drop it from what a program may have


def no_space():
    """Let no file grow beyond a few bytes, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))


@pytest.mark.parametrize("trouble", [no_rights, no_space])
def test_what_cannot_be_kept_is_one_sentence_and_an_exit_of_one(nuri, trouble):
    name = rows(nuri, "--limit", 1)[0]["id"]
    folder = library_file().parent
    assert [path.name for path in folder.glob("library.db-*")] == []  # all is in one file when nobody has it open
    folder.chmod(0o500 if trouble is no_rights else 0o700)
    try:
        ran = subprocess.run(
            nuri.arguments("mark", name, "--saved"), capture_output=True, text=True, check=False, preexec_fn=trouble
        )
    finally:
        folder.chmod(0o700)
    assert ran.returncode == 1
    assert ran.stdout == ""
    (told,) = ran.stderr.splitlines()
    assert str(library_file()) in told
    assert rows(nuri, "--saved") == []
