"""The manual page nuri(1), Korean and English, made anew whenever a wheel is built; nothing at run time loads this.

Commands and options come from the grammar, their sentences from `locale`, keys and configuration from the README, whose
tables a test holds to the program: the page has no words of its own that could grow old. Hatchling calls the hook; it
has only the standard library beside it, so nothing that needs a dependency may be imported here.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_PLACES = {"en": "share/man/man1/nuri.1", "ko": "share/man/ko/man1/nuri.1"}
_CELL = re.compile(r"(?<!\\)\|")  # what divides a row of the README's tables


class ManualHook(BuildHookInterface):  # type: ignore[type-arg]  # its configuration is nobody's here
    """Puts the pages into the wheel's data, from where installers lay them under `share/man`."""

    _folder = ""

    def initialize(self, version: str, build_data: dict[str, dict[str, str]]) -> None:  # noqa: ARG002 - hatchling's own
        """Write both pages into a folder that lives as long as the build."""
        sys.path.insert(0, self.root)  # where the package stands that is being built
        self._folder = tempfile.mkdtemp()
        readme = Path(self.root, "README.md").read_text(encoding="utf-8")
        for language, place in _PLACES.items():
            file = Path(self._folder, f"nuri.{language}.1")
            file.write_text(manual(readme, language), encoding="utf-8")
            build_data["shared_data"][str(file)] = place

    def finalize(self, version: str, build_data: dict[str, dict[str, str]], artifact_path: str) -> None:  # noqa: ARG002 - likewise
        """Take the folder away again."""
        shutil.rmtree(self._folder)


def manual(readme: str, language: str) -> str:
    """Typeset the page in `language` (ko, en) as man(7) source, with the keys and the configuration of `readme`."""
    from reader import locale  # noqa: PLC0415 - only once hatchling has said where the package is

    spoken = locale.language()
    locale.use(language)
    try:
        return "\n".join(_page(readme, language)) + "\n"
    finally:
        locale.use(spoken)


def _page(readme: str, language: str) -> Iterator[str]:
    from reader import __version__  # noqa: PLC0415 - as above
    from reader.cli.arguments import grammar  # noqa: PLC0415 - likewise
    from reader.locale import say  # noqa: PLC0415 - likewise

    parser = grammar()
    parts = [
        [f"nuri \\- {_plain(say('cli.manual.name'))}"],
        [_usage(parser)],
        [_plain(say("cli.manual.about"))],
        _arguments(parser),
        _commands(parser),
        _keys(readme, language),
        [_plain(say("cli.manual.configuration")), ".PP", ".nf", *_configuration(readme), ".fi"],
        _files(),
        _variables(),
        [_plain(say("cli.manual.exit"))],
    ]
    yield from (f'.TH NURI 1 "{_released(readme)}" "nuri {__version__}"', ".ad l", ".nh")
    for title, lines in zip(say("cli.manual.parts").split(" | "), parts, strict=True):
        yield from (f".SH {title}", *lines)


_FILES = {
    "~/.config/nuri/config.toml": "config",
    "~/.local/share/nuri/library.db": "library",
    "~/.cache/nuri/": "cache",
    "~/.local/state/nuri/nuri.log": "log",
    "~/Documents/nuri/": "documents",
}
_VARIABLES = {
    "LC_ALL, LC_MESSAGES, LANG": "language",
    "NO_COLOR": "colour",
    "XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_CACHE_HOME, XDG_STATE_HOME": "folders",
}


def _plain(text: str) -> str:
    """Write `text` so that troff takes no part of it for a request or an escape."""
    told = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + told if told[:1] in {".", "'"} else told


def _released(readme: str) -> str:
    """Give the date of the newest version in the changelog."""
    found = re.search(r"^### \S+ · (\d{4}-\d\d-\d\d)$", readme, re.MULTILINE)
    return found[1] if found else ""


def _usage(parser: argparse.ArgumentParser) -> str:
    """Give the usage in one line, without the global options, which have a part of their own."""
    parser.formatter_class = lambda prog: argparse.HelpFormatter(prog, width=10_000)
    words = parser.format_usage().partition(": ")[2]
    for told_once in ("[-h]", "[--config FILE]", "[--verbose]"):
        words = words.replace(told_once, "")
    return "\\fB" + _plain(" ".join(words.split())) + "\\fR"


def _commands(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Give each command, and below it each of its own, with what it takes."""
    for command, told in _below(parser):
        yield from (f".SS {_plain(command.prog)}", _plain(told), ".PP", _usage(command))
        yield from _arguments(command)
        for verb, of_verb in _below(command):
            yield from (".TP", _usage(verb), _plain(of_verb))
            yield from (".RS", *_arguments(verb), ".RE")


def _below(parser: argparse.ArgumentParser) -> Iterator[tuple[argparse.ArgumentParser, str]]:
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to look at a grammar
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - likewise
            for each in action.choices.values():
                yield each, each.description or ""


def _arguments(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Give what a parser takes itself; a command's global options are told once, at the top."""
    told_once = set() if " " not in parser.prog else {"--help", "--config", "--verbose"}
    for action in parser._actions:  # noqa: SLF001 - likewise
        if action.help and not told_once & set(action.option_strings):
            yield from (".TP", f"\\fB{_plain(_term(action))}\\fR", _plain(action.help))


def _term(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else str(action.metavar or "|".join(map(str, action.choices or ())))
    return " ".join(filter(None, [", ".join(action.option_strings), value]))


def _rows(readme: str, header: str) -> Iterator[list[str]]:
    """Give the rows of the README's table that begins with `header`, without their back-ticks."""
    table = readme.partition(header)[2].partition("\n\n")[0]
    for row in table.splitlines():
        if row.startswith("| ") and not row.startswith("| ---"):
            yield [cell.strip().replace("`", "").replace("\\|", "|") for cell in _CELL.split(row)[1:-1]]


def _keys(readme: str, language: str) -> Iterator[str]:
    korean = language == "ko"
    for keys, told, name in _rows(readme, "| key | | command id |\n"):
        label = told.partition(" · ")[0 if korean else 2]
        yield from (".TP", f"\\fB{_plain(keys)}\\fR", f"{_plain(label)} ({_plain(name)})")


def _configuration(readme: str) -> Iterator[str]:
    return (_plain(line) for line in readme.partition("```toml\n")[2].partition("\n```")[0].splitlines())


def _files() -> Iterator[str]:
    from reader.locale import say  # noqa: PLC0415 - as above

    for where, what in _FILES.items():
        yield from (".TP", f"\\fI{_plain(where)}\\fR", _plain(say(f"cli.manual.file.{what}")))


def _variables() -> Iterator[str]:
    from reader.locale import say  # noqa: PLC0415 - as above

    for names, what in _VARIABLES.items():
        yield from (".TP", f"\\fB{names}\\fR", _plain(say(f"cli.manual.variable.{what}")))
