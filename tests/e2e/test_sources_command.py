"""`nuri sources`: what a person gets who adds, watches and carries sources."""

from __future__ import annotations

import socket

import pytest
from nuri_command import Nuri
from replica import Fault

OPML = """<?xml version="1.0"?>
<opml version="1.0"><head><title>newsboat - Exported Feeds</title></head><body>
<outline type="rss" xmlUrl="{feed}" htmlUrl="https://a.kr/" title="세계" />
<outline text="교육"><outline type="rss" xmlUrl="{other}" title="둘째"/></outline>
</body></opml>
"""
TWO = (
    '<html><head><meta charset="utf-8"><title>한 신문</title>'
    '<link rel="alternate" type="application/rss+xml" title="한 신문" href="/feeds/world.xml">'
    '<link rel="alternate" type="application/atom+xml" title="한 신문 아톰" href="/feeds/atom.xml">'
    "</head><body><p>첫 화면</p></body></html>"
)


@pytest.fixture
def nuri(tmp_path):
    return Nuri(tmp_path, "# mine\nsource = []\n[weather]\nstations = []  # none\n")


def names(nuri):
    return [row["name"] for row in nuri("sources", "list", "--json").json["sources"]]


def test_a_front_page_a_feed_and_a_page_with_two_feeds_each_do_what_is_expected(nuri, replica):
    assert nuri("sources", "add", replica.url).code == 0
    assert nuri("sources", "add", replica.at("/feeds/rdf.xml"), "--section", "국제").code == 0
    replica.feeds.raw("two", TWO.encode(), "text/html")
    ran = nuri("sources", "add", replica.at("/feeds/two"))
    assert ran.code == 0
    assert "/feeds/world.xml" in ran.out
    assert "/feeds/atom.xml" in ran.err
    rows = nuri("sources", "--json").json["sources"]
    assert [(row["kind"], row["url"]) for row in rows] == [
        ("mediaon", replica.url), ("feed", replica.at("/feeds/rdf.xml")), ("feed", replica.at("/feeds/world.xml")),
    ]  # fmt: skip
    assert (rows[0]["name"], rows[1]["sections"]) == ("누리일보", ["국제"])
    assert nuri("sources", "add", replica.at("/feeds/two"), "--all").code == 0
    assert len(names(nuri)) == 4
    text = nuri.config.read_text(encoding="utf-8")
    assert "# mine" in text
    assert "# none" in text
    replica.forget()
    assert nuri("refresh", "--json").code == 0
    carriers = {name for row in nuri("headlines", "--json").json for name in (row["source"], *row["also"])}
    assert carriers == set(names(nuri))  # the three feeds carry the same articles


def test_one_page_is_one_request_and_what_it_brought_is_there(nuri, replica):
    nuri("sources", "add", replica.at("/feeds/world.xml"))
    assert replica.count() == 1
    assert len(nuri("headlines", "--json").json) == 4
    assert nuri("refresh", "--due").code == 0
    assert replica.count("/feeds/*") == 1
    assert nuri("refresh", "--json").json["sources"][0]["status"] == "unchanged"
    assert replica.count("/feeds/*", status=304) == 1


def test_an_address_without_a_scheme_is_understood(nuri, replica):
    assert nuri("sources", "add", replica.at("/feeds/world.xml").removeprefix("http://"), "--name", "내 이름").code == 0
    assert names(nuri) == ["내 이름"]


def test_what_cannot_be_added_is_one_sentence_and_changes_nothing(nuri, replica):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        dead = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    replica.fault("/api/*", Fault.status(404))  # no sync server either
    replica.feeds.raw("pdf", b"%PDF-1.7\n\x00\x01", "application/pdf")
    replica.feeds.raw("empty", b"", "text/html")
    replica.feeds.raw("page", "<html><body><p>글만 있는 화면</p></body></html>".encode(), "text/html")
    before = nuri.config.read_bytes()
    for given in (
        dead,
        *(replica.at(f"/feeds/{name}") for name in ("pdf", "empty", "page", "missing")),
        "ftp://a.kr/",
        "",
    ):
        ran = nuri("sources", "add", given)
        assert (ran.code, len(ran.err.strip().splitlines()), ran.out) == (1, 1, ""), given
        assert "Traceback" not in ran.err
        assert "{" not in ran.err
        assert nuri.config.read_bytes() == before


def test_a_source_that_is_there_is_not_added_twice(nuri, replica):
    nuri("sources", "add", replica.at("/feeds/world.xml"), "--name", "세계")
    before = nuri.config.read_bytes()
    ran = nuri("sources", "add", replica.at("/feeds/world.xml"))
    assert ran.code == 1
    assert "세계" in ran.err
    assert nuri.config.read_bytes() == before


