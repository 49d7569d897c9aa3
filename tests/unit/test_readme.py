"""The README cannot drift: its key table, its commands and its configuration are compared with what there is."""

import re
import tomllib
from pathlib import Path

import pytest

from reader.cli.arguments import grammar
from reader.commands import COMMANDS
from reader.config import (
    Config,
    FetchSettings,
    LibrarySettings,
    Names,
    ReadingSettings,
    SourceSettings,
    ViewSettings,
    WeatherSettings,
)
from reader.config import parse as parse_config
from reader.locale import sentences
from reader.ui.keys import printed

README = Path(__file__).parents[2].joinpath("README.md").read_text(encoding="utf-8")


def key_table():
    """Write the key table as it should stand."""
    say = sentences("ko")
    english = sentences("en")
    rows = ["| key | | command id |", "| --- | --- | --- |"]
    for command in COMMANDS:
        if command.id.startswith("section_") and command.id != "section_2":
            continue
        name, keys, label = command.id, command.keys, command.id
        if command.id == "section_2":
            name, keys, label = "section_2 … section_9", ("2 … 9",), "section_2"
        shown = " ".join(f"`{printed(key)}`" for key in keys)
        rows.append(f"| {shown} | {say[f'command.{label}']} · {english[f'command.{label}']} | {name} |")
    return "\n".join(rows)


def test_the_key_table_is_the_command_tables():
    stands = README.partition("<!-- keys: begin -->\n")[2].partition("\n<!-- keys: end -->")[0]
    assert stands == key_table()


def commands_of(parser):
    """Give every command of the grammar with its options and words to choose from: ("sources", "list"), {"--json"}."""
    for action in parser._actions:
        if isinstance(action.choices, dict):
            for below in action.choices.values():
                yield tuple(below.prog.split()[1:]), options_of(below)
                yield from commands_of(below)


def options_of(parser):
    everywhere = {"-h", "--help", "--config", "--verbose"}
    options = {option for action in parser._actions for option in action.option_strings} - everywhere
    words = {
        word for action in parser._actions if not isinstance(action.choices, dict) for word in action.choices or ()
    }
    return options | words


def test_every_command_is_documented_and_every_documented_command_is_there():
    documented = {line.split()[1] for line in re.findall(r"^\| `(nuri [a-z]+)", README, re.MULTILINE)}
    assert documented == {command[0] for command, _ in commands_of(grammar())}


def test_every_verb_and_option_is_documented_and_none_other():
    told, there = {}, {}
    for usage in re.findall(r"^\| `nuri ([a-z]+[^`]*)`", README, re.MULTILINE):
        name = usage.split()[0]
        told.setdefault(name, set()).update(re.findall(r"(?<![-\w])(?:--)?[a-z][a-z-]*", usage.partition(" ")[2]))
    for command, options in commands_of(grammar()):
        there.setdefault(command[0], set()).update(options | set(command[1:]))
    assert told == there


def test_the_documented_configuration_is_right_and_names_every_setting_and_none_other():
    sample = README.partition("```toml\n")[2].partition("```")[0]
    config = parse_config(sample, "README.md", Names())
    assert config.sources[0].name == "누리일보"
    tree = tomllib.loads(re.sub(r"(?m)^# (\w+ =)", r"\1", sample))
    tables = {
        "weather": WeatherSettings,
        "fetch": FetchSettings,
        "library": LibrarySettings,
        "reading": ReadingSettings,
    }
    assert set(tree) == {"language", "source", "view", "keys", *tables}
    assert {*Config.__struct_fields__} == {"language", "sources", "views", "keys", "file", *tables}
    for name, settings in tables.items():
        assert set(tree[name]) == {*settings.__struct_fields__}, name
    for name, settings in (("source", SourceSettings), ("view", ViewSettings)):
        assert {key for table in tree[name] for key in table} == {*settings.__struct_fields__}, name


@pytest.mark.parametrize("command", ["/nuri demo", "/pytest"])
def test_the_two_commands_stand_as_they_are_run(command):
    found = [line for line in README.splitlines() if line.startswith("python3 -m venv .venv && ")]
    assert sum(line.endswith(command) for line in found) == 1


def test_every_picture_is_there():
    root = Path(__file__).parents[2]
    pictures = re.findall(r"\]\((screenshots/[^)]+)\)", README)
    assert pictures
    assert [name for name in pictures if not (root / name).exists()] == []
