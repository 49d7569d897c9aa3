"""The short hand in which the sections' articles are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..articles import Article, Piece, at


def desk(section: str) -> Callable[..., Article]:
    """Give a section's way to write an article: date, title, pieces, and the rest by name."""

    def write(stamp: str, title: str, *body: Piece, **more: Any) -> Article:
        edited = more.pop("edited", "")
        return Article(0, section, title, at(stamp), body, edited=at(edited) if edited else None, **more)

    return write
