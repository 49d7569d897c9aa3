"""The command line's grammar: every command with its options; the global options stand before or after the command.

Only argparse and the sentences are loaded here; each command's own module is imported when it is run.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import reader
from reader.locale import say

USAGE = 2


class UsageError(Exception):
    """The command line cannot be understood; the message is one sentence with the usage."""


class _Help(argparse.HelpFormatter):
    """Lays out help as argparse does, its one word of its own in the reader's language."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, f"{say('cli.usage_is')} " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong, and never leaves the process by itself; `--help` in the reader's language."""

    def __init__(self, **named: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Help, **named)
        self._positionals.title, self._optionals.title = say("cli.arguments"), say("cli.options")
        self.add_argument("-h", "--help", action="help", help=say("cli.option.help"))

    def error(self, message: str) -> NoReturn:
        from reader.cli.mistakes import told  # noqa: PLC0415 - seldom

        raise UsageError(say("cli.usage", message=told(message), program=self.prog))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Turn arguments into a namespace whose `command` is a name ("" to open the reader); raises UsageError."""
    return grammar(arguments).parse_args(arguments)


def grammar(arguments: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """Make the parser of the whole command line, its sentences in the language that is spoken now.

    For `arguments`, only the commands that are named in them get their options: making all takes 15 ms.
    """
    parser = _Parser(prog="nuri", description=say("cli.about"))
    told = say("cli.option.version")
    parser.add_argument("--version", action="version", version=f"nuri {reader.__version__}", help=told)
    _globals(parser, default=None)
    commands = parser.add_subparsers(prog="nuri", dest="command", metavar=say("cli.command"), parser_class=_Parser)
    parser.set_defaults(command="", verbose=False)
    for name, add in _COMMANDS.items():
        command = commands.add_parser(name, help=say(f"cli.help.{name}"), description=say(f"cli.help.{name}"))
        if arguments is None or name in arguments:
            _globals(command, default=argparse.SUPPRESS)
            add(command)
    return parser


def _globals(parser: argparse.ArgumentParser, *, default: str | None) -> None:
    parser.add_argument("--config", metavar="FILE", type=Path, default=default, help=say("cli.option.config"))
    parser.add_argument(
        "--verbose",
        action="store_true",
        default=argparse.SUPPRESS if default else False,
        help=say("cli.option.verbose"),
    )


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=say("cli.option.json"))


def _count(text: str) -> int:
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(say("cli.wrong_count", given=text))


def _form(text: str) -> str:
    from reader.cli.weather_line import NAMES, form  # noqa: PLC0415 - only where a form is given

    try:
        return form(text)
    except (ValueError, KeyError) as error:
        raise argparse.ArgumentTypeError(say("cli.wrong_form", given=text, names=" ".join(NAMES))) from error


def _demo(_: argparse.ArgumentParser) -> None:
    """`nuri demo` takes nothing of its own."""


def _refresh(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help=say("cli.option.names"))
    parser.add_argument("--due", action="store_true", help=say("cli.option.due"))
    _json(parser)


def _sync(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help=say("cli.option.sync_names"))
    _json(parser)


def _headlines(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--section", metavar="S", help=say("cli.option.section"))
    parser.add_argument("--source", metavar="N", help=say("cli.option.source"))
    parser.add_argument("--view", metavar="V", help=say("cli.option.view"))
    parser.add_argument("--unread", action="store_true", help=say("cli.option.unread"))
    parser.add_argument("--saved", action="store_true", help=say("cli.option.saved"))
    parser.add_argument("--limit", metavar="N", type=_count, help=say("cli.option.limit"))
    _json(parser)


def _show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("article", metavar="ID|URL", help=say("cli.option.article"))
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=say("cli.option.json"))
    form.add_argument("--markdown", action="store_true", help=say("cli.option.markdown"))


def _search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", nargs="+", metavar="QUERY", help=say("cli.option.query"))
    parser.add_argument("--limit", metavar="N", type=_count, help=say("cli.option.limit"))
    _json(parser)


