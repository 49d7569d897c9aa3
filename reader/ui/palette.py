"""The palette (ctrl+p): every command that applies here, and every section, found by typing a part of its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from reader.locale import say
from reader.ui.keys import action_of, possible, printed

if TYPE_CHECKING:
    from reader.commands import Command
    from reader.model import View
    from reader.ui.main import MainScreen


class Palette(Provider):
    """Finds commands and sections of the main screen."""

    async def discover(self) -> Hits:
        """Give everything, before anything is typed."""
        for name, run, aside in self._entries():
            yield DiscoveryHit(Content(name), run, text=name, help=aside)

    async def search(self, query: str) -> Hits:
        """Give what matches `query`."""
        matcher = self.matcher(query)
        for name, run, aside in self._entries():
            if score := matcher.match(name):
                yield Hit(score, matcher.highlight(name), run, text=name, help=aside)

    def _entries(self) -> Iterator[tuple[str, Callable[[], object], str]]:
        screen = cast("MainScreen", self.screen)
        for shelf in screen.sections.state.shelves:
            yield shelf.label, _opener(screen, shelf.view), say("ui.section_count", count=shelf.total)
        for command in sorted(possible(screen.here), key=lambda command: command.group == "move"):
            if command.id != "palette" and not action_of(command).startswith("section("):
                keys = ", ".join(printed(key) for key in command.keys)
                yield say(f"command.{command.id}"), _runner(screen, command), keys


def _opener(screen: MainScreen, view: View) -> Callable[[], object]:
    return lambda: screen.open_view(view)


def _runner(screen: MainScreen, command: Command) -> Callable[[], object]:
    return lambda: screen.run_action(action_of(command))
