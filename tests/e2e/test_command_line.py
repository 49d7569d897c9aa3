import os
import re
import shutil
import signal
import sqlite3
import threading
from pathlib import Path

import pytest
from nuri_command import Nuri
from replica import Fault


@pytest.fixture
def nuri(tmp_path, replica):
    return Nuri(tmp_path, replica.config())


def headline_named(rows, title):
    return next(row for row in rows if row["title"] == title)


def test_a_refresh_brings_the_four_sections_the_weather_and_texts(nuri, replica):
    ran = nuri("refresh", "--json")
    assert (ran.code, [row["name"] for row in ran.json["sources"]]) == (0, ["누리일보", "weather"])
    site, sky = ran.json["sources"]
    assert (site["status"], site["error"], sky["status"]) == ("updated", None, "updated")
    assert site["new"] > 30
    assert 0 < ran.json["prefetched"] <= 30
    rows = nuri("headlines", "--json").json
    assert {"경제산업", "오피니언", "교육", "국제"} <= {row["section"] for row in rows}
    assert all(re.fullmatch(r"[a-z0-9]+", row["id"]) for row in rows)
    assert all(row["source"] == "누리일보" and not row["stale"] for row in rows)
    dated = [row["published"] for row in rows if row["published"]]
    assert all(value.endswith("+09:00") for value in dated)


def test_the_promised_keys_are_there(nuri):
    nuri("refresh", "--json")
    row = nuri("headlines", "--limit", "1", "--json").json[0]
    keys = [
        "id",
        "source",
        "also",
        "section",
        "title",
        "subtitle",
        "summary",
        "author",
        "url",
        "published",
        "read",
        "saved",
        "fetched",
        "stale",
    ]
    assert set(keys) <= row.keys()
    article = nuri("show", row["id"], "--json").json
    assert {*keys, "updated", "text", "blocks", "images", "links"} <= article.keys()
    weather = nuri("weather", "--json").json
    assert {"provider", "observed", "fetched", "stale", "stations"} <= weather.keys()
    assert {"id", "name", "sky", "temperature"} == weather["stations"][0].keys()


def test_what_was_fetched_is_there_when_the_server_is_gone_and_says_that_it_is_stale(nuri, replica):
    nuri("refresh", "--json")
    replica.stop()
    again = nuri("refresh", "--json")
    assert again.code == 1
    assert {row["status"] for row in again.json["sources"]} == {"failed"}
    assert "127.0.0.1" in again.json["sources"][0]["error"]
    rows = nuri("headlines", "--json").json
    assert len(rows) > 30
    assert all(row["stale"] for row in rows)
    shown = nuri("show", rows[0]["id"], "--json")
    assert shown.code == 0
    assert shown.json["text"]
    assert shown.json["stale"] is True
    weather = nuri("weather", "--json").json
    assert weather["stale"] is True
    assert next(one for one in weather["stations"] if one["name"] == "서울")["temperature"] == 3.0


def test_a_second_refresh_asks_with_every_validator_and_all_answers_are_304(nuri, replica):
    nuri("refresh", "--json")
    first = {seen.target for seen in replica.requests if not seen.path.startswith("/news/article.html")}
    replica.forget()
    ran = nuri("refresh", "--json")
    assert {row["status"] for row in ran.json["sources"]} == {"unchanged"}
    polled = [seen for seen in replica.requests if not seen.path.startswith("/news/article.html")]
    assert {seen.target for seen in polled} == first
    assert all("if-none-match" in seen.headers for seen in polled)
    assert {seen.status for seen in polled} == {304}


def test_due_asks_for_nothing_right_after_a_refresh(nuri, replica):
    nuri("refresh", "--json")
    replica.forget()
    ran = nuri("refresh", "--due", "--json")
    assert {row["status"] for row in ran.json["sources"]} == {"skipped"}
    assert replica.count() == 0


def test_headlines_never_ask_the_network(nuri, replica):
    nuri("refresh", "--json")
    replica.forget()
    nuri("headlines", "--json")
    assert replica.count() == 0


def test_deleting_the_cache_loses_no_headline_text_mark_or_bookmark(nuri, replica):
    nuri("refresh", "--json")
    before = nuri("headlines", "--json").json
    texts = {row["id"]: nuri("show", row["id"], "--json").json["text"] for row in before[:3]}
    shutil.rmtree(os.environ["XDG_CACHE_HOME"])
    replica.stop()
    assert nuri("headlines", "--json").json == before
    for name, text in texts.items():
        assert nuri("show", name, "--json").json["text"] == text


@pytest.mark.parametrize("key", ["kbo", "slash", "click", "osc", "c1", "bidi", "nfd"])
def test_hostile_titles_are_printed_character_for_character_and_nothing_more(nuri, replica, key):
    article = replica.site.named(key)
    replica.site.publish("국제", title=article.title)
    nuri("refresh", "--json")
    shown = article.shown
    row = headline_named(nuri("headlines", "--json").json, shown)
    for form in ([], ["--markdown"], ["--json"]):
        out = nuri("show", row["id"], *form).out
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b]", out)
    assert shown in nuri("show", row["id"]).out.replace("\n", " ")


