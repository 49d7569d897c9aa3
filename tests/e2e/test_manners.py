"""Manners in a real terminal: put aside and taken up again, closed, without colour."""

import os
import re
import signal
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
