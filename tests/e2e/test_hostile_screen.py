"""Hostile text in every pane, in a real terminal: each byte that is written there is one that Nuri means."""

from __future__ import annotations

import json
import os
import signal
import time
import unicodedata
from dataclasses import replace

import allowed
import pytest
from nuri_command import Nuri
from replica import Fault, Item
from terminal import Terminal

from reader.commands import BY_ID
from reader.locale import sentences

HOSTILE = {
    "clipboard": "\x1b]52;c;cm0gLXJm\x07", "title": "\x1b]0;pwned\x1b\\", "link": "\x1b]8;;file:///x\x1b\\", "csi": "\x1b[2J\x1b[31m", "c1": "\x9b2J\x9d0;x\x9c",
    "dcs": '\x1bP$q"p\x1b\\', "apc": "\x1b_Ga=d\x1b\\", "open": "\x1b]0;", "reset": "\x1bc\x1b(0\x0e", "query": "\x1b[c\x1b[6n\x05", "bidi": "\u202e\u2066\u061c",
    "zero": "\u200b\u200d\ufeff\u2060\u00ad" * 200, "marks": "e" + "\u0301\u0489" * 300, "tags": "\U000e0041\U000e007f", "filler": "\u3164\uffa0\u115f",
    "markup": "[red]x[/] [@click=app.quit]x[/] [link='x']y[/link] [/foo] \\[b]", "braces": "{0.__class__} %s %(x)s $x ${x}", "nul": "a\x00b\x08\x7f",
    "lines": "\r\n\v\f\x85\u2028\u2029", "pictures": "\u2400\u241b\u2424 ^[[0m", "long": "끝이 없는 제목 " * 400, "wide": "①★…─│ ❤\ufe0f 👨\u200d👩\u200d👧 🇰🇷 1\ufe0f\u20e3",
    "rtl": "שלום עולם مرحبا", "jamo": "\u1112\u1161\u11ab" * 30, "old": "ᄒᆞᆫ글 \ud7b0", "cut": "\ud83d\ude00\udc00", "entities": "&#27;[2J &#x9b;2J &lt;b&gt; <b>x</b>",
}  # fmt: skip


def titled(name):
    return f"{name} {HOSTILE[name]} {name}"


@pytest.fixture
def nuri(tmp_path, replica):
    """A reader whose feeds, their titles, sections and errors, and whose weather mean harm."""
    body = "".join(
        f"<h2>{text}</h2><p>{text} <a href='https://a.example/{number}'>{text}</a></p><ul><li>{text}</ul><table><tr><td>{text}<td>{text}</table>"
        f"<blockquote>{text}</blockquote><pre>{text}</pre><figure><img src='/{number}.png' alt='{text}'><figcaption>{text}</figcaption></figure>"
        for number, text in enumerate(HOSTILE.values())
    )
    items = [
        {
            "id": f"urn:{name}{text}", "url": f"/world/{name}", "title": titled(name), "summary": text, "content_html": body,
            "date_published": "2026-01-15T09:00:00+09:00", "authors": [{"name": text}], "tags": [text], "image": f"/{text}.png",
        }
        for name, text in HOSTILE.items()
    ]  # fmt: skip
    name = "세계" + "".join(HOSTILE[part] for part in ("clipboard", "markup", "bidi", "csi"))
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": name, "home_page_url": "/", "items": items}
    replica.feeds.raw("world", json.dumps(feed).encode(), "application/feed+json")
    told = [Item(titled(name), f"/rss/{name}", f"urn:{name}", summary=HOSTILE[name]) for name in list(HOSTILE)[:9]]
    replica.feeds.put("rss", told, title=HOSTILE["title"] + HOSTILE["long"])
    stations = replica.weather._stations
    for number, name in zip(stations, HOSTILE, strict=False):
        harm = "".join(
            letter for letter in HOSTILE[name] if letter == "\x85" or not unicodedata.category(letter).startswith("C")
        )[:300]
        stations[number] = replace(stations[number], name=harm or "x", sky=harm or "x", temperature="9e999")
    replica.fault("/feeds/lost.xml", Fault.redirect("https://a.example:99999/\x1b]0;x\x07[red]" + "x" * 300))
    replica.fault("/feeds/garbage.xml", Fault.garbage(b"\x1b]0;x\x07\x9b2J[red]"))
    replica.fault("/feeds/page.xml", Fault.wrong_type("\x1b]0;x\x07[red]"))
    feeds = "".join(
        f'[[source]]\nkind = "feed"\nname = "[red]{name}[/]"\nurl = "{replica.feed_url(name)}"\nfull_text = false\n'
        for name in ("world", "rss", "lost", "garbage", "page")
    )
    return Nuri(tmp_path, feeds + replica.config())


