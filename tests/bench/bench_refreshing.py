"""A step in the list while 300 feeds are fetched in the background, beside a step in an idle window, in a real terminal.

`pytest -n 0 -m bench -s tests/bench/bench_refreshing.py` prints the median and the 95th percentile of both, and their
ratio: it should stay under two.
"""

from __future__ import annotations

import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reader.library import Library, counts
from reader.model import ALL
from tests.bench.bench_refresh import serving
from tests.bench.bench_screen import CONFIG, HEADLINE, Probe, build
from tests.bench.feed_server import ENTRIES, HOSTS

pytestmark = pytest.mark.bench

HELD, FEEDS, STEPS, ROUNDS = 3_000, 300, 60, 3
FEED = '[[source]]\nkind = "feed"\nname = "신문 {0}"\nurl = "http://{1}:{2}/f/{0}.xml"\nsection = "세계"\nfull_text = false\n'


def steps(home: Path, *, refreshing: bool) -> list[float]:
    """Give the milliseconds of steps: in an idle window, or as long as articles go on arriving."""
    nuri = str(Path(sys.executable).with_name("nuri"))
    library = Library.open(home / "data/nuri/library.db", now=lambda: datetime.now(UTC))
    found: list[float] = []
    with Probe([nuri, "--config", str(home / "config/config.toml")], home) as probe:
        probe.shown(HEADLINE)
        if not refreshing:
            probe.settle(0.5)
        end = time.perf_counter() + 60
        while time.perf_counter() < end:
            found += [probe.press("j" if len(found) % 50 < 25 else "k")[0]]
            here = library.read(counts)[ALL].total
            if here >= HELD + FEEDS * ENTRIES or (not refreshing and len(found) >= STEPS):
                break
        assert not refreshing or here == HELD + FEEDS * ENTRIES, "the feeds did not all arrive"
    library.close()
    return found


def test_a_step_while_three_hundred_feeds_arrive(tmp_path: Path) -> None:
    found: dict[str, list[float]] = {"idle": [], "refreshing": []}
    with serving(FEEDS, 0) as server:
        feeds = "".join(FEED.format(each, HOSTS[each % len(HOSTS)], server.port) for each in range(FEEDS))
        for number in range(ROUNDS):
            home = tmp_path / str(number)
            build(home, HELD)
            found["idle"] += steps(home, refreshing=False)
            (home / "config/config.toml").write_text(CONFIG.replace("[weather]", f"{feeds}[weather]"), encoding="utf-8")
            found["refreshing"] += steps(home, refreshing=True)
    late = {name: statistics.quantiles(values, n=20)[-1] for name, values in found.items()}
    for name, values in found.items():
        print(
            f"\n{name:>10}: median {statistics.median(values):.1f} ms, 95 % under {late[name]:.1f} ms ({len(values)})"
        )
    print(f"     ratio: {late['refreshing'] / late['idle']:.2f}")
