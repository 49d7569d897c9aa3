"""Textual lets tasks start eagerly on Python 3.12 and later; everything must work when they do."""

import asyncio

import pytest
from replica.articles import at

from reader.config import Names, parse
from reader.newsroom.desk import open_desk
from reader.newsroom.polling import Manner
from reader.newsroom.refresh import refresh
from reader.newsroom.tasks import Tasks
from reader.paths import Paths
from reader.text.dates import KST

pytestmark = pytest.mark.skipif(not hasattr(asyncio, "eager_task_factory"), reason="tasks never start eagerly here")


async def test_a_refresh_ends(tmp_path, replica):
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    config = parse(replica.config(), "config.toml", Names())
    desk = open_desk(config, Paths.under(tmp_path), now=lambda: at("01-15 09:54").astimezone(KST))
    async with asyncio.timeout(20):
        report = await refresh(desk, manner=Manner())
    assert [row.status for row in report.sources] == ["updated", "updated"]
    await desk.close()


async def test_work_that_ends_at_once_leaves_nothing():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    tasks = Tasks(lambda _: None)

    async def nothing():
        pass

    assert tasks.start("a", nothing())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not tasks.running("a")
    await tasks.close()
