"""A picture on its way to the terminal: the frame that it is wanted for, and what was drawn for that frame."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

PictureForm = Literal["kitty", "sixel", "cells", "dots", "letters"]


class Frame(Struct, frozen=True):
    """Where a picture is to stand: at most `columns` by `rows` cells, each of `cell` pixels (width, height).

    form: by the protocol kitty or sixel; as coloured halves of cells; as Braille dots or ASCII letters, which do
    without colour. dark: the ground is darker than what is written on it.
    """

    form: PictureForm
    columns: int
    rows: int
    cell: tuple[int, int] = (10, 20)
    dark: bool = True


class Drawing(Struct, frozen=True):
    """A picture drawn for a frame, `columns` by `rows` cells of it.

    cells: `pixels` has three bytes (RGB) a pixel, two rows of pixels a row of cells. dots and letters: `lines`.
    kitty and sixel: `sequence` is what the terminal is to be sent with its cursor on the first cell.
    """

    columns: int
    rows: int
    pixels: bytes = b""
    lines: tuple[str, ...] = ()
    sequence: str = ""
