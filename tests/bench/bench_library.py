"""What the library costs at 1,000, 10,000 and 100,000 articles: opening, listing, searching, refreshing, and the file.

    pytest -m bench -s tests/bench/bench_library.py

builds the three libraries (a minute, nearly all of it the largest), prints the figures and checks them against what is
promised. Times are the best of several, in milliseconds, with everything in the page cache; the sizes take turns, so
that a busy machine is busy for all of them alike.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from reader.library import Batch, Library, absorb, counts, mark, opening
from reader.library.grams import lead
from reader.library.indexing import behind, catch_up
from reader.library.keeping import backup
from reader.library.searching import search
from reader.model import ALL, UNREAD, View
from tests.bench.make_library import NOW, PLANTED, Writer, build, refresh_of

pytestmark = pytest.mark.bench

SIZES = (1_000, 10_000, 100_000)
LATER = NOW + timedelta(hours=1)
COMMAND = Path(sys.executable).with_name("nuri")


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Build a library of each size, in a home of its own."""
    made = {}
    for size in SIZES:
        home = tmp_path_factory.mktemp(f"articles-{size}")
        started = time.perf_counter()
        build(home / "nuri" / "library.db", size).close()
        made[size] = home
        print(f"\n{size:>9,} articles built in {time.perf_counter() - started:.1f} s", end="")
    return made


@pytest.fixture
def libraries(homes: dict[int, Path]) -> Iterator[dict[int, Library]]:
    opened = {size: Library.open(home / "nuri" / "library.db", now=lambda: NOW) for size, home in homes.items()}
    yield opened
    for library in opened.values():
        library.close()


def best(work: dict[int, Callable[[], object]], rounds: int = 9) -> dict[int, float]:
    """Do the same in each library by turns, and give the best time of each in ms."""
    times: dict[int, list[float]] = {size: [] for size in work}
    for _ in range(rounds):
        for size, once in work.items():
            begun = time.perf_counter()
            once()
            times[size].append((time.perf_counter() - begun) * 1000)
    return {size: min(found) for size, found in times.items()}


def row(name: str, figures: dict[int, float], unit: str = "ms") -> None:
    print(f"\n{name:44}" + "".join(f"{figures[size]:>12.2f}" for size in SIZES) + f"  {unit}", end="")


def test_the_first_screen_and_the_newest_headlines_cost_the_same_at_any_size(homes, libraries):
    print(f"\n{'':44}" + "".join(f"{size:>12,}" for size in SIZES), end="")
    command = [str(COMMAND), "headlines", "--limit", "50", "--json"]
    listed = best({size: lambda home=home: run(command, home) for size, home in homes.items()}, 15)
    row("nuri headlines --limit 50 --json", listed)
    opened = best(
        {
            size: lambda home=home: Library.open(home / "nuri" / "library.db", now=lambda: NOW).close()
            for size, home in homes.items()
        }
    )
    row("open and close", opened)
    section = View("section", "경제산업")
    screens = best(
        {size: lambda library=library: first_screen(library, section) for size, library in libraries.items()}, 40
    )
    row("first screen: counts, section, 200 rows", screens)
    everything = best(
        {size: lambda library=library: first_screen(library, ALL) for size, library in libraries.items()}, 40
    )
    row("first screen: counts, everything, 200 rows", everything)
    for figures in (listed, screens, everything):
        assert figures[SIZES[-1]] <= figures[SIZES[0]] * 1.2 + 0.2


def first_screen(library: Library, view: View) -> None:
    library.read(counts)
    library.read(opening, view, NOW)


def run(command: list[str], home: Path) -> None:
    environment = os.environ | {"XDG_DATA_HOME": str(home), "LC_ALL": "C.UTF-8"}
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def queries(library: Library) -> dict[str, list[str]]:
    """Draw words of each kind from titles here and there, frequent and rare ones as they come."""
    drawn = "SELECT title FROM article WHERE id % 97 = 0 LIMIT 600"
    titles = [row[0] for row in library.read(lambda conn: conn.execute(drawn).fetchall())]
    words = [word for title in titles for word in title.split() if all("가" <= letter <= "힣" for letter in word)]
    found = {
        "one syllable": [word[0] for word in words if len(word) > 1],
        "two syllables": [word[:2] for word in words if len(word) > 1],
        "five syllables": [word for word in words if len(word) == 5],
        "first consonants": ["".join(map(lead, word)) for word in words if len(word) in (3, 4)],
        "what stands in every third": list(PLANTED),
    }
    return {name: list(dict.fromkeys(each))[:60] for name, each in found.items()}


def test_a_search_is_quick_for_words_of_every_length(libraries):
    library = libraries[SIZES[-1]]
    print(f"\n\nsearch of {SIZES[-1]:,}, 50 hits with snippets{'':12}{'median':>12}{'p95':>12}{'slowest':>12}", end="")
    for name, asked in queries(library).items():
        assert len(asked) >= 8
        times = sorted(quickest(library, text) for text in asked)
        figures = (statistics.median(times), times[int(len(times) * 0.95)], times[-1])
        print(
            f"\n  {name:24}{len(asked):>4} queries{'':9}" + "".join(f"{figure:>12.1f}" for figure in figures) + "  ms",
            end="",
        )
        assert figures[0] < 30
        assert figures[1] < 100


def quickest(library: Library, text: str) -> float:
    return best({0: lambda: library.read(search, text, NOW, 50)}, 3)[0]


def test_the_file_takes_less_than_three_times_the_text_it_holds(homes, libraries):
    text = "SELECT sum(length(CAST(title || subtitle || author || text AS BLOB))) FROM searchable"
    shares = {}
    for size, library in libraries.items():
        held = library.read(lambda conn: conn.execute(text).fetchone()[0])
        shares[size] = (homes[size] / "nuri" / "library.db").stat().st_size / held
    print(end="\n")
    row("file, as multiple of the text it holds", shares, "")
    assert shares[SIZES[-1]] < 3


def test_a_refresh_of_fifty_articles_costs_the_same_at_any_size(libraries):
    writer = Writer()
    batches = {
        size: iter(
            [refresh_of(writer, range(start, start + 50), start + 50, LATER) for start in range(200_000, 200_550, 50)]
        )
        for size in SIZES
    }
    taken = best(
        {
            size: lambda library=library, size=size: refresh(library, next(batches[size]))
            for size, library in libraries.items()
        },
        11,
    )
    row("refresh that adds 50 articles, with its index", taken)
    row("a mark until it is on the disk", {size: fastest_mark(library) for size, library in libraries.items()})
    assert taken[SIZES[-1]] <= taken[SIZES[0]] * 1.3 + 1


def fastest_mark(library: Library) -> float:
    names = iter([shown.id for shown in library.read(opening, UNREAD, LATER).rows])
    return best({0: lambda: library.write(mark, [next(names)], "read", LATER).result()}, 40)[0]


def refresh(library: Library, batch: Batch) -> None:
    library.write(absorb, batch, LATER).result()
    while library.read(behind):
        library.write(catch_up).result()


def test_a_backup_of_the_largest(homes, tmp_path):
    with closing(Library.open(homes[SIZES[-1]] / "nuri" / "library.db", now=lambda: NOW)) as library:
        begun = time.perf_counter()
        kept = library.read(backup, tmp_path / "kept.db", NOW)
        print(f"\n{'backup':44}{time.perf_counter() - begun:>12.1f} s, {kept.stat().st_size / 1e6:.0f} MB")
