"""Turns errors into the one sentence that a reader is told; what is for the curious only goes to `detail`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from string import Formatter
from typing import TYPE_CHECKING

from reader.errors import ConfigError
from reader.locale import language, say, sentences
from reader.text.address import bare
from reader.text.clean import SUMMARY, clean

if TYPE_CHECKING:
    from reader.errors import NuriError, Problem

ErrorFields = tuple[tuple[str, str], ...]


def tell(error: NuriError) -> str:
    """Say what went wrong, in the reader's language; of a configuration its first mistake."""
    if isinstance(error, ConfigError) and error.problems:
        return _mistake(error.problems[0])
    return sentence(error.key, error.fields.items())


def detail(error: NuriError) -> str:
    """Say the cause as the machine put it; empty where there is none."""
    return _text(error.cause)


def packed(error: NuriError) -> tuple[str, ErrorFields]:
    """Give the error's sentence as plain data that can be stored and told later, in any language; the cause with it."""
    fields = error.fields | ({"cause": error.cause} if error.cause else {})
    return error.key, tuple((name, _text(value)) for name, value in fields.items())


def sentence(key: str, fields: Iterable[tuple[str, object]]) -> str:
    """Say the sentence `key` with `fields`, whose values may be times, names or lists of names."""
    known = sentences(language())
    key = key if key in known else "error.unexpected"  # kept by another version of Nuri, perhaps
    given = dict.fromkeys((name for _, name, _, _ in Formatter().parse(known[key]) if name), "?")
    given |= {name: _text(value) for name, value in fields}
    if key == "error.unknown_name":
        given["what"] = say(f"what.{given['what']}")
        if given["nearest"]:
            return f"{say(key, **given)} {say('error.nearest', nearest=given['nearest'])}"
    return say(key, **given)


def problem(found: Problem) -> str:
    """Say one mistake of a configuration: `file:line: what, and what would be right`."""
    where = f"{found.file}:{found.line}" if found.line else found.file
    return f"{where}: {_mistake(found)}"


def _mistake(found: Problem) -> str:
    fields = {name: _text(value) for name, value in found.fields.items()}
    if found.key == "config.wrong_type":
        fields["right"] = say(f"type.{fields['right']}")
    if found.key == "config.not_an_address":
        fields["given"] = bare(fields["given"])
    return say(found.key, **fields)


def _text(value: object) -> str:
    """Print a field's value: a line that any terminal may be given, whoever chose it."""
    if isinstance(value, datetime):
        return value.astimezone().strftime("%m.%d %H:%M")
    if isinstance(value, tuple | list):
        value = ", ".join(str(item) for item in value)
    return clean(str(value), limit=SUMMARY)
