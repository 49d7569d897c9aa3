import os
import resource
import signal
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from msgspec.structs import replace

from reader.errors import CannotSave, NoBrowser, UnsafeAddress
from reader.model import Article, Block, Headline, Passage
from reader.newsroom import outside
from reader.text.dates import KST


def an_article(title="[사설] 수출 회복, 아직 이르다", **fields):
    when = datetime(2026, 1, 15, 9, 41, tzinfo=KST)
    head = Headline(id="abcd", source="누리일보", title=title, url="https://a.kr/1", published=when, **fields)
    return Article(head, (Block("paragraph", (Passage("첫 문장이다."),)),))


def test_an_article_is_saved_under_its_date_and_title(tmp_path):
    file = outside.save_markdown(an_article(), tmp_path / "nuri")
    assert file.name == "2026-01-15-사설-수출-회복-아직-이르다.md"
    assert "첫 문장이다." in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("title", ["con", "NUL", "Com1", "lpt9", "AUX"])
def test_no_title_makes_the_name_of_a_device(tmp_path, title):
    article = an_article(title)
    undated = replace(article, headline=replace(article.headline, published=None))
    assert outside.save_markdown(undated, tmp_path).name == "abcd.md"


def test_many_savers_of_one_article_each_get_a_file_of_their_own(tmp_path):
    with ThreadPoolExecutor(8) as savers:
        files = list(savers.map(lambda number: outside.save(an_article(), tmp_path, "md", f"{number}"), range(40)))
    assert len(set(files)) == 40
    assert [file.read_text() for file in files] == [f"{number}" for number in range(40)]


def test_a_file_that_cannot_be_written_whole_is_not_left_behind(tmp_path):
    with pytest.raises(UnicodeEncodeError):
        outside.save(an_article(), tmp_path, "md", "\ud800")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        with pytest.raises(CannotSave):
            outside.save(an_article(), tmp_path, "md", "more than ten bytes")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.glob("*.md")) == []


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    first = outside.save_markdown(an_article(), tmp_path)
    first.write_text("the reader's own notes", encoding="utf-8")
    second = outside.save_markdown(an_article(), tmp_path)
    assert second.name == f"{first.stem}-2.md"
    assert first.read_text(encoding="utf-8") == "the reader's own notes"


@pytest.mark.parametrize(
    "title", ["../../etc/passwd", ".bashrc", "-rf", "a/b\\c", "", "///", "가" * 500, "\x00", "CON", "~", "a\nb"]
)
def test_no_title_leads_out_of_the_folder(tmp_path, title):
    folder = tmp_path / "nuri"
    file = outside.save_markdown(an_article(title), folder)
    assert file.parent == folder
    assert file.resolve().parent == folder.resolve()
    assert not file.name.startswith((".", "-"))
    assert len(file.name.encode()) < 200


def test_a_link_planted_in_the_folder_is_not_followed(tmp_path):
    target = tmp_path / "target"
    folder = tmp_path / "nuri"
    folder.mkdir()
    (folder / f"{outside.file_stem(an_article())}.md").symlink_to(target)
    outside.save_markdown(an_article(), folder)
    assert not target.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser writes everywhere")
def test_a_folder_that_cannot_be_written_is_one_error(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(CannotSave):
        outside.save_markdown(an_article(), tmp_path / "nuri")


def test_a_file_where_the_folder_should_be_is_one_error(tmp_path):
    (tmp_path / "nuri").write_text("")
    with pytest.raises(CannotSave):
        outside.save_markdown(an_article(), tmp_path / "nuri")


@pytest.mark.parametrize(
    ("browser", "command"),
    [
        ("firefox", ["firefox", "https://a.kr/?a=1&b=2"]),
        ("firefox --new-tab", ["firefox", "--new-tab", "https://a.kr/?a=1&b=2"]),
        ("w3m %s", ["w3m", "https://a.kr/?a=1&b=2"]),
        ("lynx:w3m", ["lynx", "https://a.kr/?a=1&b=2"]),
    ],
)
def test_the_readers_browser_gets_the_address_as_one_word(browser, command):
    assert outside.browser_command("https://a.kr/?a=1&b=2", {"BROWSER": browser}) == command


@pytest.mark.parametrize("browser", ["%s", "%s --new-tab", " ", "'", 'fire"fox', "''", '"%s"'])
def test_a_browser_variable_that_names_no_browser_never_makes_the_address_a_command(browser):
    with pytest.raises(NoBrowser):
        outside.open_in_browser("https://a.kr/", {"BROWSER": browser})


def test_without_a_desktop_there_is_no_browser():
    with pytest.raises(NoBrowser):
        outside.open_in_browser("https://a.kr/", {})


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "-a", "", "https://a.kr/\x1b[2J"])
def test_only_http_addresses_reach_a_browser(url):
    with pytest.raises(UnsafeAddress):
        outside.open_in_browser(url, {"BROWSER": "false"})


def test_no_shell_ever_sees_an_address(tmp_path, monkeypatch):
    seen = tmp_path / "seen"
    script = tmp_path / "browser"
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$#" "$1" > {seen}.part\nmv {seen}.part {seen}\n')
    script.chmod(0o700)
    started = []
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: started.append(real(*a, **k)))
    outside.open_in_browser("https://a.kr/$(touch${IFS}pwned);x", {"BROWSER": str(script)})
    started[0].wait(10)
    assert seen.read_text().splitlines() == ["1", "https://a.kr/$(touch${IFS}pwned);x"]
