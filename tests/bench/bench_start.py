"""How long the command line takes to answer, and where each millisecond before the first headline goes.

`pytest -n 0 -m bench -s tests/bench/bench_start.py` prints the tables of tests/bench/README.md: commands beside
`python -c pass`, in turns, with 3,000 articles held; then the way to the first headline, by stations that a launcher
stamps as they are passed. The first headline beside a trivial Textual application is `bench_screen`'s.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bench.bench_screen import FLOOR, HEADLINE, Probe, build

pytestmark = pytest.mark.bench

HELD = 3_000
ROUNDS = 15
NURI = str(Path(sys.executable).with_name("nuri"))

# Stamps when stations are passed: a module loaded, or a function's first call ended (a method's: begun).
LAUNCHER = """
import functools, json, sys, time
passed = [("Python itself", time.perf_counter())]
def stamp(name):
    if all(name != other for other, _ in passed):
        passed.append((name, time.perf_counter()))
def after(home, name, told):
    function = getattr(home, name)
    @functools.wraps(function)
    def wrapped(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        finally:
            stamp(told)
    setattr(home, name, wrapped)
def before(home, name, told):
    function = getattr(home, name)
    @functools.wraps(function)
    def wrapped(*args, **kwargs):
        stamp(told)
        return function(*args, **kwargs)
    setattr(home, name, wrapped)
begun = float(sys.argv.pop(1))
file = sys.argv.pop(1)
import reader.cli, reader.cli.arguments
stamp("the grammar and the sentences of the command line")
import asyncio
stamp("asyncio")
import reader.cli.open
stamp("library, configuration and newsroom, as modules")
import textual.app, textual.theme
stamp("Textual's own modules")
after(reader.cli.open, "configured", "the configuration read")
after(reader.cli.open, "open_desk", "the library opened")
import reader.newsroom.service
import reader.app
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import Screen
stamp("screen, panes and widgets, as modules")
after(reader.app.NuriApp, "__init__", "the application made")
before(reader.app.NuriApp, "on_load", "the style sheet read")
before(reader.app.NuriApp, "on_mount", "the terminal taken over, the screen pushed")
def written(driver, data, real=LinuxDriver.write):
    real(driver, data)
    if "H00" in data and passed[-1][0] != "the first headline":
        stamp("the first headline")
        with open(file, "w") as told:
            json.dump([(name, (when - begun) * 1000) for name, when in passed], told)
LinuxDriver.write = written
sys.exit(reader.cli.main())
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("held")
    build(folder, HELD)
    return folder


def answered(arguments: list[str], home: Path) -> float:
    """Give the milliseconds of a command, from its start to its end."""
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("DATA", "CONFIG", "CACHE", "STATE")}
    begun = time.perf_counter()
    done = subprocess.run(
        arguments, env=os.environ | folders, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True
    )
    assert done.returncode == 0
    return (time.perf_counter() - begun) * 1000


def test_commands_beside_bare_python(home: Path) -> None:
    configured = [NURI, "--config", str(home / "config/config.toml")]
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "nuri --version": [NURI, "--version"],
        "nuri headlines": [*configured, "headlines", "--limit", "50"],
        "nuri headlines --json": [*configured, "headlines", "--limit", "50", "--json"],
    }
    found: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, arguments in commands.items():
            found[name].append(answered(arguments, home))
    bare = statistics.median(found["python -c pass"])
    print("\n\n| command | ms | over bare Python |\n| --- | --- | --- |")
    for name, times in found.items():
        print(f"| `{name}` | {statistics.median(times):.0f} | {statistics.median(times) - bare:.0f} |")


def test_where_the_time_before_the_first_headline_goes(home: Path, tmp_path: Path) -> None:
    launcher, floor, told = tmp_path / "launcher.py", tmp_path / "floor.py", tmp_path / "stations.json"
    launcher.write_text(LAUNCHER)
    floor.write_text(FLOOR)
    spent: dict[str, list[float]] = {}
    first: dict[str, list[float]] = {"floor": [], "nuri": []}
    for _ in range(ROUNDS):
        with Probe([sys.executable, str(floor)], tmp_path) as probe:
            first["floor"].append(probe.shown(HEADLINE))
        told.unlink(missing_ok=True)
        begun = time.perf_counter()
        arguments = [sys.executable, str(launcher), str(begun), str(told), "--config", str(home / "config/config.toml")]
        with Probe(arguments, home) as probe:
            first["nuri"].append(probe.shown(HEADLINE))
        earlier = 0.0
        for name, passed in sorted(json.loads(told.read_text()), key=lambda station: float(station[1])):
            spent.setdefault(name, []).append(passed - earlier)
            earlier = passed
    print("\n\n| until | ms |\n| --- | --- |")
    for name, times in spent.items():
        print(f"| {name} | {statistics.median(times):.0f} |")
    floor_ms, nuri_ms = (statistics.median(times) for times in first.values())
    print(f"\nfirst headline: {nuri_ms:.0f} ms, the floor's {floor_ms:.0f} ms: {nuri_ms / floor_ms:.2f} of it")
