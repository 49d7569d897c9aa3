"""The one line that a person types into: Textual's Input, with the terminal's cursor where its caret is.

An input method composes at the terminal's cursor, so it must stand there also at the end of the text, where Textual
puts it a cell too far, and after the line was laid out or scrolled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

if TYPE_CHECKING:
    from textual.geometry import Offset

_LONGEST = 1000


class LineInput(Input):
    """An Input of one plain line; it does not blink, so that an idle screen stays idle."""

    def __init__(self, value: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(value, id=id, compact=True, max_length=_LONGEST)
        self.cursor_blink = False

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where on the screen the caret stands."""
        offset = super().cursor_screen_offset
        return offset - (1, 0) if self.cursor_at_end else offset

    def on_unmount(self) -> None:
        """Let go of the screen, which keeps whoever listens to it, also when it is closed."""
        self.screen.text_selection_started_signal.unsubscribe(self)

    def on_resize(self) -> None:
        """Point at the caret where the line stands now."""
        self._point()

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Point at the caret after the line has moved under it."""
        super().watch_scroll_x(old_value, new_value)
        self._point()

    def _point(self) -> None:
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset
