"""What the screen says to the terminal itself, beyond what Textual paints, and what it knows of it.

The terminal is never asked: while Textual reads the keyboard an answer would come as keys that nobody pressed. What
draws pictures tells so by its name; of all others nothing is expected but characters.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import struct
import sys
import termios
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reader.text.marks import marks

if TYPE_CHECKING:
    from textual.app import App

    from reader.config.settings import MarkWish, PictureWish
    from reader.model import PictureForm

_CELL = (8, 16)  # pixels; rather too small than too large, so that no picture is wider than its cells
_PLAIN_TERMS = ("linux", "dumb")  # consoles whose fonts have little beyond ASCII
_SHARED = ("TMUX", "STY", "ZELLIJ")  # several terminals may look at one screen, and these pass no picture on
_KITTY_TERMS, _KITTY_PROGRAMS = ("xterm-kitty", "xterm-ghostty"), ("ghostty",)
_SIXEL_TERMS, _SIXEL_PROGRAMS = ("foot", "mlterm", "contour"), ("WezTerm", "iTerm.app", "mintty")


def write_to_terminal(app: App[Any], sequence: str) -> None:
    """Write a control sequence of our own; what of it came from outside has passed `text.clean`."""
    if (driver := app._driver) is not None and not app.is_headless:  # noqa: SLF001 - Textual has no other way to it
        driver.write(sequence)


def wants_ascii(wish: MarkWish, environment: Mapping[str, str] = os.environ) -> bool:
    """Say whether the frame is drawn in ASCII: as the reader wishes, else where the terminal shows little else."""
    if wish != "auto":
        return wish == "ascii"
    written = getattr(sys.__stderr__, "encoding", None) or "utf-8"  # where Textual paints, by LC_ALL, LC_CTYPE or LANG
    return environment.get("TERM") in _PLAIN_TERMS or codecs.lookup(written).name != "utf-8"


def is_far(environment: Mapping[str, str] = os.environ) -> bool:
    """Say whether the terminal is at the other end of an SSH connection, where each picture would take its time."""
    return any(environment.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"))


def picture_form(app: App[Any], wish: PictureWish, environment: Mapping[str, str] = os.environ) -> PictureForm:
    """Say how pictures are drawn in this terminal: as the reader wishes, else as well as it is known to be able to."""
    if wish in {"kitty", "sixel", "cells", "dots"}:
        return wish
    if marks().ascii:
        return "letters"
    if app.no_color or app.console.color_system in {None, "standard"}:
        return "dots"
    return _known_form(environment)


def _known_form(environment: Mapping[str, str]) -> PictureForm:
    term, program = environment.get("TERM", ""), environment.get("TERM_PROGRAM", "")
    if any(environment.get(name) for name in _SHARED) or term.startswith(("screen", "tmux")):
        return "cells"
    if term.startswith(_KITTY_TERMS) or program in _KITTY_PROGRAMS or environment.get("KITTY_WINDOW_ID"):
        return "kitty"
    if term.startswith(_SIXEL_TERMS) or program in _SIXEL_PROGRAMS or environment.get("KONSOLE_VERSION"):
        return "sixel"
    return "cells"


def cell_size() -> tuple[int, int]:
    """Give width and height of a cell in pixels, as the system knows them of the terminal, else a usual size."""
    try:
        answer = fcntl.ioctl(sys.__stdout__ or 1, termios.TIOCGWINSZ, bytes(8))
    except (OSError, ValueError):
        return _CELL
    rows, columns, width, height = struct.unpack("HHHH", answer)
    return (width // columns, height // rows) if columns and rows and width >= columns and height >= rows else _CELL