def test_a_deleted_article_says_so_and_what_is_known_of_it_is_printed(nuri, replica):
    nuri("refresh", "--json")
    replica.fault("/news/article.html*", Fault.status(503))
    no = replica.site.publish("국제", title="곧 지워질 기사")
    assert nuri("refresh", "--json").json["sources"][0]["new"] == 1
    replica.restore()
    replica.site.delete(no)
    row = headline_named(nuri("headlines", "--json").json, "곧 지워질 기사")
    ran = nuri("show", row["id"])
    assert ran.code == 1
    assert "곧 지워질 기사" in ran.out
    assert "삭제된 기사입니다." in ran.err


def test_an_address_that_is_not_in_the_library_can_be_shown(nuri, replica):
    article = replica.site.named("table")
    ran = nuri("show", replica.at(f"/news/article.html?no={article.no}"), "--json")
    assert ran.code == 0
    assert ran.json["title"] == article.shown
    assert any(block["kind"] == "table" for block in ran.json["blocks"])


def test_renumbered_sections_are_found_again(nuri, replica):
    nuri("refresh", "--json")
    replica.site.renumber(None)
    replica.site.publish("교육", title="번호가 바뀐 뒤의 기사")
    assert nuri("refresh", "--json").code == 0
    rows = nuri("headlines", "--section", "교육", "--json").json
    assert headline_named(rows, "번호가 바뀐 뒤의 기사")["section"] == "교육"
    wrong = [row for row in rows if row["section"] != "교육"]
    assert wrong == []


def test_a_section_that_the_site_lacks_fails_with_near_names_and_the_others_come(tmp_path, replica):
    nuri = Nuri(tmp_path, replica.config(sections=["경제산엄", "교육"]))
    ran = nuri("refresh", "--json")
    assert ran.code == 1
    assert "경제산업" in ran.json["sources"][0]["error"]
    assert nuri("headlines", "--section", "교육", "--json").json


def test_a_source_that_is_down_fails_and_the_weather_still_comes(nuri, replica):
    replica.fault("/", Fault.status(503))
    ran = nuri("refresh", "--json")
    assert ran.code == 1
    assert [row["status"] for row in ran.json["sources"]] == ["failed", "updated"]


def test_a_server_that_asks_to_wait_is_not_asked_again(nuri, replica):
    nuri("refresh", "--json")
    with replica.fault("/", Fault.status(429, retry_after=3600)):
        nuri("refresh", "--json")
    replica.forget()
    nuri("refresh", "--json")
    assert replica.count("/") == 0


@pytest.mark.parametrize("fault", [Fault.wrong_type(), Fault.cut(200), Fault.truncated_gzip(), Fault.status(500)])
def test_a_broken_list_keeps_what_was_held_and_says_what_is_wrong(nuri, replica, fault):
    nuri("refresh", "--json")
    before = len(nuri("headlines", "--json").json)
    number = replica.site.number("교육")
    replica.site.publish("교육", title="고장 난 동안의 기사")
    with replica.fault(f"/news/section_list_all.html?sec_no={number}", fault):
        ran = nuri("refresh", "--json")
    assert ran.code == 1
    assert ran.json["sources"][0]["error"]
    after = nuri("headlines", "--json").json
    assert len(after) >= before
    assert nuri("refresh", "--json").code == 0
    assert headline_named(nuri("headlines", "--json").json, "고장 난 동안의 기사")


def test_killed_in_the_middle_of_a_refresh_the_next_one_brings_everything(nuri, replica):
    gate = threading.Event()
    number = replica.site.number("국제")
    target = f"/news/section_list_all.html?sec_no={number}"
    with replica.fault(target, Fault.hold(gate)):
        running = nuri.start("refresh")
        replica.wait_for(target)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        gate.set()
    ran = nuri("refresh", "--json")
    assert ran.code == 0
    assert ran.json["sources"][0]["new"] > 30
    library = sqlite3.connect(Path(os.environ["XDG_DATA_HOME"], "nuri", "library.db"))
    try:
        assert library.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        library.close()


def test_three_mistakes_are_three_lines_and_exit_2(tmp_path):
    nuri = Nuri(tmp_path, 'language = "fr"\n[fetch]\nconcurrency = 0\n[weather]\nstations = ["서욿"]\n')
    ran = nuri("headlines")
    assert ran.code == 2
    lines = ran.err.splitlines()
    assert [line.split(": ")[0] for line in lines] == [f"{nuri.config}:{number}" for number in (1, 3, 5)]
    assert "서울" in lines[2]


