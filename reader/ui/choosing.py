"""A question with a few answers, in front of whatever asks it; j, k and Enter, or a click. Escape chooses nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from reader.ui.keys import press_latin
from reader.ui.options import Options

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult


class ChoosingScreen(ModalScreen[int | None]):
    """Asks `question`, and gives the place of the answer among `answers`; `first` is under the cursor."""

    CSS_PATH = "listing.tcss"
    AUTO_FOCUS = "#choice"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", show=False),
        Binding("j", "step(1)", show=False),
        Binding("k", "step(-1)", show=False),
        Binding("space", "choose", show=False),
    ]

    def __init__(self, question: str, answers: Sequence[str], *, first: int = 0) -> None:
        super().__init__()
        self._question = question
        self._answers = tuple(answers)
        self._first = first
        self._options = Options(id="choice")

    def compose(self) -> ComposeResult:
        """Lay the question over its answers."""
        with Vertical(id="choosing"):
            yield Static(Content(self._question), id="question", markup=False)
            yield self._options

    def on_mount(self) -> None:
        """Offer the answers."""
        self._options.show([(f"answer {place}", Content(f"{each} ")) for place, each in enumerate(self._answers)])
        self._options.highlighted = self._first

    async def on_key(self, event: events.Key) -> None:
        """Take the Hangul layout's keys here as well."""
        await press_latin(self.app, event)

    def action_step(self, rows: int) -> None:
        """Move the cursor."""
        self._options.step(rows)

    def action_choose(self) -> None:
        """Take the answer under the cursor."""
        self._options.action_select()

    @on(Options.OptionSelected)
    def _chosen(self, message: Options.OptionSelected) -> None:
        self.dismiss(message.option_index)
