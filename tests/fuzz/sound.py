"""What must hold of everything that a parser gives: no forbidden character, lawful times, addresses that may be followed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime
from math import isfinite

from msgspec import Struct

from reader.text.address import safe_url
from reader.text.clean import FORBIDDEN

ADDRESSES = {"url", "image", "home", "hub", "next_url"}
MOST = 3_000_000  # characters in all that one answer may become


def sound(model: object) -> None:
    """Raise AssertionError where `model` holds anything that no model may."""
    size = 0
    for name, value in values(model):
        if isinstance(value, str):
            size += len(value)
            assert not FORBIDDEN.search(value), (name, value)
            assert unicodedata.is_normalized("NFC", value) or name in ADDRESSES, (name, value)
            assert name not in ADDRESSES or value == safe_url(value), (name, value)
        elif isinstance(value, datetime):
            lawful(value)
        elif isinstance(value, float):
            assert isfinite(value), (name, value)
    assert size <= MOST


def lawful(moment: datetime) -> None:
    """Raise AssertionError, or whatever a moment brings about that cannot be kept, shown or compared."""
    assert moment.tzinfo is not None
    assert datetime.fromtimestamp(moment.timestamp(), UTC) == moment.astimezone(UTC).replace(
        microsecond=moment.microsecond
    )
    f"{moment.astimezone():%Y-%m-%d %H:%M}"


def values(model: object, name: str = "") -> Iterator[tuple[str, object]]:
    """Give everything in a model, however deep, with the name of the field that holds it."""
    if isinstance(model, tuple | list | set | frozenset):
        for part in model:
            yield from values(part, name)
    elif isinstance(model, Struct):
        for field in model.__struct_fields__:
            yield from values(getattr(model, field), field)
    elif not isinstance(model, date) or isinstance(model, datetime):
        yield name, model