@pytest.mark.parametrize(
    ("arguments", "code", "near"),
    [
        (("show", "zzzz"), 1, "zzzz"),
        (("headlines", "--section", "경제산엄"), 1, "경제산업"),
        (("headlines", "--source", "누리일버"), 1, "누리일보"),
        (("weather", "서욿"), 1, "서울"),
        (("refresh", "누리일버"), 1, "누리일보"),
        (("show", "ftp://a.kr/"), 1, "ftp://a.kr/"),
        (("headlines", "--limit", "x"), 2, "x"),
        (("nonsense",), 2, "nonsense"),
        (("headlines", "--nonsense"), 2, "--nonsense"),
    ],
)
def test_what_does_not_exist_is_one_sentence_with_the_nearest_names(nuri, arguments, code, near):
    ran = nuri(*arguments)
    assert ran.code == code
    assert near in ran.err
    assert "Traceback" not in ran.err
    assert len(ran.err.strip().splitlines()) == 1


def test_global_options_stand_before_and_after_the_command(tmp_path, replica):
    nuri = Nuri(tmp_path, replica.config())
    other = tmp_path / "other.toml"
    other.write_text("language = 3")
    assert nuri("headlines", "--config", other).code == 2
    assert nuri("--verbose", "headlines").code == 0


def test_without_a_terminal_the_front_page_is_printed(nuri):
    nuri("refresh")
    ran = nuri()
    assert ran.code == 0
    assert "누리일보" in ran.out
    assert "\x1b" not in ran.out
    assert re.search(r"^경제산업$", ran.out, re.MULTILINE)


def test_the_demo_without_a_terminal_prints_the_sample(tmp_path):
    ran = Nuri(tmp_path)("demo")
    assert ran.code == 0
    assert "2026.01.15 (목)" in ran.out
    assert "견본" in ran.out
    for name in ("경제산업", "오피니언", "교육", "국제", "서울", "3.0", "기상청"):
        assert name in ran.out


def test_cache_config_and_doctor_answer(nuri):
    nuri("refresh")
    info = nuri("cache", "--json").json
    assert info["entries"] > 0
    assert nuri("cache", "clear").code == 0
    assert nuri("cache", "--json").json["entries"] == 0
    assert nuri("config", "path").out.strip() == str(nuri.config)
    assert nuri("config", "check").code == 0
    assert "누리일보" in nuri("config", "show").out
    doctor = nuri("doctor", "--json")
    assert doctor.code == 0
    assert doctor.json["well"] is True
    assert doctor.json["library"]["wrong"] == []


def test_the_log_and_the_folders_are_for_the_reader_alone(nuri):
    nuri("refresh")
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
        assert Path(os.environ[name], "nuri").stat().st_mode & 0o077 == 0
    assert Path(os.environ["XDG_DATA_HOME"], "nuri", "library.db").stat().st_mode & 0o077 == 0


def test_no_color_and_a_plain_terminal_give_no_escape(nuri):
    nuri("refresh")
    assert "\x1b" not in nuri("headlines", env={"NO_COLOR": "1"}).out
    assert "\x1b" not in nuri("weather", env={"TERM": "dumb"}).out


def test_the_doctor_says_how_long_each_source_took_and_what_it_said(nuri, replica):
    nuri("refresh")
    with replica.fault("/", Fault.status(503)):
        nuri("refresh")
    ran = nuri("doctor", "--json", env={"https_proxy": "http://user:secret@proxy.local:3128"})
    assert ran.code == 1
    source = ran.json["sources"][0]
    assert (source["status"], "127.0.0.1" in source["error"]) == (503, True)
    assert source["seconds"] > 0
    assert source["answered"]
    assert source["due"]
    assert ran.json["proxy"] == "https_proxy: http://proxy.local:3128"
    assert ran.json["trust"]
    assert "secret" not in ran.out + nuri("doctor", "--verbose").out


def test_verbose_says_the_cause_and_the_sentence_does_not(nuri, replica):
    replica.stop()
    plain = nuri("show", replica.at("/news/article.html?no=1"))
    assert plain.code == 1
    assert len(plain.err.strip().splitlines()) == 1
    curious = nuri("--verbose", "show", replica.at("/news/article.html?no=1"))
    assert len(curious.err.strip().splitlines()) > 1


def test_a_proxy_that_cannot_be_used_is_named_and_the_news_comes_all_the_same(nuri):
    ran = nuri("refresh", "--json", env={"http_proxy": "socks9://x", "no_proxy": ""})
    assert ran.code == 0
    assert "http_proxy" in ran.err


def test_help_and_mistakes_are_told_in_the_readers_language(nuri):
    korean, english = nuri("sources", "--help").out, nuri("sources", "--help", env={"LC_ALL": "en_US.UTF-8"}).out
    assert korean.startswith("쓰는 법: nuri sources [-h]")
    assert english.startswith("usage: nuri sources [-h]")
    assert not {"usage:", "options:", "positional arguments:", "show this help message"} & set(korean.splitlines())
    assert "‘0’" in nuri("headlines", "--limit", "0").err