def _mark(parser: argparse.ArgumentParser) -> None:
    _articles(parser)
    change = parser.add_mutually_exclusive_group(required=True)
    for name in ("read", "unread", "saved", "unsaved"):
        mark = say(f"cli.option.mark.{name}")
        change.add_argument(f"--{name}", dest="change", action="store_const", const=name, help=mark)


def _export(parser: argparse.ArgumentParser) -> None:
    _articles(parser)
    form = parser.add_mutually_exclusive_group()
    for name in ("markdown", "html", "json"):
        form.add_argument(f"--{name}", dest="form", action="store_const", const=name, help=say(f"cli.option.{name}"))
    parser.add_argument("--output", metavar="FOLDER", type=Path, help=say("cli.option.output"))
    parser.set_defaults(form="markdown")


def _articles(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("articles", nargs="+", metavar="ID", help=say("cli.option.articles"))


def _library(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar=say("cli.command"), parser_class=_Parser)
    parser.set_defaults(verb="info")
    _json(parser)
    for name in ("info", "backup", "restore", "prune"):
        told = say(f"cli.help.library_{name}")
        verb = verbs.add_parser(name, help=told, description=told)
        _globals(verb, default=argparse.SUPPRESS)
        if name in {"backup", "restore"}:
            verb.add_argument("file", metavar="FILE", type=Path, help=say(f"cli.option.{name}"))
        else:
            _json(verb)
        if name == "prune":
            verb.add_argument("--dry-run", action="store_true", help=say("cli.option.dry_run"))


def _sources(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar=say("cli.command"), parser_class=_Parser)
    parser.set_defaults(verb="list")
    _json(parser)
    given = {"add": "URL", "remove": "NAME", "set": "NAME", "import": "FILE", "export": "FILE"}
    for name in ("list", "add", "remove", "set", "check", "catalog", "import", "export"):
        told = say(f"cli.help.sources_{name}")
        verb = verbs.add_parser(name, help=told, description=told)
        _globals(verb, default=argparse.SUPPRESS)
        if name in given:
            verb.add_argument("given", metavar=given[name], help=say(f"cli.option.sources_{name}"))
        else:
            _json(verb)
        if name == "add":
            verb.add_argument("--name", metavar="N", default="", help=say("cli.option.source_name"))
            verb.add_argument("--section", metavar="S", default="", help=say("cli.option.source_section"))
            verb.add_argument("--all", action="store_true", help=say("cli.option.source_all"))
        if name == "remove":
            kept = verb.add_mutually_exclusive_group()
            kept.add_argument(
                "--keep-articles",
                dest="forget",
                action="store_const",
                const=False,
                help=say("cli.option.keep_articles"),
            )
            kept.add_argument(
                "--forget-articles", dest="forget", action="store_const", const=True, help=say("cli.option.forget")
            )
        if name == "set":
            verb.add_argument("--name", metavar="N", help=say("cli.option.source_name"))
            verb.add_argument("--section", metavar="S", help=say("cli.option.source_section"))
            verb.add_argument("--pause", action=argparse.BooleanOptionalAction, help=say("cli.option.source_pause"))


def _weather(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stations", nargs="*", metavar="PLACE", help=say("cli.option.stations"))
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=say("cli.option.json"))
    form.add_argument("--format", metavar="FORM", type=_form, default="", help=say("cli.option.format"))
    parser.add_argument("--watch", action="store_true", help=say("cli.option.watch"))


def _cache(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", nargs="?", choices=("info", "clear"), default="info")
    _json(parser)


def _config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", nargs="?", choices=("path", "show", "check"), default="show")


def _completion(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", metavar="SHELL", choices=("bash", "zsh", "fish"), help=say("cli.option.shell"))


_COMMANDS = {
    "demo": _demo,
    "refresh": _refresh,
    "headlines": _headlines,
    "show": _show,
    "search": _search,
    "mark": _mark,
    "export": _export,
    "library": _library,
    "sources": _sources,
    "weather": _weather,
    "cache": _cache,
    "config": _config,
    "doctor": _json,
    "sync": _sync,
    "completion": _completion,
}
