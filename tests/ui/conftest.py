"""Every test of the screen reads Korean, and rests shorter than a reader does."""

import pytest

from reader import locale
from reader.ui import reading


@pytest.fixture(autouse=True)
def _korean(monkeypatch):
    monkeypatch.setattr(reading, "_REST_SECONDS", 0.02)
    monkeypatch.setattr(reading, "_PLACE_SECONDS", 0.02)
    locale.use("ko")
    yield
    locale.use("auto")
