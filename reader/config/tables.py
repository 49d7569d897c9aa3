"""Tables of one kind (`[[source]]`, `[[view]]`) put into the configuration file and cut out of it, and nothing else.

tomlkit moves comments when tables come and go, so whole tables are put in and cut out by their lines; it does the rest
where they stand as an inline array. What comes of it is read back, checked and compared before it takes the file's
place.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reader.config.check import Names, parse
from reader.config.keeping import replace_file
from reader.errors import ConfigError, ConfigUnwritable

if TYPE_CHECKING:
    from reader.config.settings import Config

_HEADER = re.compile(r"^\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")


def changed(file: Path, change: Callable[[str], str], kind: str) -> Config:
    """Have `change` turn what `file` holds into another text, made where there is none, and give what it says then.

    Raises ConfigUnwritable, also where anything but tables of this `kind` would change, and ConfigError where the file
    would no longer be right.
    """
    try:
        target = file.resolve()
        before = target.read_bytes().decode("utf-8") if target.exists() else ""
        after = change(before)
        config = parse(after, str(file), Names())
        _same_beside(before, after, kind)
        replace_file(target, after)
    except ConfigError:
        raise
    except (OSError, ValueError) as error:  # not to be written, or no TOML: tomlkit's and Unicode's are ValueErrors
        raise ConfigUnwritable(file=str(file), cause=str(error)) from error
    return config


def _same_beside(before: str, after: str, kind: str) -> None:
    held, kept = ({**tomllib.loads(text), kind: None} for text in (before, after))
    if held != kept:
        raise ValueError(after)


def put(text: str, kind: str, new: Sequence[Mapping[str, Any]]) -> str:
    """Write `new` behind the tables of this kind, in the form in which those stand."""
    held = tomllib.loads(text).get(kind)
    lines = text.splitlines(keepends=True)
    found = blocks(lines, kind)
    if held and not found:
        return _put_inline(text, kind, new)
    if held == []:
        empty = re.compile(rf"""^\s*["']?{kind}["']?\s*=\s*\[\s*\]\s*(#.*)?$""")
        lines = [line for line in lines if not empty.match(line)]
    place = found[-1][1] if found else len(lines)
    if place and not lines[place - 1].endswith("\n"):
        lines[place - 1] += "\n"
    written = "\n".join(_table(kind, values) for values in new)
    before = "\n" if "".join(lines[:place]).strip() and lines[place - 1].strip() else ""
    behind = "\n" if "".join(lines[place:]).strip() and lines[place].strip() else ""
    return "".join([*lines[:place], before, written, behind, *lines[place:]])


def cut(text: str, kind: str, place: int) -> str:
    """Take out the table at `place` of this kind."""
    lines = text.splitlines(keepends=True)
    found = blocks(lines, kind)
    if len(found) != len(tomllib.loads(text)[kind]):
        return _cut_inline(text, kind, place)
    start, end = found[place]
    if not "".join(lines[:start]).strip() or not lines[start - 1].strip():
        while end < len(lines) and not lines[end].strip():
            end += 1
    while start and end == len(lines) and not lines[start - 1].strip():
        start -= 1
    return "".join(lines[:start] + lines[end:])


def blocks(lines: Sequence[str], kind: str) -> list[tuple[int, int]]:
    """Give the lines of each table of this kind, from its header to before what belongs to the next table."""
    found: list[tuple[int, int]] = []
    headers = [(number, header[1]) for number, line in enumerate(lines) if (header := _HEADER.match(line))]
    for number, name in headers:
        if not (_is_of(kind, name) and lines[number].lstrip().startswith("[[")) or "." in name:
            continue
        next_one = (other for other, told in headers if other > number and not (_is_of(kind, told) and "." in told))
        found.append((number, _above(lines, next(next_one, len(lines)))))
    return found


def on_top(text: str, line: str) -> str:
    """Write a line of its own above the first table."""
    lines = text.splitlines(keepends=True)
    place = _above(lines, next((number for number, each in enumerate(lines) if _HEADER.match(each)), len(lines)))
    if place and not lines[place - 1].endswith("\n"):
        lines[place - 1] += "\n"
    return "".join([*lines[:place], f"{line}\n", *lines[place:]])


def _is_of(kind: str, header: str) -> bool:
    return re.match(rf"""["']?{kind}["']?(?=$|\s*\.)""", header) is not None


def _above(lines: Sequence[str], number: int) -> int:
    """Give where what stands above a header begins: remarks right above it, and the empty lines before them."""
    while number and (lines[number - 1].lstrip().startswith("#") and number < len(lines)):
        number -= 1
    while number and not lines[number - 1].strip():
        number -= 1
    return number


def _table(kind: str, values: Mapping[str, Any]) -> str:
    import tomlkit  # noqa: PLC0415 - only where something is written

    return f"[[{kind}]]\n" + tomlkit.dumps(values)


def _put_inline(text: str, kind: str, new: Sequence[Mapping[str, Any]]) -> str:
    import tomlkit  # noqa: PLC0415 - as above

    document: Any = tomlkit.parse(text)
    for values in new:
        table = tomlkit.inline_table()
        table.update(values)
        document[kind].append(table)
    return tomlkit.dumps(document)


def _cut_inline(text: str, kind: str, place: int) -> str:
    import tomlkit  # noqa: PLC0415 - as above

    document: Any = tomlkit.parse(text)
    del document[kind][place]
    return tomlkit.dumps(document)
