"""What the screen says to the terminal itself, beyond what Textual paints: the window's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App


def write_to_terminal(app: App[Any], sequence: str) -> None:
    """Write a control sequence of our own; what of it came from outside has passed `text.clean`."""
    if (driver := app._driver) is not None and not app.is_headless:  # noqa: SLF001 - Textual has no other way to it
        driver.write(sequence)
