"""The Textual application: wiring only. It owns no news: the screen asks the newsroom it was given."""

from __future__ import annotations

import gc
import logging
import os
import traceback
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import App
from textual.binding import Binding
from textual.events import Event, Paste

from reader.errors import NuriError
from reader.locale import say
from reader.text import marks
from reader.text.clean import SUMMARY, clean
from reader.text.telling import tell
from reader.ui import themes
from reader.ui.main import MainScreen
from reader.ui.terminal import wants_ascii

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.command import Provider
    from textual.screen import Screen

    from reader.config import Config
    from reader.newsroom.service import Newsroom

log = logging.getLogger("nuri.screen")

_SWEEP_SECONDS = 20.0  # all garbage is looked for then, 5 ms: in small portions most of a day's would be left lying


class NuriApp(App[None]):
    """One window of the paper."""

    TITLE = "누리"
    CSS_PATH = themes.SHEET
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = set()  # the palette is the screen's own,
    ENABLE_COMMAND_PALETTE = False  # and so is its key, which a reader may give to another command

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+z", "suspend_process", show=False, priority=True)]

    def __init__(self, newsroom: Newsroom, config: Config, now: Callable[[], datetime]) -> None:
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)  # Textual's own way with it is greys
        self._newsroom = newsroom
        self._config = config
        plain = wants_ascii(config.reading.marks)
        marks.use(ascii_only=plain)
        self.set_class(plain, "-ascii")
        self._now = now

    def on_load(self) -> None:
        """Set theme and keys before anything is styled, so that nothing is styled twice."""
        kept = self._newsroom.recalled("theme")
        themes.begin_with(self, kept if isinstance(kept, str) else "", self._config.reading.theme)
        self.set_keymap(self._config.keys)

    def get_default_screen(self) -> Screen[None]:
        """Give the paper as the first and lowest screen."""
        return MainScreen(self._newsroom, now=self._now, reading=self._config.reading)

    def _fatal_error(self) -> None:
        """Leave after an unexpected error: where it was goes to the log, one sentence to the terminal.

        Textual's own report shows the values of variables, and an article's text would be among them.
        """
        error = self._exception
        if error is not None:
            log.critical("%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        told = tell(error) if isinstance(error, NuriError) else say("error.unexpected", log="nuri.log")
        self.panic(Text(told))

    def on_mount(self) -> None:
        """Fetch what is due only after what is held has been painted."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        gc.freeze()  # what is there by now stays: looking through it for garbage takes 40 ms, and a key waits for it
        gc.set_threshold(2_000)  # from here on in small portions
        self.set_interval(_SWEEP_SECONDS, self._sweep)
        self._newsroom.start()

    def _sweep(self) -> None:
        gc.collect()

    async def on_event(self, event: Event) -> None:
        """Let what is pasted through the gate for outside text, since a field shows whatever it is given."""
        if isinstance(event, Paste):
            event.text = clean(event.text, limit=SUMMARY)
        await super().on_event(event)

    def on_app_blur(self) -> None:
        """Tell the newsroom that the reader has gone elsewhere, where the terminal tells of it."""
        self._newsroom.looked_at(looked=False)

    def on_app_focus(self) -> None:
        """Tell the newsroom that the reader is back."""
        self._newsroom.looked_at(looked=True)
