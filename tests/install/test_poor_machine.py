import os

import pytest
from nuri_command import COMMAND, Nuri
from terminal import Terminal


@pytest.mark.parametrize(
    "arguments", [(), ("headlines",), ("refresh",), ("weather",), ("sources", "list"), ("doctor",), ("library",)]
)
def test_a_home_that_cannot_be_written_is_one_sentence(tmp_path, arguments):
    nuri = Nuri(tmp_path)
    (tmp_path / "file").touch()
    ran = nuri(*arguments, env={"XDG_DATA_HOME": f"{tmp_path}/file/data", "XDG_STATE_HOME": f"{tmp_path}/file/state"})
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 1
    assert f"{tmp_path}/file/data/nuri/library.db" in ran.err


@pytest.mark.parametrize("arguments", [("--version",), ("demo",), ("config", "path"), ("config", "show")])
def test_what_needs_no_folder_works_without_one(tmp_path, arguments):
    (tmp_path / "file").touch()
    folders = ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME")
    ran = Nuri(tmp_path)(*arguments, env=dict.fromkeys(folders, f"{tmp_path}/file/x"))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out


def test_without_a_place_for_the_cache_the_news_come_and_the_log_says_so(tmp_path, replica):
    nuri = Nuri(tmp_path, replica.config())
    (tmp_path / "file").touch()
    ran = nuri("refresh", "--json", env={"XDG_CACHE_HOME": f"{tmp_path}/file/cache"})
    assert (ran.code, ran.json["sources"][0]["status"]) == (0, "updated")
    assert "cache" not in ran.err
    log = nuri.home / ".local/state/nuri/nuri.log"
    assert f"{tmp_path}/file/cache" in log.read_text("utf-8")


def test_a_dumb_terminal_gets_the_front_page_as_lines():
    with Terminal([str(COMMAND), "demo"], 80, 24, {"TERM": "dumb"}) as terminal:
        assert terminal.wait_end() == 0
    assert "누리일보".encode() in terminal.written
    assert b"\x1b" not in terminal.written


@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}]
)
def test_the_c_locale_is_answered_and_json_stays_utf_8(tmp_path, locale):
    nuri = Nuri(tmp_path)
    env = os.environ | locale
    assert nuri("demo", env=env).code == 0
    assert nuri("sources", "--json", env=env).json["sources"][0]["name"] == "누리일보"
