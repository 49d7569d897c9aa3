"""Sources written into the configuration file and taken out of it: only their lines, and nothing else of the file.

Without any source the defaults are in force, and are written out first.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from reader.config.settings import Config
from reader.config.tables import blocks, changed, cut, on_top, put

if TYPE_CHECKING:
    from reader.model import SourceKind

_KIND = "source"
_NONE = "source = []"  # nothing at all would say "the defaults"
Value = str | bool | int | list[str] | None


class NewSource(Struct, frozen=True):
    """A source to be written: what has no value is left out, and its default holds. `sections` None: all."""

    kind: SourceKind
    name: str
    url: str
    section: str = ""
    sections: tuple[str, ...] | None = None


def add_sources(file: Path, new: Sequence[NewSource]) -> Config:
    """Write `new` behind the sources of `file`, made where there is none, and give what it says then.

    Raises as `changed`.
    """
    return changed(file, lambda text: _with(text, new), _KIND)


def remove_source(file: Path, name: str) -> Config:
    """Take the source of this name out of `file`, and give what it says then; raises as `add_sources`."""
    return changed(file, lambda text: _without(text, name), _KIND)


def change_source(file: Path, name: str, values: Mapping[str, Value]) -> Config:
    """Set `values` of the source of this name, None taking one out; gives and raises as `add_sources`."""
    return changed(file, lambda text: _set(text, name, values), _KIND)


def _with(text: str, new: Sequence[NewSource]) -> str:
    if tomllib.loads(text).get(_KIND) is None:
        default = Config().sources
        new = [*(NewSource(one.kind, one.name, one.url, sections=one.sections) for one in default), *new]
    return put(text, _KIND, [_values(source) for source in new])


def _without(text: str, name: str) -> str:
    names = [str(source.get("name", "")).strip() for source in tomllib.loads(text).get(_KIND) or ()]
    if not names and name in [source.name for source in Config().sources]:
        return on_top(text, _NONE)
    text = cut(text, _KIND, names.index(name))
    return text if len(names) > 1 else on_top(text, _NONE)


def _set(text: str, name: str, values: Mapping[str, Value]) -> str:
    import tomlkit  # noqa: PLC0415 - only where something is written

    if "source" not in tomllib.loads(text):
        text = _with(text, ())
    names = [str(source.get("name", "")).strip() for source in tomllib.loads(text)["source"]]
    place = names.index(name)
    lines = text.splitlines(keepends=True)
    found = blocks(lines, _KIND)
    in_lines = len(found) == len(names)
    start, end = found[place] if in_lines else (0, len(lines))
    document: Any = tomlkit.parse("".join(lines[start:end]))
    table = document["source"][0 if in_lines else place]
    for key, value in values.items():
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value
    return "".join([*lines[:start], tomlkit.dumps(document), *lines[end:]])


def _values(source: NewSource) -> dict[str, Any]:
    values: dict[str, Any] = {"kind": source.kind, "name": source.name, "url": source.url}
    if source.section:
        values["section"] = source.section
    if source.sections is not None:
        values["sections"] = list(source.sections)
    return values
