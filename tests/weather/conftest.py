"""One window over the weather, its clock, and the folders of its reader."""

import pytest
from weather.sky import Clock, window


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "reader"


@pytest.fixture
async def sky(folder, replica, clock):
    async with window(folder, replica, clock) as one:
        yield one
