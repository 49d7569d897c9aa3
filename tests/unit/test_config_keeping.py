"""One value of the configuration written, everything else left as it was."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.config import Names, Place, parse
from reader.config.keeping import write_stations
from reader.errors import ConfigUnwritable

FILE = """# 내 신문
language = "ko"   # 한국어

[weather] # 날씨
stations = [
  # 집
  "서울",  # "집" # 이라 함
  "부산", 105, # 고향
  {name = "Paris", latitude = 48.86, longitude = 2.35}, # 언니
]
providers = ["kma"] # 하나만

[[view]]
name = "금리"
query = "금리 is:unread"
"""
PARIS = Place("Paris", 48.86, 2.35)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "nuri" / "config.toml"


def written(file, text, stations):
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    write_stations(file, stations)
    return file.read_text("utf-8")


def test_only_the_stations_change_and_what_stands_beside_them_goes_with_them(file):
    told = written(file, FILE, ["제주", 105, "서울", PARIS])
    before, after = FILE.partition("stations = [")[0], FILE.partition("]\nproviders")[2]
    assert told.startswith(before)
    assert told.endswith(after)
    inside = told.removeprefix(before).partition("]\n")[0]
    assert [line.strip() for line in inside.splitlines()] == [
        "stations = [",
        '"제주",',
        "105, # 고향",
        "# 집",
        '"서울", # "집" # 이라 함',
        '{name = "Paris", latitude = 48.86, longitude = 2.35}, # 언니',
    ]
    assert parse(told, "", Names()).weather.stations == ("제주", 105, "서울", PARIS)


def test_without_a_file_one_is_made_that_only_its_reader_can_read(file):
    write_stations(file, ["서울", PARIS])
    assert parse(file.read_text("utf-8"), "", Names()).weather.stations == ("서울", PARIS)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["config.toml"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        'weather.stations = ["부산"]\n',
        'weather = {stations = ["부산"]}\n',
        "[weather]\n",
        "[weather]\r\nkma_key_env = 'X'\r\n",
    ],
)
def test_every_form_of_the_table_is_understood(file, text):
    told = written(file, text, ["서울", 105])
    assert tomllib.loads(told)["weather"]["stations"] == ["서울", 105]
    assert "kma_key_env" not in text or "kma_key_env = 'X'\r\n" in file.read_bytes().decode()


def test_a_link_is_followed_and_the_mode_is_kept(file, tmp_path):
    real = tmp_path / "dotfiles.toml"
    real.write_text('[weather]\nstations = ["부산"]\n', encoding="utf-8")
    real.chmod(0o644)
    file.parent.mkdir()
    file.symlink_to(real)
    write_stations(file, ["서울"])
    assert file.is_symlink()
    assert "서울" in real.read_text("utf-8")
    assert real.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("held", [b"not [ toml", b"\xff\xfe", b"weather = 3\n"])
def test_a_file_that_is_no_configuration_stays_as_it_is(file, held):
    file.parent.mkdir()
    file.write_bytes(held)
    with pytest.raises(ConfigUnwritable):
        write_stations(file, ["서울"])
    assert file.read_bytes() == held
    assert [one.name for one in file.parent.iterdir()] == ["config.toml"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "nuri").write_text("a file where the folder should be")
    with pytest.raises(ConfigUnwritable) as caught:
        write_stations(tmp_path / "nuri" / "config.toml", ["서울"])
    assert caught.value.fields["file"].endswith("config.toml")


@given(
    st.lists(st.sampled_from(["서울", "부산", "제주", 105, "고창군"]), max_size=5, unique=True),
    st.lists(st.sampled_from(["서울", "부산", "제주", 105, "고창군"]), max_size=5, unique=True),
    st.lists(st.text("가 #\"'[]{},=", max_size=6), min_size=5, max_size=5),
)
def test_any_stations_with_any_remarks_become_any_others(tmp_path_factory, before, after, remarks):
    file = tmp_path_factory.mktemp("config") / "config.toml"
    items = "".join(
        f"  {one!r}, # {remark}\n".replace("'", '"', 2) if isinstance(one, str) else f"  {one}, # {remark}\n"
        for one, remark in zip(before, remarks, strict=False)
    )
    told = written(file, f"[weather]\nstations = [\n{items}]\n# Ende\n", after)
    assert tomllib.loads(told)["weather"]["stations"] == after
    assert told.endswith("# Ende\n")
    for one, remark in zip(before, remarks, strict=False):
        assert one not in after or remark.strip() in told
