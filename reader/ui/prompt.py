"""A question of one line, in the place of the footer: what to find in an article, a link's number, a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from reader.ui.footer import Footer
from reader.ui.line_input import LineInput

if TYPE_CHECKING:
    from textual.app import ComposeResult


class Prompt(Horizontal):
    """Asks for a line under the name `asked`; `typed` hears each change and gives what stands beside it.

    `done` is told the answer, or None for none, after the footer is back; who asked says where the focus goes.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", show=False)]

    def __init__(
        self, asked: str, typed: Callable[[str], str], done: Callable[[str | None], None], *, value: str = ""
    ) -> None:
        super().__init__()
        self._asked = asked
        self._typed = typed
        self._done = done
        self._input = LineInput(value)
        self._aside = Static(Content(typed(value)), markup=False)

    def compose(self) -> ComposeResult:
        """Lay out the name, what is typed, and what it leads to."""
        yield Static(Content(f" {self._asked} "), classes="prompt--asked", markup=False)
        yield self._input
        yield self._aside

    def on_mount(self) -> None:
        """Take the keys, and the footer's place."""
        self._show_footer(display=False)
        self._input.focus()

    @on(Input.Changed)
    def _changed(self, message: Input.Changed) -> None:
        message.stop()
        self._aside.update(Content(self._typed(message.value)))

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self._end(message.value)

    def action_give_up(self) -> None:
        """Close without an answer."""
        self._end(None)

    def _end(self, answer: str | None) -> None:
        self._show_footer(display=True)
        self._done(answer)
        self.remove()

    def _show_footer(self, *, display: bool) -> None:
        self.screen.query_one(Footer).display = display
