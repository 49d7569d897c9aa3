"""The line under the query: what Tab would make of it, or what of it was not understood; a click takes an offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.message import Message
from textual.widget import Widget

from reader.text.layout import cells
from reader.ui.pane import strip_of

if TYPE_CHECKING:
    from textual import events
    from textual.strip import Strip

    from reader.model import Completion

_GAP = 2


class SearchHints(Widget):
    """`show` offers for the word at the caret, else one sentence."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer--key", "search--offer", "search--wrong"}

    @dataclass
    class Taken(Message):
        """An offer was clicked."""

        offer: Completion

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self._offers: tuple[Completion, ...] = ()
        self._told = ""

    def show(self, offers: Sequence[Completion], told: str) -> None:
        """Show them, painting only if they differ."""
        if (tuple(offers), told) != (self._offers, self._told):
            self._offers, self._told = tuple(offers), told
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Paint the one line."""
        if y or not self._offers:
            wrong = self.get_component_rich_style("search--wrong")
            return strip_of([(f"  {self._told}", wrong)], self.size.width, self.rich_style)
        key, offer = (self.get_component_rich_style(name) for name in ("footer--key", "search--offer"))
        parts = [(f"  {self._key} ", key)]
        for text in self._texts():
            parts += [(text, offer), (" " * _GAP, offer)]
        return strip_of(parts, self.size.width, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Tell which offer was clicked."""
        x = event.x - cells(self._key) - 3
        for offer, text in zip(self._offers, self._texts(), strict=True):
            if 0 <= x < cells(text):
                self.post_message(self.Taken(offer))
                return
            x -= cells(text) + _GAP

    def _texts(self) -> list[str]:
        return [offer.text.strip() for offer in self._offers]
