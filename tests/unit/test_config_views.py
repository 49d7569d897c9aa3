"""Kept queries written into the configuration and taken out of it again, everything else left as it was."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.config import ViewSettings
from reader.config.views import add_view, remove_view
from reader.errors import ConfigError, ConfigUnwritable

FILE = """# 내 신문
language = "ko"

[[view]]   # 매일 보는 것
name = "금리"
query = "금리 is:unread"   # 안 읽은 것만

# 글쇠
[keys]
open = "enter"
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "nuri" / "config.toml"


def written(file, text):
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_query_is_kept_behind_the_others_and_taken_out_without_a_trace(file):
    config = add_view(written(file, FILE), "환율", '"원 달러" -엔')
    assert config.views == (ViewSettings("금리", "금리 is:unread"), ViewSettings("환율", '"원 달러" -엔'))
    told = file.read_text("utf-8")
    assert told.startswith(FILE.partition("\n# 글쇠")[0])
    assert told.endswith(FILE.partition("안 읽은 것만\n")[2])
    assert remove_view(file, "환율").views == config.views[:1]
    assert file.read_text("utf-8") == FILE
    assert remove_view(file, "금리").views == ()
    assert file.read_text("utf-8") == '# 내 신문\nlanguage = "ko"\n\n# 글쇠\n[keys]\nopen = "enter"\n'


def test_without_a_file_one_is_made_and_the_first_paper_stays(file):
    config = add_view(file, "금리", "금리")
    assert [source.name for source in config.sources] == ["누리일보"]
    assert file.read_text("utf-8") == '[[view]]\nname = "금리"\nquery = "금리"\n'


@pytest.mark.parametrize("text", ["view = []\n", 'view = [{name = "가", query = "나"}]\n', "[keys]\nopen = 'enter'"])
def test_every_form_of_the_tables_is_understood(file, text):
    before = tomllib.loads(text)
    config = add_view(written(file, text), "금리", "금리")
    assert config.views[-1] == ViewSettings("금리", "금리")
    remove_view(file, "금리")
    after = tomllib.loads(file.read_text("utf-8"))
    assert {**before, "view": before.get("view") or []} == {**after, "view": after.get("view", [])}


def test_one_that_is_not_there_is_gone_already(file):
    assert remove_view(written(file, FILE), "없음").views == (ViewSettings("금리", "금리 is:unread"),)
    assert file.read_text("utf-8") == FILE


@pytest.mark.parametrize(("text", "error"), [("not [ toml", ConfigUnwritable), (FILE, ConfigError)])
def test_what_cannot_be_kept_changes_nothing(file, text, error):
    written(file, text)
    with pytest.raises(error):
        add_view(file, "금리", "다른 말")
    assert file.read_text("utf-8") == text


@given(st.text(min_size=1, max_size=12), st.text(max_size=20))
def test_any_name_and_any_query_come_back_as_they_were(tmp_path_factory, name, query):
    file = written(tmp_path_factory.mktemp("config") / "config.toml", FILE)
    config = add_view(file, f"x{name}", query)
    assert config.views[-1] == ViewSettings(f"x{name}", query)
    remove_view(file, f"x{name}")
    assert file.read_text("utf-8") == FILE
