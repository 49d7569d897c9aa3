from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest


def strings_of(model: object) -> Iterator[str]:
    """Give every string in a model, however deep."""
    if isinstance(model, str):
        yield model
    elif isinstance(model, tuple | list):
        for part in model:
            yield from strings_of(part)
    elif is_dataclass(model):
        for field in fields(model):
            yield from strings_of(getattr(model, field.name))


@pytest.fixture(scope="session")
def every_string():
    return strings_of
