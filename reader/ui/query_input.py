"""The line in which a query is typed: it takes offers, and underlines what was not understood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.highlighter import Highlighter

from reader.ui.line_input import LineInput

if TYPE_CHECKING:
    from rich.text import Text

    from reader.model import Completion


class _Underline(Highlighter):
    """Underlines `spans` of a text."""

    spans: Sequence[tuple[int, int]] = ()

    def highlight(self, text: Text) -> None:
        """Underline them."""
        for start, end in self.spans:
            text.stylize("underline", start, end)


class QueryInput(LineInput):
    """At the end of the line, the right arrow asks `complete` for an offer before it does nothing."""

    def __init__(self, complete: Callable[[], bool], value: str = "") -> None:
        super().__init__(value, id="query")
        self._complete = complete
        self.highlighter = self._wrong = _Underline()

    def action_cursor_right(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 - Textual's own form
        """Move the caret to the right, or take an offer."""
        if select or not self.cursor_at_end or not self._complete():
            super().action_cursor_right(select)

    def underline(self, spans: Sequence[tuple[int, int]]) -> None:
        """Underline these places."""
        if spans != self._wrong.spans:
            self._wrong.spans = spans
            self.refresh()

    def take(self, offer: Completion) -> None:
        """Put an offer in the place of what was begun, the caret behind it."""
        self.replace(offer.text, offer.start, offer.end)
        self.focus()

    def write(self, text: str) -> None:
        """Write another text, the caret at its end."""
        self.value = text
        self.cursor_position = len(text)
        self.focus()
