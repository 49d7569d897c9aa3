"""What argparse finds wrong with a command line, said in the reader's language.

argparse translates by gettext alone: compiled catalogues, chosen by the environment and not by the language that is
spoken here. So its sentences are known by their words; one that is not (of a later Python) is given as it is.
"""

from __future__ import annotations

import re

from reader.locale import say

_SENTENCES = {
    "cli.mistake.unknown": re.compile(r"unrecognized arguments: (?P<given>.+)"),
    "cli.mistake.missing": re.compile(r"the following arguments are required: (?P<names>.+)"),
    "cli.mistake.one_of": re.compile(r"one of the arguments (?P<names>.+) is required"),
    "cli.mistake.no_choice": re.compile(r"invalid choice: '?(?P<given>.*?)'? \(choose from (?P<choices>.+)\)"),
    "cli.mistake.one_value": re.compile(r"expected one argument"),
    "cli.mistake.some_values": re.compile(r"expected at least one argument"),
    "cli.mistake.no_value": re.compile(r"ignored explicit argument '?(?P<given>.*?)'?"),
    "cli.mistake.not_with": re.compile(r"not allowed with argument (?P<other>.+)"),
}
_OF_ARGUMENT = re.compile(r"argument (?P<name>[^:]+): (?P<message>.+)", re.DOTALL)


def told(message: str) -> str:
    """Say argparse's `message` in the language that is spoken now."""
    if named := _OF_ARGUMENT.fullmatch(message):
        return f"{named['name']}: {told(named['message'])}"
    for key, pattern in _SENTENCES.items():
        if found := pattern.fullmatch(message):
            return say(key, **{name: given.replace("'", "") for name, given in found.groupdict().items()})
    return message
