"""A window of the paper by a clock that runs 600 times as fast: `python live_window.py CONFIG FOLDER`; ends with q."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from reader.app import NuriApp
from reader.config import Names, load
from reader.newsroom import live
from reader.newsroom.desk import open_desk
from reader.newsroom.service import Newsroom
from reader.paths import Paths
from reader.text.dates import KST

FAST = 600
START = datetime(2026, 1, 15, 9, 14, tzinfo=KST)


async def main() -> None:
    begun = time.monotonic()

    def now() -> datetime:
        return START + timedelta(seconds=FAST * (time.monotonic() - begun))

    live._LONGEST_SLEEP, live._SHORTEST_SLEEP = 60 / FAST, 1 / FAST
    config = load(Path(sys.argv[1]), Names())
    desk = open_desk(config, Paths.under(Path(sys.argv[2])), now=now)
    desk.dice = lambda: 0.0
    newsroom = Newsroom(desk)
    await NuriApp(newsroom, config, now).run_async()
    await newsroom.close()


if __name__ == "__main__":
    asyncio.run(main())
