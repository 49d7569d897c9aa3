"""The footer: one line of what can be done now, made from the command table; a click does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from reader.text.layout import cells
from reader.ui.pane import strip_of

if TYPE_CHECKING:
    from textual import events

_GAP = 2


class Hint(Struct, frozen=True):
    """One command in the footer: its id, its key as printed, and its short name."""

    command: str
    key: str
    label: str

    @property
    def width(self) -> int:
        """How many cells it takes."""
        return cells(self.key) + 1 + cells(self.label)


class Footer(Widget):
    """`show` hints in the order of their worth; the last of them always stands, those before it as they fit."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer--key", "footer--label"}

    @dataclass
    class Chosen(Message):
        """A hint was clicked."""

        command: str

    def __init__(self, *, id: str = "footer") -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._hints: tuple[Hint, ...] = ()

    def show(self, hints: Sequence[Hint]) -> None:
        """Show `hints`, painting only if they differ."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Paint the one line."""
        if y:
            return Strip.blank(self.size.width, self.rich_style)
        key, label = (self.get_component_rich_style(f"footer--{name}") for name in ("key", "label"))
        parts = []
        for place, hint in enumerate(self._fitting()):
            parts += [(" " * (_GAP if place else 1), label), (hint.key, key), (f" {hint.label}", label)]
        return strip_of(parts, self.size.width, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Tell which hint was clicked."""
        x = event.x - 1
        for hint in self._fitting():
            if 0 <= x < hint.width:
                self.post_message(self.Chosen(hint.command))
                return
            x -= hint.width + _GAP

    def _fitting(self) -> list[Hint]:
        *others, last = self._hints or (Hint("", "", ""),)
        room = self.size.width - 1 - last.width
        shown = []
        for hint in others:
            room -= hint.width + _GAP
            if room < 0:
                break
            shown.append(hint)
        return [*shown, last]
