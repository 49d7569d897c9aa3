"""The one line in which the reader types: what to find in an article, or a link's number; it stands over the footer.

Textual's own Input does the typing, since it puts the terminal's cursor where an input method composes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

if TYPE_CHECKING:
    from textual.app import ComposeResult


class Prompt(Horizontal):
    """Asks for a line under the name `asked`; `typed` hears each change and gives what stands beside it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", show=False)]

    def __init__(
        self, asked: str, typed: Callable[[str], str], done: Callable[[str | None], None], *, value: str = ""
    ) -> None:
        super().__init__()
        self._asked = asked
        self._typed = typed
        self._done = done
        self._input = Input(value, compact=True)
        self._input.cursor_blink = False
        self._aside = Static(Content(typed(value)), markup=False)

    def compose(self) -> ComposeResult:
        """Lay out the name, what is typed, and what it leads to."""
        yield Static(Content(f" {self._asked} "), classes="prompt--asked", markup=False)
        yield self._input
        yield self._aside

    def on_mount(self) -> None:
        """Take the keys."""
        self._input.focus()

    @on(Input.Changed)
    def _changed(self, message: Input.Changed) -> None:
        message.stop()
        self._aside.update(Content(self._typed(message.value)))

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self._done(message.value)

    def action_give_up(self) -> None:
        """Close without an answer."""
        self._done(None)
