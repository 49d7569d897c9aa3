"""One TOML table being read: each key is taken once, with its type and range; what is wrong becomes a `Problem`."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import TypeVar, cast
from urllib.parse import urlsplit

from msgspec import Struct, field

from reader.config.lines import Path, line_of
from reader.errors import Problem

T = TypeVar("T")

TYPE_NAMES: dict[type, str] = {str: "text", int: "number", float: "number", bool: "truth", list: "list", dict: "table"}


class Problems(Struct):
    """The problems found so far in one file."""

    file: str
    lines: dict[Path, int]
    found: list[Problem] = field(default_factory=list)

    def add(self, path: Path, sentence: str, **fields: object) -> None:
        """Note that what stands at `path` is wrong; `sentence` is a key of `locale`."""
        self.found.append(Problem(self.file, line_of(self.lines, path), sentence, fields))


class Table(Struct):
    """One table being read: what is left in it after everything known was taken is unknown."""

    problems: Problems
    path: Path
    values: dict[str, object]
    known: list[str] = field(default_factory=list)

    def take(self, key: str, kind: type[T], default: T) -> T:
        """Take `key` if it is of `kind`, else say so and give the default."""
        self.known.append(key)
        if key not in self.values:
            return default
        value = self.values[key]
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.wrong(key, "config.wrong_type", right=TYPE_NAMES[kind])
            return default
        return value

    def within(self, key: str, default: int, least: int, most: int) -> int:
        """Take a whole number between `least` and `most`."""
        value = self.take(key, int, default)
        if not least <= value <= most:
            self.wrong(key, "config.out_of_range", least=least, most=most)
            return default
        return value

    def one_of(self, key: str, default: str, allowed: Collection[str]) -> str:
        """Take a text that is one of `allowed` (all, when it is empty)."""
        value = self.take(key, str, default)
        if allowed and value not in allowed:
            self.wrong(key, "config.not_one_of", given=value, right=" | ".join(allowed))
            return default
        return value

    def texts(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """Take a list of texts."""
        value: list[object] = self.take(key, list, list(default))
        if not all(isinstance(item, str) for item in value):
            self.wrong(key, "config.wrong_type", right="texts")
            return default
        return tuple(cast("list[str]", value))

    def address(self, key: str, default: str) -> str:
        """Take an http or https address."""
        value = self.take(key, str, default)
        try:
            parts = urlsplit(value)
            good = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            good = False
        if not good:
            self.wrong(key, "config.not_an_address", given=value)
        elif "@" in parts.netloc:
            self.wrong(key, "config.user_in_address")
        else:
            return value
        return default

    def wrong(self, key: str, sentence: str, **fields: object) -> None:
        """Note a problem with `key`."""
        self.problems.add((*self.path, key), sentence, key=key, **fields)

    def done(self) -> None:
        """Name every key that nobody took."""
        for key in self.values:
            if key not in self.known:
                nearest = difflib.get_close_matches(key, self.known, 1)
                self.wrong(key, "config.unknown_key", right=nearest[0] if nearest else ", ".join(self.known))
