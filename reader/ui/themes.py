"""Our own two themes: night, blue-black ink with paper grey and amber, and day, warm paper with the red of a seal.

One accent each; everything else is ink in three strengths. Textual's themes work as well: the style sheet names only
the variables that every theme has.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.app import App
from textual.theme import Theme

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


def begin_with(app: App[Any], *wanted: str) -> None:
    """Make our themes known to `app` and set the first of `wanted` that there is, before anything is styled."""
    for each in (NIGHT, DAY):
        app.register_theme(each)
    app.set_reactive(App.theme, next((name for name in wanted if name in app.available_themes), NIGHT.name))
    app.stylesheet.set_variables(app.get_css_variables())
