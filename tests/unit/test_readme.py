"""The README cannot drift: its key table, its commands and its configuration are compared with what there is."""

import re
import tomllib
from pathlib import Path

import pytest

from reader.cli.arguments import parse
from reader.commands import COMMANDS
from reader.config import Names
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


def test_every_command_is_documented_and_every_documented_command_is_there():
    documented = {line.split()[1].strip("`") for line in re.findall(r"^\| `(nuri [a-z]+)", README, re.MULTILINE)}
    there = {
        *("demo", "refresh", "headlines", "show", "search", "mark", "export", "library", "sources"),
        *("weather", "cache", "config", "doctor", "completion", "sync"),
    }
    assert documented == there
    wanted = {"show": ["x"], "search": ["x"], "mark": ["x", "--read"], "export": ["x"], "completion": ["zsh"]}
    for name in there:
        assert parse([name, *wanted.get(name, [])]).command == name


def test_the_documented_configuration_is_right_and_names_every_setting():
    sample = README.partition("```toml\n")[2].partition("```")[0]
    config = parse_config(sample, "README.md", Names())
    assert config.sources[0].name == "누리일보"
    tree = tomllib.loads(re.sub(r"(?m)^# (\w+ =)", r"\1", sample))
    assert {"encoding", "headers", "timezone", "interval_minutes", "sections"} <= tree["source"][0].keys()


@pytest.mark.parametrize("command", ["/nuri demo", "/pytest"])
def test_the_two_commands_stand_as_they_are_run(command):
    found = [line for line in README.splitlines() if line.startswith("python3 -m venv .venv && ")]
    assert sum(line.endswith(command) for line in found) == 1


def test_every_picture_is_there():
    root = Path(__file__).parents[2]
    pictures = re.findall(r"\]\((screenshots/[^)]+)\)", README)
    assert pictures
    assert [name for name in pictures if not (root / name).exists()] == []
