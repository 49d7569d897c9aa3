"""Finds the line on which a key stands, which the standard library's TOML reader does not tell.

The text has been parsed already, so only well-formed TOML is walked. A key inside a multi-line string is the one thing
that could be mistaken; then a message names a neighbouring line, and nothing else is wrong.
"""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*("[^"]*"|'[^']*'|[A-Za-z0-9_.-]+)\s*=""")


def lines_of(text: str) -> dict[Path, int]:
    """Give the line (from 1) of every table and key by its path; an array's tables are numbered from 0."""
    found: dict[Path, int] = {}
    table: Path = ()
    seen: dict[Path, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _names(header[2])
            if header[1] == "[[":
                count = seen.get(table, 0)
                seen[table] = count + 1
                table = (*table, count)
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_names(key[1])), number)
    return found


def line_of(lines: dict[Path, int], path: Path) -> int:
    """Give the line of `path`, or of the nearest table around it; 0 where even that is not known."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 0


def _names(dotted: str) -> Path:
    return tuple(name.strip().strip("\"'") for name in dotted.split("."))
