"""Every sentence Nuri says, in the reader's language: `say(key, **fields)`.

The language comes from LC_ALL, LC_MESSAGES, LANG (in that order, the first that is set), or from the configuration;
the process's own locale is never touched. Sentences stand in ko.toml and en.toml, tables by room.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import ClassVar, Literal

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
    tree = tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text(encoding="utf-8"))
    found: dict[str, str] = {}

    def walk(prefix: str, table: Mapping[str, object]) -> None:
        for name, value in table.items():
            if isinstance(value, dict):
                walk(f"{prefix}{name}.", value)
            else:
                found[prefix + name] = str(value)

    walk("", tree)
    return found


class _Word(str):
    """A field's value that can be followed by the Korean particle which its last sound asks for: `{name:은}`.

    The particle stands alone in its own braces, after the word: `‘{name}’{name:은}`. Latin letters, whose sound is not
    known, get both forms: 은(는).
    """

    __slots__ = ()
    _PAIRS: ClassVar = {"은": "는", "이": "가", "을": "를", "과": "와", "으로": "로"}
    _ENDS_CLOSED: ClassVar = "013678"  # 영 일 삼 육 칠 팔 end in a consonant

    def __format__(self, spec: str) -> str:
        if spec not in self._PAIRS:
            return super().__format__(spec)
        last = self.rstrip("’”\"')]」』 ")[-1:]
        if "가" <= last <= "힣":
            final = (ord(last) - ord("가")) % 28
            return self._PAIRS[spec] if final == 0 or (spec == "으로" and final == _RIEUL) else spec
        if last.isdigit():
            closed = last in self._ENDS_CLOSED
            return spec if closed and not (spec == "으로" and last in "178") else self._PAIRS[spec]
        return f"{spec}({self._PAIRS[spec]})" if spec != "으로" else "(으)로"


_RIEUL = 8


def say(key: str, /, **fields: object) -> str:
    """Say the sentence `key` with its `fields`; KeyError where there is none, so that a test finds it."""
    words = {name: _Word(value) if isinstance(value, str) else value for name, value in fields.items()}
    return sentences(_Chosen.language)[key].format(**words)
