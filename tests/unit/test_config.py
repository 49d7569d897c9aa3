import pytest

from reader.config import Config, Names, Place, load, parse
from reader.errors import ConfigError
from reader.locale import use
from reader.text import telling

NAMES = Names(stations=("서울", "부산", "108"), commands=("open", "save"), themes=("nuri", "textual-dark"))


def problems_of(text, names=NAMES):
    with pytest.raises(ConfigError) as caught:
        parse(text, "config.toml", names)
    return caught.value.problems


def test_no_file_gives_nuriilbo_with_its_four_sections(tmp_path):
    config = load(tmp_path / "none.toml", NAMES)
    assert config == Config()
    assert [source.name for source in config.sources] == ["누리일보"]
    assert config.sources[0].sections == ("경제산업", "오피니언", "교육", "국제")


def test_a_named_file_must_exist(tmp_path):
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "none.toml", NAMES, must_exist=True)
    assert caught.value.problems[0].key == "config.no_file"


def test_everything_can_be_set():
    config = parse(
        """
        language = "en"
        [[source]]
        kind = "mediaon"
        name = "한 신문"
        url = "http://127.0.0.1:8000/"
        sections = ["교육"]
        encoding = "cp949"
        interval_minutes = 5
        headers = {X-Key = "1"}
        timezone = "Asia/Seoul"
        [weather]
        stations = ["서울", 108, {name = "Paris", latitude = 48.86, longitude = 2}]
        providers = ["kma"]
        kma_url = "http://127.0.0.1:8000/kma.xml"
        [fetch]
        concurrency = 8
        cache_mb = 16
        timeout_seconds = 3
        [library]
        keep_days = 30
        [reading]
        text_width = 60
        theme = "textual-dark"
        pictures = "cells"
        marks = "ascii"
        [keys]
        open = "enter"
        save = ["b", "B"]
        [[view]]
        name = "금리"
        query = "금리 is:unread"
        """,
        "config.toml",
        NAMES,
    )
    source = config.sources[0]
    assert (source.sections, source.encoding, source.interval_minutes) == (("교육",), "cp949", 5)
    assert source.headers == (("X-Key", "1"),)
    assert config.weather.stations == ("서울", 108, Place("Paris", 48.86, 2.0))
    assert config.weather.providers == ("kma",)
    assert (config.fetch.concurrency, config.fetch.cache_mb, config.fetch.timeout_seconds) == (8, 16, 3)
    assert (config.reading.pictures, config.reading.marks) == ("cells", "ascii")
    assert (config.library.keep_days, config.reading.text_width, config.reading.theme) == (30, 60, "textual-dark")
    assert config.keys == {"open": "enter", "save": "b,B"}
    assert config.views[0].query == "금리 is:unread"


