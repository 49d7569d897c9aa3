"""Whatever titles, folders and modes meet it: what Nuri writes stays in its folders, and is for its reader alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from nuri_command import Nuri
from replica import Item
from terminal import Terminal

TITLES = (
    "../../../../outside", "/etc/cron.d/nuri", "..", "~/.ssh/authorized_keys", "a\x00b", "nul", ".bashrc", "-rf *", "가" * 400, "`id`$(id)",
    "C:\\Windows\\x", "\x1b]0;x\x07", "\u202egnp.exe", "e\u0301" * 200, "%2e%2e%2f", "  ", "CON", "a\nb\rc",
)  # fmt: skip


@pytest.fixture
def nuri(tmp_path, replica):
    items = [
        Item(title, f"/world/{number}", f"urn:{number}", content="<p>본문이 이어진다. 두 번째 문장이다.</p>" * 9)
        for number, title in enumerate(TITLES)
    ]
    replica.feeds.put("world", items, kind="json")
    config = f'[[source]]\nkind = "feed"\nname = "World"\nurl = "{replica.feed_url("world")}"\nfull_text = false\n'
    return Nuri(tmp_path, config + "[weather]\nstations = []\n")


@pytest.fixture
def wide_open():
    """Let everything that is made without a mode of its own be open to everyone."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder):
    return {path: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file() or path.is_dir()}


def open_to_others(folder):
    return {str(path): oct(mode) for path, mode in modes(folder).items() if mode & 0o077}


def test_everything_that_is_written_is_for_the_reader_alone_whatever_the_umask(nuri, replica, wide_open, tmp_path):
    home = Path(os.environ["HOME"])
    home.chmod(0o700)
    assert nuri("--verbose", "refresh").code == 0
    replica.site.publish("국제", title="다른 기사")
    nuri("show", replica.at("/news/article.html?no=214515"))
    nuri("refresh", env={"http_proxy": "socks9://x"})
    ids = [row["id"] for row in nuri("headlines", "--json").json]
    assert nuri("export", *ids[:3], "--output", home / "new" / "saved").code == 0
    assert nuri("library", "backup", home / "kept.db").code == 0
    with Terminal(nuri.arguments(), 120, 40) as terminal:
        terminal.wait_for("World", "nul")
        terminal.press("e")
        terminal.wait_for(".md")
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert any(path.suffix == ".md" for path in modes(home))
    assert open_to_others(home) == {}


def test_a_configuration_keeps_its_mode_and_a_new_one_is_for_the_reader_alone(nuri, replica, wide_open):
    nuri.config.chmod(0o640)
    assert nuri("sources", "set", "World", "--name", "Welt").code == 0
    assert stat.S_IMODE(nuri.config.stat().st_mode) == 0o640
    fresh = Nuri.__new__(Nuri)
    fresh.config = Path(os.environ["XDG_CONFIG_HOME"], "nuri", "config.toml")
    fresh.config.parent.mkdir(parents=True, mode=0o700)
    fresh.config.write_text("[weather]\nstations = []\n")
    fresh.config.chmod(0o600)
    assert fresh("sources", "add", replica.feed_url("world")).code == 0
    assert stat.S_IMODE(fresh.config.stat().st_mode) == 0o600


def test_whatever_an_article_is_called_its_file_stays_in_the_folder_and_over_nothing(nuri, tmp_path):
    nuri("refresh")
    ids = [row["id"] for row in nuri("headlines", "--json").json]
    assert len(ids) >= len(TITLES) - 1
    folder, canary = tmp_path / "saved", tmp_path / "canary"
    canary.write_text("untouched")
    before = {path for path in tmp_path.rglob("*") if folder not in path.parents}
    first = nuri("export", *ids, "--output", folder).out.split("\n")[:-1]
    for name in (Path(file).name for file in first):
        (folder / name).unlink()
        (folder / name).symlink_to(canary)
    second = nuri("export", *ids, "--output", folder).out.split("\n")[:-1]
    assert len({*first, *second}) == 2 * len(ids)
    for file in map(Path, second):
        assert file.parent == folder
        assert not file.is_symlink()
        assert not file.name.startswith((".", "-", "~"))
        assert len(file.name.encode()) < 200
        assert "본문이 이어진다" in file.read_text()
    assert canary.read_text() == "untouched"
    assert {path for path in tmp_path.rglob("*") if folder not in path.parents} - before <= {folder}