# What terminals let through when it is pasted: they take ESC out themselves.
PASTED = "\x1b[200~[red]" + "".join(HOSTILE[name] for name in ("c1", "bidi", "filler", "markup")) + "\x1b[201~"


class Tour:
    """A way through the whole program; `seen` is every screen that it came by."""

    def __init__(self, terminal, language):
        self._terminal = terminal
        self._say = sentences(language)
        self.seen = ""

    def go(self, *keys):
        """Press keys one by one, and look after each once the screen has answered."""
        for key in keys:
            before = self._terminal.text
            self._terminal.press(key)
            deadline = time.monotonic() + 1
            while self._terminal.text == before and time.monotonic() < deadline:  # some keys change nothing
                self._terminal._read(0.1)
            if key == "\x1b":
                self._terminal._read(0.3)  # an escape is a key of its own only if nothing follows it
            self.seen += self._terminal.text

    def _asks(self, name):
        return self._terminal.lines[-1].strip().startswith(self._say[name])

    def answer(self, key, name, *typed):
        """Have something asked in the last line, type there, and leave; each is waited for, or keys would go astray."""
        self.go(key)
        self._terminal.wait(lambda: self._asks(name))
        self.go(*typed, "\x1b")
        self._terminal.wait(lambda: not self._asks(name))

    def everywhere(self):
        self.go("1", "2", *"jjjkkGkk", "\r")
        self.answer("f", "ui.which_link", "1", PASTED)
        self.answer("/", "ui.find", PASTED)
        self.go("G", " ", "e")
        self._terminal.wait_for(".md")
        self.go("y", "q")
        self.go("b", "x", "u", "3", "4", "\t", "j", "k", "\t", "2")
        self.go("w", *"jjG", "\x1b", "?", "\x1b", "\x10", "a", PASTED, "\x1b")
        if "leave_search" in BY_ID:
            self.go("/", PASTED, "\x1b", "\x1b")
        if "sources" in BY_ID:
            self.go("s", *"jjjj", "\r", "\x1b", "c", "j", "\x1b", "\x1b")


@pytest.mark.parametrize(("columns", "rows", "language"), [(120, 40, "ko_KR.UTF-8"), (60, 20, "en_US.UTF-8")])
def test_whatever_comes_from_outside_every_byte_on_the_terminal_is_one_that_is_meant(
    nuri, replica, columns, rows, language
):
    assert nuri("refresh").code == 1
    with Terminal(nuri.arguments(), columns, rows, {"LC_ALL": language}) as terminal:
        terminal.wait_for("세계")
        tour = Tour(terminal, language[:2])
        tour.everywhere()
        replica.stop()
        tour.go("r", "\x1b")
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.wait_end() == 0
    seen = allowed.read(terminal.written)
    assert seen.strangers == []
    shown = ("[red]", "[@click=app.quit]", "{0.__class__}")
    assert [part for part in shown if part not in tour.seen] == []
    assert len(seen.copied) == 1
    assert seen.copied[0].startswith(replica.url)
    assert seen.titles


@pytest.mark.parametrize(
    "sequence", ["\x1b]0;x\x07", "\x1b]8;;https://a/\x1b\\", "\x1b]52;c;?\x07", "\x1b[6n", "\x1bc", "\x1b[5i", "\x9b2J", "\x1bP$q\x1b\\", "\x1b_Ga=d\x1b\\",
                 "\x1b]2;a\x1b[2J\x07", "\x1b[?47h", "\x1b[20t", "\u202e", "\x08", "\x00", "\x7f", "\x05", "\x0e", "\x1b[>1;2m", "\x1b", "\x1b]2;\u202e\x07"],
)  # fmt: skip
def test_what_nuri_has_no_use_for_is_a_stranger(sequence):
    found = allowed.read(f"\x1b[?1049h글 \x1b[1;38;2;1;2;3m{sequence}글\x1b[12;3H\x1b[0m\r\n".encode())
    assert found.strangers
    assert allowed.read("\x1b[?1049h글 \x1b[1;38;2;1;2;3m글\x1b[12;3H\x1b[0m\r\n".encode()).strangers == []
