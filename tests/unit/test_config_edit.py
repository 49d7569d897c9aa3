import stat
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.config import Config, Names, load
from reader.config.edit import NewSource, add_sources, change_source, remove_source
from reader.errors import ConfigError, ConfigUnwritable

BBC = NewSource("feed", "BBC", "https://feeds.bbci.co.uk/news/world/rss.xml", section="국제")
FULL = """# everything of mine
language = "ko"   # the screen's

# the paper
[[source]]
kind = "mediaon"
name = "한 신문"   # its name
url = "https://a.kr/"
[source.headers]
X-Key = "1"
# still of the first

# a feed
[[source]]
kind = "feed"
name = "둘"
url = "https://b.kr/rss"

# the sky
[weather]
stations = [
    "서울",   # home
]
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "nuri" / "config.toml"


def written(file, text):
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def names(config):
    return [source.name for source in config.sources]


def test_the_first_source_that_is_added_takes_none_away(file):
    config = add_sources(file, [BBC])
    assert names(config) == ["누리일보", "BBC"]
    assert config.sources[0] == Config().sources[0]
    assert load(file, Names()) == config
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_all_comments_and_everything_else_stay_to_the_letter(file):
    written(file, FULL)
    config = add_sources(file, [BBC])
    assert names(config) == ["한 신문", "둘", "BBC"]
    text = file.read_text(encoding="utf-8")
    block = '[[source]]\nkind = "feed"\nname = "BBC"\nurl = "https://feeds.bbci.co.uk/news/world/rss.xml"\nsection = "국제"\n\n'
    assert text.replace(block, "") == FULL
    assert text.index("BBC") < text.index("# the sky")
    assert names(remove_source(file, "BBC")) == ["한 신문", "둘"]
    assert file.read_text(encoding="utf-8") == FULL


def test_what_is_removed_takes_its_own_lines_only(file):
    written(file, FULL)
    assert names(remove_source(file, "한 신문")) == ["둘"]
    text = file.read_text(encoding="utf-8")
    assert "X-Key" not in text
    for remark in ("# everything of mine", "# the screen's", "# the paper", "# a feed", "# the sky", "# home"):
        assert remark in text


def test_without_the_last_source_there_is_none_and_not_the_default(file):
    written(file, FULL)
    for name in ("둘", "한 신문"):
        config = remove_source(file, name)
    assert config.sources == ()
    assert load(file, Names()).sources == ()
    assert names(add_sources(file, [BBC])) == ["BBC"]
    assert "source = []" not in file.read_text(encoding="utf-8")


def test_the_default_can_be_removed_as_well(file):
    assert remove_source(file, "누리일보").sources == ()
    assert load(file, Names()).sources == ()


def test_a_source_is_changed_in_its_own_lines_and_its_remarks_stay(file):
    written(file, FULL)
    config = change_source(file, "둘", {"name": "새 이름", "section": "국제", "paused": True})
    assert (config.sources[1].name, config.sources[1].section, config.sources[1].paused) == ("새 이름", "국제", True)
    config = change_source(file, "새 이름", {"name": "둘", "section": None, "paused": None})
    assert file.read_text(encoding="utf-8") == FULL
    config = change_source(file, "둘", {"full_text": False, "interval_minutes": 90})
    assert (config.sources[1].full_text, config.sources[1].interval_minutes) == (False, 90)
    change_source(file, "한 신문", {"name": "다른 신문"})
    text = file.read_text(encoding="utf-8")
    assert 'name = "다른 신문"   # its name' in text
    assert load(file, Names()).sources[0].headers == (("X-Key", "1"),)


def test_the_default_is_written_out_to_be_changed(file):
    assert change_source(file, "누리일보", {"paused": True}).sources[0].paused


def test_a_source_of_an_inline_array_is_changed_in_it(file):
    written(file, 'source = [{kind = "feed", name = "x", url = "https://a.kr/"}]   # mine\n')
    assert change_source(file, "x", {"section": "교육"}).sources[0].section == "교육"
    assert "# mine" in file.read_text(encoding="utf-8")


def test_sources_in_an_inline_array_are_kept_in_it(file):
    written(file, 'source = [{kind = "feed", name = "x", url = "https://a.kr/"}]   # mine\n[weather]\nstations = []\n')
    assert names(add_sources(file, [BBC])) == ["x", "BBC"]
    assert names(remove_source(file, "x")) == ["BBC"]
    assert "# mine" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["[weather\n", 'language = "fr"\n', "[[source]]\n", "\ufffe"])
def test_a_file_that_is_wrong_already_is_left_as_it_is(file, text):
    written(file, text)
    with pytest.raises((ConfigError, ConfigUnwritable)):
        add_sources(file, [BBC])
    assert file.read_text(encoding="utf-8") == text


def test_what_would_make_the_file_wrong_is_not_written(file):
    written(file, FULL)
    with pytest.raises(ConfigError):
        add_sources(file, [NewSource("feed", "둘", "https://c.kr/")])
    assert file.read_text(encoding="utf-8") == FULL


def test_a_file_without_a_last_newline_and_one_with_windows_ones(file):
    written(file, FULL.rstrip())
    assert names(add_sources(file, [BBC])) == ["한 신문", "둘", "BBC"]
    file.write_bytes(b'language = "ko"\r\n[weather]\r\nstations = []')
    assert names(add_sources(file, [BBC])) == ["누리일보", "BBC"]
    assert names(remove_source(file, "누리일보")) == ["BBC"]


def test_a_link_to_the_file_is_followed_and_its_mode_kept(file, tmp_path):
    real = written(tmp_path / "dotfiles" / "nuri.toml", FULL)
    real.chmod(0o640)
    file.parent.mkdir()
    file.symlink_to(real)
    add_sources(file, [BBC])
    assert file.is_symlink()
    assert "BBC" in real.read_text(encoding="utf-8")
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert [path.name for path in real.parent.iterdir()] == ["nuri.toml"]


def test_brackets_in_texts_are_no_headers(file):
    tricky = FULL + '\n[[view]]\nname = "x"\nquery = """\n[[source]]\n"""\n'
    written(file, tricky)
    try:
        config = add_sources(file, [BBC])
    except (ConfigError, ConfigUnwritable):
        assert file.read_text(encoding="utf-8") == tricky
    else:
        assert names(config) == ["한 신문", "둘", "BBC"]


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=20).filter(str.strip),
    st.text(st.characters(blacklist_categories=("Cs",)), max_size=20),
)
def test_any_name_can_be_written_and_read_back(tmp_path_factory, name, section):
    file = written(tmp_path_factory.mktemp("nuri") / "nuri" / "config.toml", FULL)
    config = add_sources(file, [NewSource("feed", f"{name}!", "https://c.kr/", section)])
    assert config.sources[-1].name == f"{name}!".strip()
    assert config.sources[-1].section == section.strip()
    tree = tomllib.loads(file.read_text(encoding="utf-8"))
    assert tree["weather"] == {"stations": ["서울"]}
    remove_source(file, f"{name}!".strip())
    assert file.read_text(encoding="utf-8") == FULL
