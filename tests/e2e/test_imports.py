"""What is really loaded, seen from a process of its own; the import contracts only see what is written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from nuri_command import Nuri

import reader

FIRST_PAINT = """
import asyncio, sys
from pathlib import Path
from reader.app import NuriApp
from reader.config import Names, load
from reader.newsroom.desk import open_desk
from reader.newsroom.service import Newsroom
from reader.paths import Paths

loaded = []

class Watched(Newsroom):
    def start(self):
        loaded.extend(sys.modules)

async def main():
    desk = open_desk(load(Path(sys.argv[1]), Names()), Paths.of_user())
    newsroom = Watched(desk)
    app = NuriApp(newsroom, desk.config, desk.now)
    async with app.run_test(size=(120, 40)) as pilot:
        while not loaded:
            await pilot.pause(0.01)
        assert "[KBO]" in app.export_screenshot().replace("&#160;", " "), "no headline was painted"
    await newsroom.close()
    print(*loaded, sep="\\n")

asyncio.run(main())
"""

HEAVY = {
    *("httpx", "httpcore", "diskcache", "selectolax", "lxml", "hypothesis", "feedparser", "xml.parsers.expat"),
    *("PIL", "textual_image"),
}
LATER = {
    *("secrets", "hmac", "tomlkit", "markdown_it", "click"),
    *("reader.sync.model", "reader.newsroom.sync", "reader.newsroom.live", "reader.newsroom.refresh"),
    *("reader.library.rescue", "reader.library.searching", "reader.library.pruning"),
    *("reader.ui.sources", "reader.ui.weather_screen"),
}  # seldom or never wanted, and each some milliseconds


def modules_after(code, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, check=False, env=os.environ
    )
    assert done.returncode == 0, done.stderr.decode()
    return set(done.stdout.decode().split())


def command_modules(*arguments):
    return modules_after(
        "import sys\nfrom reader.cli import main\ncode = main(sys.argv[1:])\nprint(*sys.modules, sep='\\n')", *arguments
    )


def test_the_version_loads_neither_textual_nor_httpx_nor_rich():
    assert command_modules("--version") & (HEAVY | {"textual", "rich", "sqlite3", "tomllib"}) == set()


def test_listing_headlines_loads_no_network_no_parser_and_no_screen(tmp_path, replica):
    nuri = Nuri(tmp_path, replica.config())
    nuri("refresh")
    found = command_modules("--config", nuri.config, "headlines", "--json")
    assert found & (HEAVY | LATER | {"textual", "rich"}) == set()


def test_the_first_headline_is_painted_before_httpx_or_a_parser_is_loaded(tmp_path, replica):
    nuri = Nuri(tmp_path, replica.config())
    nuri("refresh")
    assert modules_after(FIRST_PAINT, nuri.config) & (HEAVY | LATER) == set()


def test_a_refresh_of_feeds_loads_no_command_line_of_another_and_no_protocol_of_sync():
    found = modules_after("import sys, reader.cli.refresh, reader.fetch.client\nprint(*sys.modules, sep='\\n')")
    assert found & {"click", "rich", "pygments", "reader.newsroom.sync"} == set()


def test_the_package_that_is_tested_is_the_installed_one():
    home = Path(reader.__file__).parent
    if home.parent.name != "site-packages":
        pytest.skip("an editable installation is being worked on")
    for name in ("ui/nuri.tcss", "locale/ko.toml", "weather/stations.csv", "sources/sample/front.html", "py.typed"):
        assert (home / name).exists(), name
