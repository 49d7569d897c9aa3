"""`nuri completion SHELL`: the script that lets a shell complete commands, options and the reader's own names.

argcomplete asks the grammar of `arguments` itself at each press of Tab, so the script never grows old and a new option
completes by itself; shtab's scripts answer sooner, but each shell would need its own code for names. Sections, sources,
kept queries, places and articles are looked up as the command itself would, and never asked of the network.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from argcomplete import autocomplete
from argcomplete.completers import FilesCompleter, SuppressCompleter
from argcomplete.shell_integration import shellcode

from reader.cli import output
from reader.cli.arguments import grammar
from reader.cli.setup import at_desk, configured
from reader.errors import NuriError
from reader.paths import Paths

if TYPE_CHECKING:
    from reader.newsroom.desk import Desk

T = TypeVar("T")
Names = Mapping[str, str]
"""What may stand there, each with what a shell shows beside it."""

_ARTICLES = 50


def run(options: argparse.Namespace) -> int:
    """Print the script for `options.shell`, to be evaluated by it."""
    output.line(shellcode(["nuri"], use_defaults=False, shell=options.shell).strip())
    return 0


def answer() -> None:
    """Tell the shell that asks (`_ARGCOMPLETE` is set) what may stand at its cursor, and leave the process."""
    parser = grammar()
    for command, action in _actions(parser):
        if completer := _completer(command, action):
            action.completer = completer  # type: ignore[attr-defined]  # where argcomplete looks for it
    nothing = SuppressCompleter()  # where no name is meant, the files that lie about are not either
    autocomplete(parser, always_complete_options=False, default_completer=nothing)


def _actions(parser: argparse.ArgumentParser, command: str = "") -> Iterator[tuple[str, argparse.Action]]:
    """Walk over every argument of `parser` and of its subcommands, with the command that it belongs to."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to look at a grammar
        yield command, action
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - likewise
            for name, below in action.choices.items():
                yield from _actions(below, f"{command} {name}".strip())


def _completer(command: str, action: argparse.Action) -> Callable[..., object] | None:
    if action.type is Path or command in {"sources import", "sources export"}:
        return FilesCompleter()
    named = _NAMED.get(f"{command} {action.dest}") or _NAMED.get(action.dest)
    return _asking(named) if named else None


def _asking(names: Callable[[argparse.Namespace], Names]) -> Callable[..., Names]:
    """Make a completer of `names`; what goes wrong is for the command to tell, not for a press of Tab."""

    def completer(*, parsed_args: argparse.Namespace, **_: object) -> Names:
        try:
            return names(parsed_args)
        except NuriError:
            return {}

    return completer


def _at_desk(options: argparse.Namespace, question: Callable[[Desk], T], otherwise: T) -> T:
    """Ask at an open desk; `otherwise` where there is no library yet: Tab makes none."""

    async def work(desk: Desk) -> T:
        return question(desk)

    return at_desk(options, work) if Paths.of_user().library.exists() else otherwise


def _sources(options: argparse.Namespace) -> Names:
    return {source.name: source.url for source in configured(options)[0].sources}


def _sections(options: argparse.Namespace) -> Names:
    from reader.library import shelves  # noqa: PLC0415 - only where sections are asked for

    sources = configured(options)[0].sources
    set_down = tuple(name for source in sources for name in (*(source.sections or ()), source.section) if name)
    return dict.fromkeys(_at_desk(options, lambda desk: tuple(desk.library.read(shelves)), set_down), "")


def _views(options: argparse.Namespace) -> Names:
    return {view.name: view.query for view in configured(options)[0].views}


def _places(options: argparse.Namespace) -> Names:
    from reader.config import Place  # noqa: PLC0415 - only where places are asked for
    from reader.weather.stations import stations  # noqa: PLC0415 - likewise

    own = {place.name: "" for place in configured(options)[0].weather.stations or () if isinstance(place, Place)}
    return own | {station.name: f"{station.english}, {station.number}" for station in stations().values()}


def _offers(options: argparse.Namespace) -> Names:
    from reader.sources.catalog import offers  # noqa: PLC0415 - only where papers are asked for

    there = _sources(options)
    return {offer.name: offer.url for offer in offers() if offer.name not in there}


def _articles(options: argparse.Namespace) -> Names:
    from reader.newsroom.shelf import headlines  # noqa: PLC0415 - only where articles are asked for

    def newest(desk: Desk) -> Names:
        return {row.id: row.title for row in headlines(desk, limit=_ARTICLES)}

    return _at_desk(options, newest, {})


_NAMED: Mapping[str, Callable[[argparse.Namespace], Names]] = {
    "article": _articles,
    "articles": _articles,
    "names": _sources,
    "section": _sections,
    "source": _sources,
    "sources add given": _offers,
    "sources remove given": _sources,
    "sources set given": _sources,
    "stations": _places,
    "view": _views,
}
