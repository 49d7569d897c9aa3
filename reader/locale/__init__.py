"""Every sentence Nuri says, in the reader's language: `say(key, **fields)`.

The language comes from LC_ALL, LC_MESSAGES, LANG (in that order, the first that is set), or from the configuration;
the process's own locale is never touched. Sentences stand in ko.toml and en.toml, tables by room.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["ko", "en"]


class _Chosen:
    """The one language of this process; a class only so that it can be changed without `global`."""

    language: Language = "ko"


def language_of(environment: Mapping[str, str] = os.environ) -> Language:
    """Read the language from LC_ALL, LC_MESSAGES or LANG; English only where one of them asks for another language."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            neutral = value.split(".")[0] in {"C", "POSIX"}
            return "ko" if neutral or value.startswith("ko") else "en"
    return "ko"


def use(language: str) -> None:
    """Speak `language` from now on: ko, en, or auto for the environment's."""
    _Chosen.language = "en" if language == "en" else "ko" if language == "ko" else language_of()


def language() -> Language:
    """Give the language that is spoken now."""
    return _Chosen.language


@cache
def sentences(language: Language) -> Mapping[str, str]:
    """Read every sentence of one language, keys joined by dots (`error.offline`)."""
    tree = tomllib.loads((files(__name__) / f"{language}.toml").read_text(encoding="utf-8"))
    found: dict[str, str] = {}

    def walk(prefix: str, table: Mapping[str, object]) -> None:
        for name, value in table.items():
            if isinstance(value, dict):
                walk(f"{prefix}{name}.", value)
            else:
                found[prefix + name] = str(value)

    walk("", tree)
    return found


def say(key: str, /, **fields: object) -> str:
    """Say the sentence `key` with its `fields`; KeyError where there is none, so that a test finds it."""
    return sentences(_Chosen.language)[key].format(**fields)
