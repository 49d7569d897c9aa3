"""Our own two themes: night, blue-black ink with paper grey and amber, and day, warm paper with the red of a seal.

One accent each; everything else is ink in three strengths. Textual's themes work as well: the style sheet names only
the variables that every theme has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.theme import Theme

if TYPE_CHECKING:
    from textual.app import App

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


def register(app: App[Any]) -> None:
    """Make our themes known to `app`."""
    for theme in (NIGHT, DAY):
        app.register_theme(theme)
