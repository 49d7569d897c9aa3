from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec import Struct


def strings_of(model: object) -> Iterator[str]:
    """Give every string in a model, however deep."""
    if isinstance(model, str):
        yield model
    elif isinstance(model, tuple | list):
        for part in model:
            yield from strings_of(part)
    elif isinstance(model, Struct):
        for field in model.__struct_fields__:
            yield from strings_of(getattr(model, field))


@pytest.fixture(scope="session")
def every_string():
    return strings_of
