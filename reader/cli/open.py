"""`nuri`: opens the reader; without a terminal it prints the front page as plain text."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING

from reader.cli.setup import configured, names
from reader.newsroom.desk import open_desk

if TYPE_CHECKING:
    import argparse

    from reader.newsroom.desk import Desk


def run(options: argparse.Namespace) -> int:
    """Open the screen on what is held, or print the front page."""
    terminal = has_screen()
    config, paths = configured(options, with_themes=terminal)
    desk = open_desk(config, paths)
    desk.names = names(with_themes=terminal)
    return show(desk, terminal=terminal)


def has_screen() -> bool:
    """Say whether there is a terminal that can be painted on; a dumb one, as inside an editor, only takes lines."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def show(desk: Desk, *, terminal: bool) -> int:
    """Run the screen at `desk` until the reader leaves; without a terminal print its front page."""
    return asyncio.run(_screen(desk) if terminal else _page(desk))


async def _page(desk: Desk) -> int:
    from reader.cli.plain import front_page  # noqa: PLC0415 - only without a terminal

    try:
        await front_page(desk)
    finally:
        await desk.close()
    return 0


async def _screen(desk: Desk) -> int:
    from reader.app import NuriApp  # noqa: PLC0415 - Textual is loaded only to paint
    from reader.newsroom.service import Newsroom  # noqa: PLC0415 - likewise

    newsroom = Newsroom(desk)
    app = NuriApp(newsroom, desk.config, desk.now)
    for gone in (signal.SIGHUP, signal.SIGTERM):  # the terminal was closed, or the machine goes down: leave in order
        asyncio.get_running_loop().add_signal_handler(gone, app.exit)
    try:
        await app.run_async()
    finally:
        await newsroom.close()
    return int(app.return_code or 0)
