"""Pictures in a real terminal: what is written for them, and that nothing else is, asked or left behind."""

import os
import re

import pytest
from nuri_command import COMMAND, Nuri
from terminal import Terminal

LEAD = "과기정통부, 한-아세안"
FAR = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "TMUX", "STY", "KITTY_WINDOW_ID", "TERM_PROGRAM")
PLAIN = {"COLORTERM": "truecolor"}
ASKED = re.compile(rb"\x1b\[[>=]?[0-9]*c|\x1b\[1[468]t|\x1b_Ga=q|\x1b\[\?[0-9;]*S")
"""Questions to a terminal: its device attributes, its sizes, whether it draws pictures."""


@pytest.fixture(autouse=True)
def _near(monkeypatch):
    for name in FAR:
        monkeypatch.delenv(name, raising=False)


def looked_at(terminal, title=LEAD):
    """Open the first article and its picture; gives how much was written before."""
    terminal.wait_for(title)
    terminal.press("\r")
    terminal.wait_for("[사진]")
    begun = len(terminal.written)
    terminal.press("i")
    terminal.wait_for("사진 1/1")
    return begun


def leave(terminal):
    terminal.press("q")
    terminal.wait_gone("사진 1/1")
    terminal.press("q", "q")
    assert terminal.wait_end() == 0


def test_half_cells_are_characters_and_colours_and_nothing_else():
    with Terminal([str(COMMAND), "demo"], 120, 40, PLAIN) as terminal:
        looked_at(terminal)
        terminal.wait_for("▀" * 20, "안내판")
        leave(terminal)
    assert not ASKED.search(terminal.written)
    assert b"\x1b_" not in terminal.written
    assert b"\x1bP" not in terminal.written


@pytest.mark.parametrize(
    ("variables", "begins", "ends"),
    [
        ({"TERM": "xterm-kitty"}, b"\x1b_Ga=T,f=100,q=2,C=1,", b"\x1b_Ga=d,d=A,q=2\x1b\\"),
        ({"TERM_PROGRAM": "WezTerm"}, b"\x1bP0;0;0q", b"\x1b\\"),
    ],
)
def test_a_terminal_that_draws_pictures_gets_one_at_its_place_and_none_stays(variables, begins, ends):
    with Terminal([str(COMMAND), "demo"], 120, 40, PLAIN | variables) as terminal:
        begun = looked_at(terminal)
        terminal.wait(lambda: begins in terminal.written)
        drawn = terminal.written.index(begins)
        assert re.search(rb"\x1b7\x1b\[\d+;\d+H$", terminal.written[begun:drawn])
        leave(terminal)
    assert ends in terminal.written[drawn:]
    assert "▀" not in terminal.written.decode(errors="ignore")
    assert not ASKED.search(terminal.written)


def test_the_configuration_can_ask_for_dots(tmp_path, replica):
    nuri = Nuri(tmp_path, replica.config(more='[reading]\npictures = "dots"\n'))
    nuri("refresh")
    with Terminal(nuri.arguments(), 120, 40, PLAIN | {"SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 22"}) as terminal:
        looked_at(terminal, "[KBO]")
        terminal.wait(lambda: any("\u2801" <= mark <= "\u28ff" for mark in terminal.text))
        os.kill(terminal.pid, 15)
        assert terminal.wait_end() == 0