def test_every_mistake_is_told_at_once_with_its_line():
    found = problems_of('language = "fr"\n\n[fetch]\nconcurrency = 0\ntimeot_seconds = 3\n')
    assert [(problem.line, problem.key) for problem in found] == [
        (1, "config.not_one_of"),
        (4, "config.out_of_range"),
        (5, "config.unknown_key"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("[[source]\n", 1, "config.syntax"),
        ('a = 1\nb = "\n', 2, "config.syntax"),
        ("language = 3", 1, "config.wrong_type"),
        ("[[source]]\nkind = 'mediaon'\nname = 'a'\n", 1, "config.missing"),
        ("[[source]]\nkind = 'mediaon'\nname = 'a'\nurl = 'file:///etc/passwd'\n", 4, "config.not_an_address"),
        ("[[source]]\nkind = 'mediaon'\nname = 'a'\nurl = 'http://[::1'\n", 4, "config.not_an_address"),
        ("[[source]]\nkind = 'ftp'\nname = 'a'\nurl = 'https://a.kr'\n", 2, "config.not_one_of"),
        (
            "[[source]]\nkind = 'mediaon'\nname = 'a'\nurl = 'https://a.kr'\ninterval_minutes = 10\n",
            5,
            "config.out_of_range",
        ),
        ("[[source]]\nkind = 'mediaon'\nname = 'a'\nurl = 'https://a.kr'\ntimezone = 'Mars'\n", 5, "config.no_zone"),
        ("[[source]]\nkind = 'mediaon'\nname = 'a'\nurl = 'https://a.kr'\nencoding = 'x'\n", 5, "config.no_encoding"),
        ("[weather]\nstations = ['서욿']\n", 2, "config.no_station"),
        ("[weather]\nstations = [true]\n", 2, "config.wrong_type"),
        ("[weather]\nstations = [{name = 'x', latitude = 100.0, longitude = 0}]\n", 2, "config.no_place"),
        ("[weather]\nproviders = ['bbc']\n", 2, "config.not_one_of"),
        ("[keys]\nopne = 'x'\n", 2, "config.no_command"),
        ("[keys]\nopen = 'x'\nsave = 'x'\n", 3, "config.key_twice"),
        ("[keys]\nopen = 3\n", 2, "config.wrong_type"),
        ("[reading]\ntheme = 'pink'\n", 2, "config.not_one_of"),
        ("[reading]\npictures = 'always'\n", 2, "config.not_one_of"),
        ("[reading]\nmarks = true\n", 2, "config.wrong_type"),
        ("[[view]]\nname = 'a'\n", 1, "config.missing"),
        ("source = 3", 1, "config.wrong_type"),
        ("source = [3]", 1, "config.wrong_type"),
    ],
)
def test_each_mistake_has_its_sentence_and_line(text, line, key):
    found = problems_of(text)
    assert (found[0].line, found[0].key) == (line, key)


def test_two_sources_cannot_share_a_name():
    one = "[[source]]\nkind = 'mediaon'\nname = 'a'\nurl = 'https://a.kr'\n"
    assert [problem.key for problem in problems_of(one + one)] == ["config.twice"]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_problem_names_file_line_and_what_would_be_right(language):
    use(language)
    try:
        told = telling.problem(problems_of("[weather]\nstations = ['서욿']\n")[0])
    finally:
        use("ko")
    assert told.startswith("config.toml:2: ")
    assert "서욿" in told
    assert "서울" in told


def test_a_file_that_is_not_text_is_one_problem(tmp_path):
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError) as caught:
        load(file, NAMES)
    assert [problem.key for problem in caught.value.problems] == ["config.unreadable"]


FEED = """
[[source]]
kind = "feed"
name = "BBC World"
url = "https://feeds.bbci.co.uk/news/world/rss.xml"
"""


@pytest.mark.parametrize(("given", "held"), [("true", True), ("false", False), ('"auto"', "auto")])
def test_a_feed_has_a_section_and_says_whose_text_is_read(given, held):
    source = parse(f'{FEED}section = " 국제 "\nfull_text = {given}\npaused = true', "c", NAMES).sources[0]
    assert (source.kind, source.section, source.paused) == ("feed", "국제", True)
    assert source.full_text is held or source.full_text == held == "auto"


def test_a_feed_without_more_stands_under_its_own_title_in_its_own_zone():
    source = parse(FEED, "c", NAMES).sources[0]
    assert (source.section, source.full_text, source.timezone, source.paused) == ("", "auto", "", False)


@pytest.mark.parametrize("given", ["1", "0", '"yes"', "[]", "3.0", '""'])
def test_full_text_is_true_false_or_auto(given):
    (problem,) = problems_of(f"{FEED}full_text = {given}")
    assert (problem.line, problem.key) == (6, "config.not_one_of")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (f'{FEED}sections = ["국제"]', "sections"),
        (f'{FEED.replace("feed", "mediaon", 1)}section = "국제"', "section"),
        (f"{FEED.replace('feed', 'mediaon', 1)}full_text = true", "full_text"),
    ],
)
def test_what_a_kind_of_source_does_not_have_is_named(text, key):
    (problem,) = problems_of(text)
    assert (problem.key, problem.fields["key"]) == ("config.unknown_key", key)


def test_two_kept_queries_cannot_share_a_name():
    one = "[[view]]\nname = 'a'\nquery = 'b'\n"
    assert [(problem.line, problem.key) for problem in problems_of(one + one)] == [(5, "config.twice")]
