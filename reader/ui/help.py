"""The help: what can be done here and now, by group, made from the command table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from reader.locale import say
from reader.text.layout import fit
from reader.ui.keys import press_latin, printed

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from reader.commands import Command

_KEYS_ROOM = 20


class HelpScreen(ModalScreen[None]):
    """Lists `commands` with the `keys` in force."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1,q,escape,enter", "dismiss", show=False),
        Binding("j,down", "help_scroll(1)", show=False),
        Binding("k,up", "help_scroll(-1)", show=False),
        Binding("space,pagedown", "help_scroll(10)", show=False),
        Binding("pageup", "help_scroll(-10)", show=False),
    ]

    def __init__(self, commands: Iterable[Command], keys: Mapping[str, Iterable[str]]) -> None:
        super().__init__()
        self._commands = tuple(commands)
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Lay the groups out one below the other."""
        with VerticalScroll(id="help", can_focus=False):
            yield Static(Content(say("ui.help_title")), classes="help--title")
            for group, commands in groupby(self._commands, key=lambda command: command.group):
                yield Static(Content(say(f"ui.group.{group}")), classes="help--group")
                yield Static(Content("\n".join(map(self._line, commands))))
            yield Static(Content(say("ui.help_hangul")), classes="help--note")

    async def on_key(self, event: events.Key) -> None:
        """Take the Hangul layout's keys here as well."""
        await press_latin(self.app, event)

    def action_help_scroll(self, rows: int) -> None:
        """Scroll by `rows`."""
        self.query_one("#help", VerticalScroll).scroll_relative(y=rows, animate=False)

    def _line(self, command: Command) -> str:
        keys = "  ".join(printed(key) for key in self._keys.get(command.id, command.keys))
        return f"  {fit(keys, _KEYS_ROOM)} {say(f'command.{command.id}')}"
