"""Our own two themes: night, blue-black ink with paper grey and amber, and day, warm paper with the red of a seal.

One accent each; everything else is ink in three strengths. Textual's themes work as well: the style sheet names only
the variables that every theme has. With sixteen colours ink has two strengths, and what is chosen a ground of its own.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.theme import Theme


def _few(theme: Theme, *, ink: str, paper: str, ground: str, accent: str, quiet: str) -> Theme:
    """Give `theme` in few colours; `ground` is below what is chosen."""
    return replace(
        theme,
        primary=accent,
        secondary=quiet,
        accent=accent,
        warning=accent,
        error=accent,
        success=ink,
        foreground=ink,
        background=paper,
        surface=paper,
        panel=ground,
        boost=ground,
    )


SHEET = Path(__file__).with_name("nuri.tcss")

NIGHT = Theme(
    name="nuri",
    primary="#d9a648",
    secondary="#8f9bb3",
    accent="#d9a648",
    warning="#e0905c",
    error="#e07a6a",
    success="#93b17a",
    foreground="#d6d3cb",
    background="#12161f",
    surface="#12161f",
    panel="#1d2431",
    boost="#1d2431",
    dark=True,
)
DAY = Theme(
    name="nuri-day",
    primary="#a3262a",
    secondary="#5a5347",
    accent="#a3262a",
    warning="#8a4b12",
    error="#a3262a",
    success="#3f6b2f",
    foreground="#24211c",
    background="#f6f1e7",
    surface="#f6f1e7",
    panel="#e9e1d1",
    boost="#e9e1d1",
    dark=False,
)

# The same two where a terminal has sixteen colours: exactly those, so that none is taken for its neighbour.
_FEW = {
    NIGHT.name: _few(NIGHT, ink="#ffffff", paper="#000000", ground="#0000aa", accent="#ffff55", quiet="#aaaaaa"),
    DAY.name: _few(DAY, ink="#000000", paper="#ffffff", ground="#ffff55", accent="#aa0000", quiet="#555555"),
}


class _Scrollbar(ScrollBarRender):
    """A bar of whole cells: the parts of a cell that Textual begins and ends it with are wider in some terminals."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]


def begin_with(app: App[Any], *wanted: str) -> None:
    """Make our themes known to `app` and set the first of `wanted` that there is, before anything is styled."""
    ScrollBar.renderer = _Scrollbar
    few = app.console.color_system == "standard"
    app.set_class(few, "-few")
    for each in (NIGHT, DAY):
        app.register_theme(_FEW[each.name] if few else each)
    app.set_reactive(App.theme, next((name for name in wanted if name in app.available_themes), NIGHT.name))
    app.stylesheet.set_variables(app.get_css_variables())