def test_a_paper_of_the_catalogue_is_added_by_its_name_without_a_request(nuri):
    assert "연합뉴스 경제" in nuri("sources", "catalog").out
    offer = next(row for row in nuri("sources", "catalog", "--json").json["sources"] if row["name"] == "연합뉴스 경제")
    assert nuri("sources", "add", "연합뉴스 경제").code == 0
    (row,) = nuri("sources", "list", "--json").json["sources"]
    assert (row["url"], row["sections"]) == (offer["url"], ["경제산업"])


def test_check_asks_each_and_says_since_when_one_fails_and_why(nuri, replica):
    for name in ("world", "atom"):
        nuri("sources", "add", replica.at(f"/feeds/{name}.xml"), "--name", name)
    replica.feeds.drop("atom")
    ran = nuri("sources", "check", "--json")
    assert ran.code == 1
    well, failing = ran.json["sources"]
    assert (well["status"], well["error"], well["total"], well["unread"]) == (304, None, 4, 4)
    assert well["answered"]
    assert well["due"]
    assert (failing["status"], failing["failures"]) == (404, 1)
    assert failing["failing"]
    assert "127.0.0.1" in failing["error"]
    assert failing["error"] in nuri("sources").out
    replica.fault("/feeds/world.xml", Fault.status(410))
    assert nuri("refresh", "world").code == 1
    well, _ = nuri("doctor", "--json").json["sources"]
    assert (well["gone"], well["due"]) == (True, None)
    assert "nuri refresh" in nuri("doctor").out


def test_a_source_is_removed_and_its_articles_come_back_with_it(nuri, replica):
    nuri("sources", "add", replica.at("/feeds/world.xml"), "--name", "세계")
    nuri("refresh")
    wrong = nuri("sources", "remove", "세게")
    assert (wrong.code, "세계" in wrong.err) == (1, True)
    assert nuri("sources", "remove", "세계").code == 0
    assert nuri("headlines", "--json").json == []
    nuri("sources", "add", replica.at("/feeds/world.xml"), "--name", "다시")
    assert len(nuri("headlines", "--json").json) == 4


def test_a_source_is_renamed_moved_and_paused(nuri, replica):
    nuri("sources", "add", replica.at("/feeds/world.xml"), "--name", "세계", "--section", "국제")
    nuri("refresh")
    assert nuri("sources", "set", "세계", "--name", "외신", "--section", "교육", "--pause").code == 0
    (row,) = nuri("sources", "--json").json["sources"]
    assert (row["name"], row["sections"], row["paused"], row["total"]) == ("외신", ["교육"], True, 4)
    assert nuri("refresh", "--json").json["sources"] == []
    assert nuri("sources", "set", "외신", "--no-pause").code == 0
    assert nuri("refresh", "--json").json["sources"][0]["status"] in {"updated", "unchanged"}
    assert nuri("sources", "set", "세계").code == 1


def test_opml_comes_in_once_and_goes_out_whole(nuri, replica, tmp_path):
    file = tmp_path / "feeds.opml"
    file.write_text(
        OPML.format(feed=replica.at("/feeds/world.xml"), other=replica.at("/feeds/rdf.xml")), encoding="utf-8"
    )
    assert nuri("sources", "import", file).code == 0
    held = nuri("sources", "list", "--json").json["sources"]
    assert [(row["name"], row["sections"]) for row in held] == [("세계", []), ("둘째", ["교육"])]
    before = nuri.config.read_bytes()
    assert nuri("sources", "import", file).code == 0
    assert nuri.config.read_bytes() == before
    out = tmp_path / "out.opml"
    assert nuri("sources", "export", out).code == 0
    assert nuri("sources", "export", out).code == 1
    assert nuri("sources", "export", "-").out.count("xmlUrl") == 2
    nuri.config.write_text("source = []\n[weather]\nstations = []\n")
    assert nuri("sources", "import", out).code == 0
    assert nuri("sources", "list", "--json").json["sources"] == held


@pytest.mark.parametrize("wrong", ["<opml><body>\n<outline", "not xml", "", "<rss/>"])
def test_a_broken_opml_names_its_line_and_changes_nothing(nuri, tmp_path, wrong):
    file = tmp_path / "broken.opml"
    file.write_text(wrong)
    before = nuri.config.read_bytes()
    ran = nuri("sources", "import", file)
    assert (ran.code, len(ran.err.strip().splitlines())) == (1, 1)
    assert str(wrong.count("\n") + 1) in ran.err
    assert nuri.config.read_bytes() == before


def test_a_configuration_that_cannot_be_written_is_one_sentence(tmp_path, replica):
    nuri = Nuri(tmp_path, "source = []\n")
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    ran = nuri("sources", "add", replica.at("/feeds/world.xml"), "--config", folder)
    assert ran.code == 2
    assert len(ran.err.strip().splitlines()) == 1
