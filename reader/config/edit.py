"""Sources written into the configuration file and taken out of it: only their lines, and nothing else of the file.

tomlkit moves comments when tables come and go, so whole tables are put in and cut out by their lines; it writes what
they say, and does the rest where sources stand as an inline array. What comes of it is read back, checked and compared
before it takes the file's place. Without any source the defaults are in force, and are written out first.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reader.config.check import Names, parse
from reader.config.keeping import replace_file
from reader.config.settings import Config
from reader.errors import ConfigError, ConfigUnwritable

if TYPE_CHECKING:
    from reader.model import SourceKind

Value = str | bool | list[str]

_HEADER = re.compile(r"^\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_SOURCE = re.compile(r"""["']?source["']?(?=$|\s*\.)""")
_EMPTY = re.compile(r"""^\s*["']?source["']?\s*=\s*\[\s*\]\s*(#.*)?$""")


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source to be written: what has no value is left out, and its default holds. `sections` None: all."""

    kind: SourceKind
    name: str
    url: str
    section: str = ""
    sections: tuple[str, ...] | None = None


def add_sources(file: Path, new: Sequence[NewSource]) -> Config:
    """Write `new` behind the sources of `file`, made where there is none, and give what it says then.

    Raises ConfigUnwritable, and ConfigError where the file would no longer be right.
    """
    return _changed(file, lambda text: _with(text, new))


def remove_source(file: Path, name: str) -> Config:
    """Take the source of this name out of `file`, and give what it says then; raises as `add_sources`."""
    return _changed(file, lambda text: _without(text, name))


def change_source(file: Path, name: str, values: Mapping[str, Value]) -> Config:
    """Set `values` of the source of this name, "" and False taking one out; gives and raises as `add_sources`."""
    return _changed(file, lambda text: _set(text, name, values))


def _changed(file: Path, change: Callable[[str], str]) -> Config:
    try:
        target = file.resolve()
        before = target.read_bytes().decode("utf-8") if target.exists() else ""
        after = change(before)
        config = parse(after, str(file), Names())
        _same_beside(before, after)
        replace_file(target, after)
    except ConfigError:
        raise
    except (OSError, ValueError) as error:  # not to be written, or no TOML: tomlkit's and Unicode's are ValueErrors
        raise ConfigUnwritable(file=str(file), cause=str(error)) from error
    return config


def _same_beside(before: str, after: str) -> None:
    """Make sure that nothing but sources has changed, whatever the file's form; raises ValueError."""
    held, kept = ({**tomllib.loads(text), "source": None} for text in (before, after))
    if held != kept:
        raise ValueError(after)


def _with(text: str, new: Sequence[NewSource]) -> str:
    held = tomllib.loads(text).get("source")
    lines = text.splitlines(keepends=True)
    blocks = _blocks(lines)
    if held and not blocks:
        return _with_inline(text, new)
    if held is None:
        default = Config().sources
        new = [*(NewSource(one.kind, one.name, one.url, sections=one.sections) for one in default), *new]
    elif not held:
        lines = [line for line in lines if not _EMPTY.match(line)]
    place = blocks[-1][1] if blocks else len(lines)
    if place and not lines[place - 1].endswith("\n"):
        lines[place - 1] += "\n"
    written = "\n".join(_table(source) for source in new)
    before = "\n" if "".join(lines[:place]).strip() and lines[place - 1].strip() else ""
    behind = "\n" if "".join(lines[place:]).strip() and lines[place].strip() else ""
    return "".join([*lines[:place], before, written, behind, *lines[place:]])


def _without(text: str, name: str) -> str:
    names = [str(source.get("name", "")).strip() for source in tomllib.loads(text).get("source") or ()]
    if not names and name in [source.name for source in Config().sources]:
        return _with_none(text)
    place = names.index(name)
    lines = text.splitlines(keepends=True)
    blocks = _blocks(lines)
    if len(blocks) != len(names):
        return _without_inline(text, place)
    start, end = blocks[place]
    if not "".join(lines[:start]).strip() or not lines[start - 1].strip():
        while end < len(lines) and not lines[end].strip():
            end += 1
    text = "".join(lines[:start] + lines[end:])
    return text if len(names) > 1 else _with_none(text)


def _set(text: str, name: str, values: Mapping[str, Value]) -> str:
    import tomlkit  # noqa: PLC0415 - only where something is written

    if "source" not in tomllib.loads(text):
        text = _with(text, ())
    names = [str(source.get("name", "")).strip() for source in tomllib.loads(text)["source"]]
    place = names.index(name)
    lines = text.splitlines(keepends=True)
    blocks = _blocks(lines)
    in_lines = len(blocks) == len(names)
    start, end = blocks[place] if in_lines else (0, len(lines))
    document: Any = tomlkit.parse("".join(lines[start:end]))
    table = document["source"][0 if in_lines else place]
    for key, value in values.items():
        if value:
            table[key] = value
        else:
            table.pop(key, None)
    return "".join([*lines[:start], tomlkit.dumps(document), *lines[end:]])


def _with_none(text: str) -> str:
    """Say that there is no source; nothing at all would say "the defaults"."""
    lines = text.splitlines(keepends=True)
    first = next((number for number, line in enumerate(lines) if _HEADER.match(line)), len(lines))
    place = _above(lines, first)
    if place and not lines[place - 1].endswith("\n"):
        lines[place - 1] += "\n"
    return "".join([*lines[:place], "source = []\n", *lines[place:]])


def _blocks(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Give the lines of each `[[source]]`, from its header to before what belongs to the next table."""
    found: list[tuple[int, int]] = []
    headers = [(number, header[1]) for number, line in enumerate(lines) if (header := _HEADER.match(line))]
    for number, name in headers:
        if not (_SOURCE.match(name) and lines[number].lstrip().startswith("[[")) or "." in name:
            continue
        next_one = (other for other, told in headers if other > number and not _is_within(told))
        end = next(next_one, len(lines))
        found.append((number, _above(lines, end)))
    return found


def _is_within(name: str) -> bool:
    return bool(_SOURCE.match(name)) and "." in name


def _above(lines: Sequence[str], number: int) -> int:
    """Give where what stands above a header begins: remarks right above it, and the empty lines before them."""
    while number and (lines[number - 1].lstrip().startswith("#") and number < len(lines)):
        number -= 1
    while number and not lines[number - 1].strip():
        number -= 1
    return number


def _table(source: NewSource) -> str:
    import tomlkit  # noqa: PLC0415 - only where something is written

    return "[[source]]\n" + tomlkit.dumps(_values(source))


def _values(source: NewSource) -> dict[str, Any]:
    values: dict[str, Any] = {"kind": source.kind, "name": source.name, "url": source.url}
    if source.section:
        values["section"] = source.section
    if source.sections is not None:
        values["sections"] = list(source.sections)
    return values


def _with_inline(text: str, new: Sequence[NewSource]) -> str:
    import tomlkit  # noqa: PLC0415 - as above

    document: Any = tomlkit.parse(text)
    for source in new:
        table = tomlkit.inline_table()
        table.update(_values(source))
        document["source"].append(table)
    return tomlkit.dumps(document)


def _without_inline(text: str, place: int) -> str:
    import tomlkit  # noqa: PLC0415 - as above

    document: Any = tomlkit.parse(text)
    del document["source"][place]
    return tomlkit.dumps(document)
