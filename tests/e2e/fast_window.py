"""A window of the paper by a clock that runs faster: `python fast_window.py CONFIG FOLDER TIMES [BEGUN]`; ends with q.

`BEGUN` is the monotonic second at which the day began, so that several windows live in the same hour. On leaving, it
says how many tasks are left.
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from reader.app import NuriApp
from reader.cli import logs
from reader.config import Names, load
from reader.newsroom import live
from reader.newsroom.desk import open_desk
from reader.newsroom.service import Newsroom
from reader.paths import Paths
from reader.text.dates import KST

START = datetime(2026, 1, 15, 9, 14, tzinfo=KST)


async def main(file: Path, folder: Path, times: float, begun: float) -> None:
    def now() -> datetime:
        return START + timedelta(seconds=times * (time.monotonic() - begun))

    live._LONGEST_SLEEP, live._SHORTEST_SLEEP = 60 / times, 1 / times
    config, paths = load(file, Names()), Paths.under(folder)
    logs.start(paths, verbose=False)
    desk = open_desk(config, paths, now=now)
    desk.dice = lambda: 0.0
    newsroom = Newsroom(desk)
    await NuriApp(newsroom, config, now).run_async()
    await newsroom.close()
    print(f"tasks left: {len(asyncio.all_tasks()) - 1}")


if __name__ == "__main__":
    began = float(sys.argv[4]) if len(sys.argv) > 4 else time.monotonic()
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]), began))
