"""Manners in a real terminal: put aside and taken up again, closed, without colour."""

import os
import re
import signal
import sys
from pathlib import Path

from nuri_command import COMMAND, Nuri
from terminal import Terminal

LEAD = "과기정통부, 한-아세안"


def state(pid):
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_ctrl_z_puts_it_aside_and_it_comes_back():
    with Terminal([str(COMMAND), "demo"], 80, 24) as terminal:
        terminal.wait_for(LEAD)
        terminal.press("\x1a")
        terminal.wait(lambda: state(terminal.pid) == "T")
        terminal.screen.reset()
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.wait_for(LEAD)
        terminal.press("q")
        assert terminal.wait_end() == 0


def test_a_terminal_that_is_closed_loses_no_place(tmp_path, replica):
    nuri = Nuri(tmp_path, replica.config())
    nuri("refresh")
    for end, key, name in ((signal.SIGHUP, "3", "오피니언"), (signal.SIGTERM, "4", "교육")):
        with Terminal(nuri.arguments(), 120, 40) as terminal:
            terminal.wait_for("[KBO]" if end == signal.SIGHUP else "오피니언")
            terminal.press(key)
            terminal.wait(lambda: re.search(rf"{name}  \d", terminal.text))  # noqa: B023 - waited for here and now
            os.kill(terminal.pid, end)
            assert terminal.wait_end() == 0
    with Terminal(nuri.arguments(), 120, 40) as terminal:
        terminal.wait(lambda: re.search(r"교육  \d", terminal.text))


def test_no_color_means_none():
    with Terminal([str(COMMAND), "demo"], 80, 24, {"NO_COLOR": "1"}) as terminal:
        terminal.wait_for(LEAD)
        terminal.press("q")
        terminal.wait_end()
    assert not re.search(rb"\x1b\[[0-9;]*\b[34]8;", terminal.written)


# The real program, but for one thing that goes wrong when an article is opened.
BROKEN = """
import sys
from reader.cli import main
from reader.newsroom.service import Newsroom

def opened(self, name):
    text = "기사 본문의 한 문장"
    raise RuntimeError(text)

Newsroom.opened = opened
sys.exit(main(["demo"]))
"""


def test_a_crash_leaves_the_terminal_as_it_was_and_says_one_sentence(tmp_path):
    home = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "CACHE", "STATE")}
    with Terminal([sys.executable, "-c", BROKEN], 80, 24, home) as terminal:
        before = terminal.attributes()
        terminal.wait_for(LEAD)
        assert terminal.attributes() != before
        terminal.press("\r")
        assert terminal.wait_end() == 1
        assert terminal.attributes() == before
    modes = re.findall(rb"\x1b\[\?(\d+)([hl])", terminal.written)
    last = dict(modes)
    assert {mode for mode, state in last.items() if state == b"h"} <= {b"25", b"7"}  # the cursor, and wrapping
    told = terminal.written.rpartition(b"\x1b[?1049l")[2].decode()
    assert "nuri.log" in told
    assert "한 문장" not in terminal.written.decode(errors="replace")


def test_a_storm_of_sizes_is_weathered():
    with Terminal([str(COMMAND), "demo"], 80, 24) as terminal:
        terminal.wait_for(LEAD)
        for number in range(60):
            terminal.resize(40 + 37 * number % 160, 10 + 11 * number % 50)
            terminal.press("j" if number % 2 else "k")
        terminal.resize(120, 40)
        terminal.wait_for(LEAD, "경제산업", "도움말")
        terminal.press("q")
        assert terminal.wait_end() == 0
