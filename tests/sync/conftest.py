"""An account with three feeds in two folders, and one reader of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from replica import Replica
from sync.reading import Reading, config_of


@pytest.fixture
def account(replica: Replica, monkeypatch: pytest.MonkeyPatch) -> Replica:
    """Five articles, one of them read, one starred."""
    monkeypatch.setenv("READER_PASSWORD", replica.reader.password)
    reader = replica.reader
    world, port = reader.subscribe("세계 소식", "국제"), reader.subscribe("항구 신문", "국제")
    school = reader.subscribe("학교 소식", "교육")
    names = [reader.publish(stream, title) for stream, title in (
        (world, "북극의 얼음"), (port, "배가 들어온다"), (school, "급식이 바뀐다"), (world, "읽은 소식"), (school, "별표 소식"),
    )]  # fmt: skip
    reader.mark(names[3], read=True)
    reader.mark(names[4], starred=True)
    replica.titles = dict(zip(("북극", "배", "급식", "읽은", "별표"), names, strict=True))
    return replica


@pytest.fixture
async def reading(account: Replica, tmp_path: Path) -> AsyncIterator[Reading]:
    one = Reading(tmp_path / "one", config_of(account))
    yield one
    await one.close()
