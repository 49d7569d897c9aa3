"""The palette (ctrl+p): sections, commands that apply here, headlines of the open list, sources and themes, by name.

It stands in place of Textual's own, whose commands are in English only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, cast

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from reader.locale import say
from reader.model import View
from reader.text.marks import marks
from reader.ui.keys import action_of, possible, printed

if TYPE_CHECKING:
    from reader.commands import Command
    from reader.model import Headline
    from reader.ui.main import MainScreen

Entry = tuple[str, Callable[[], object], str]
_LAST = 1e-9  # a score below every other
_HEADLINES = 200  # the newest of the open list; the rest is what search is for


def palette() -> CommandPalette:
    """Make the palette, in the reader's language."""
    return CommandPalette(placeholder=say("ui.palette"), id="--command-palette")


class Palette(Provider):
    """Finds what the main screen can do and show."""

    async def startup(self) -> None:
        """Take the headlines and the sources once, not at every letter."""
        self._rows = tuple(self._paper.headlines.state.rows[:_HEADLINES])
        self._sources_there = await self._paper.service.source_desk().rows()

    @property
    def _paper(self) -> MainScreen:
        return cast("MainScreen", self.screen)

    async def discover(self) -> Hits:
        """Give sections, commands and themes, before anything is typed."""
        for name, run, aside in (*self._sections(), *self._commands(), *self._themes()):
            yield DiscoveryHit(Content(name), run, text=name, help=aside)

    async def search(self, query: str) -> Hits:
        """Give what matches `query`."""
        matcher = self.matcher(query)
        named = (*self._headlines(), *self._sources())  # more than can be offered before anything is typed
        for name, run, aside in (*self._sections(), *self._commands(), *named, *self._themes()):
            if score := matcher.match(name):
                yield Hit(score, matcher.highlight(name), run, text=name, help=aside)
        name = say("ui.search.everywhere", query=query)  # always the last, so that nothing is ever without a hit
        yield Hit(_LAST, Content(name), _searcher(self._paper, query), text=name, help=say("ui.search.everywhere_help"))

    def _sections(self) -> Iterator[Entry]:
        for shelf in self._paper.sections.state.shelves:
            yield shelf.label, _opener(self._paper, shelf.view), say("ui.section_count", count=shelf.total)

    def _commands(self) -> Iterator[Entry]:
        paper = self._paper
        for command in sorted(possible(paper.here), key=lambda command: command.group == "move"):
            if command.id != "palette" and not action_of(command).startswith("section("):
                keys = ", ".join(printed(key) for key in paper.keys_in_force.get(command.id, command.keys))
                yield say(f"command.{command.id}"), _runner(paper, command), keys

    def _headlines(self) -> Iterator[Entry]:
        for headline in self._rows:
            aside = f"{say('ui.article')}{marks().between}{headline.source}"
            yield headline.title, _reader(self._paper, headline), aside

    def _sources(self) -> Iterator[Entry]:
        for source in self._sources_there:
            view = View("query", source.name, f'source:"{source.name}"')
            yield source.name, _opener(self._paper, view), say("ui.source_count", count=source.total)

    def _themes(self) -> Iterator[Entry]:
        for name in sorted(self.app.available_themes, key=lambda name: (not name.startswith("nuri"), name)):
            yield say("ui.theme", name=name), _painter(self._paper, name), say("ui.theme_help")


def _opener(paper: MainScreen, view: View) -> Callable[[], object]:
    return lambda: paper.open_view(view)


def _runner(paper: MainScreen, command: Command) -> Callable[[], object]:
    return lambda: paper.run_action(action_of(command))


def _reader(paper: MainScreen, headline: Headline) -> Callable[[], object]:
    return lambda: paper.go_to(headline)


def _searcher(paper: MainScreen, query: str) -> Callable[[], object]:
    return lambda: paper.search(query)


def _painter(paper: MainScreen, theme: str) -> Callable[[], object]:
    return lambda: paper.paint_in(theme)
