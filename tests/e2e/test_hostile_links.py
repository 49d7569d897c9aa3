"""No string from outside reaches a shell, or is an option, or anything but a whole http address, to what opens links.

Canaries stand where the browser and the desktop's opener would, and write down every argument that they are given.
"""

from __future__ import annotations

import html
from urllib.parse import urlsplit

import pytest
from nuri_command import Nuri
from replica import Item
from terminal import Terminal

SHELL = "$(touch pwned)`touch pwned`;touch pwned|touch pwned&touch pwned"
LINKS = (
    "javascript:alert(1)", "file:///etc/passwd", "data:text/html,<script>1</script>", "-a", "--help", "--new-window=x", "//-evil/--x",
    "https://a.example/" + SHELL, "https://a.example/ --profile x", "https://a.example/\n--profile", "https://a.example/'\"", "vbscript:x",
    "https://-evil.example/", "http://a.example/%action", "https://a.example/%s%n", "HTTPS://A.EXAMPLE/\x1b]0;x\x07", "ssh://-oProxyCommand=x/",
    "https://user:pw@a.example/", "https://a.example/?a=1&b=2;touch pwned", "https://a.example/\u202egnp", "smb://a.example/", "\tjava\nscript:x",
    "https://a.example\\@b.example/", "http://[::1]:99999/", "https://가나.example/다?라=마", "ms-settings:x", "https:///x", "https://a.example/{x,y}<>",
)  # fmt: skip
CANARY = '#!/bin/sh\nfor each in "$@"; do printf "%s\\000" "$each"; done >> "{0}.part"\nprintf "\\001" >> "{0}.part"\ncp "{0}.part" "{0}"\n'


@pytest.fixture
def canaries(tmp_path):
    """Put a script in the place of every program that could open a link, and give what they were called with."""
    folder, told = tmp_path / "bin", tmp_path / "told"
    folder.mkdir()
    for name in ("xdg-open", "open", "firefox", "www-browser", "x-www-browser", "browser of mine"):
        (folder / name).write_text(CANARY.format(told))
        (folder / name).chmod(0o700)

    def calls():
        data = told.read_bytes() if told.exists() else b""
        return [call.split(b"\0")[:-1] for call in data.split(b"\1")[:-1]]

    return folder, calls


@pytest.fixture
def nuri(tmp_path, replica):
    """A reader of one article full of links, and of articles that are themselves at such addresses."""
    body = "".join(
        f'<p>{number}: <a href="{html.escape(link)}">여기</a>를 본다.</p>' for number, link in enumerate(LINKS)
    )
    items = [Item("링크 모음", "/world/all", "all", "2026-01-15T09:00:00+09:00", content=body)]
    items += [
        Item(f"기사 {number}", link, f"urn:{number}", f"2026-01-14T08:{number:02}:00+09:00")
        for number, link in enumerate(LINKS)
    ]
    replica.feeds.put("world", items, kind="json")
    config = f'[[source]]\nkind = "feed"\nname = "World"\nurl = "{replica.feed_url("world")}"\nfull_text = false\n'
    nuri = Nuri(tmp_path, config + "[weather]\nstations = []\n")
    assert nuri("refresh").code == 0
    return nuri


def reading(nuri, canaries, **environment):
    folder, _ = canaries
    return Terminal(nuri.arguments(), 120, 40, {"PATH": f"{folder}:/usr/bin:/bin", "DISPLAY": ":0"} | environment)


def open_all(terminal, calls, *, links):
    """Open every link of the first article by its number, and every article's own address."""
    terminal.wait_for("World", "링크 모음")
    terminal.press("\r")
    terminal.wait_for("0: ")
    for number in range(1, links + 1):
        terminal.press("f")
        terminal.wait_for("링크 번호")
        terminal.press(*str(number), "\r")
        terminal.wait_gone("링크 번호")
        terminal.wait(lambda: len(calls()) == number)  # noqa: B023 - waited for here and now
    terminal.press("q")


@pytest.mark.parametrize(("browser", "before"), [("", []), ("'browser of mine' -- %s --x", [b"--", b"--x"])])
def test_what_opens_links_is_given_one_whole_http_address_and_nothing_else(nuri, canaries, tmp_path, browser, before):
    _, calls = canaries
    links = nuri("show", nuri("headlines", "--json").json[0]["id"], "--json").json["links"]
    assert 8 <= len(links) < len(LINKS)
    with reading(nuri, canaries, BROWSER=browser) as terminal:
        open_all(terminal, calls, links=len(links))
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert [[word for word in call if word not in before] for call in calls()] == [[link.encode()] for link in links]
    for link in links:
        assert link.startswith(("http://", "https://"))
        assert urlsplit(link).hostname
        assert link.isascii()
        assert link.isprintable()
        assert not set(link) & set(" '\"<>`\\")
    assert not list(tmp_path.rglob("pwned"))


def test_every_articles_own_address_is_such_a_one_or_is_not_opened(nuri, canaries, tmp_path):
    _, calls = canaries
    rows = nuri("headlines", "--json", "--limit", "99").json
    opened = [row["url"] for row in rows if row["url"]]
    assert len(opened) < len(LINKS)
    with reading(nuri, canaries) as terminal:
        terminal.wait_for("World", "링크 모음")
        done = 0
        for row in rows:
            terminal.press("o")
            done += bool(row["url"])
            terminal.wait(lambda: len(calls()) == done)  # noqa: B023 - likewise
            terminal.press("j")
        terminal.press("q")
        assert terminal.wait_end() == 0
    assert [call for call in calls() if len(call) != 1 or not call[0].startswith((b"http://", b"https://"))] == []
    assert sorted(call[0].decode() for call in calls()) == sorted(opened)
    assert not list(tmp_path.rglob("pwned"))
