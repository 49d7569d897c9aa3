"""Build a library of any size in a folder, with the library's own verbs: what is measured is what people have.

    python -m tests.bench.make_library FOLDER --articles 100000

makes FOLDER/nuri/library.db (for `XDG_DATA_HOME=FOLDER`), in a minute on one core for 100,000: Korean (four in five)
and English articles of 2 kB of text each, in four sections, over two years, a third of them read and one in two
hundred saved. Words are drawn as in language, the n-th most frequent one in proportion to 1/n, from 20,000 compounds;
every choice comes from a seed.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sqlite3
import time
import zlib
from datetime import datetime, timedelta
from pathlib import Path

from reader.library import (
    Batch,
    Library,
    PageRecord,
    Polled,
    absorb,
    article_id,
    keep_body,
    mark,
    set_sources,
    source_key,
)
from reader.library.indexing import behind, catch_up
from reader.model import Block, Body, Entry, Listing, Passage, Source

NOW = datetime.fromisoformat("2026-01-15T09:54:00+09:00")
URL = "https://www.nuriilbo.com/"
KEY = source_key(URL)
SECTIONS = ("경제산업", "오피니언", "교육", "국제")
AT_ONCE = 2_000
_SYLLABLES = (
    "가각간감강개거건검게격견결경계고공과관광교구국군권귀규균그극근금급기길김나남내노농능다단당대도독동두등라래량력련령로론료류리림립마만말매면명모목무문물미민"
    "반발방배백번법변별병보복본부북분불비사산상생서석선설성세소속손송수순술스승시식신실심안양어언업여역연열영예오온올와완외요용우운원위유육은을음의이인일임입"
    "자작장재저적전절점정제조족존종좌주준중증지직진집차찬참창채책처천철청체초총최추축출충치침크타탁태택토통투특파판패편평포표품풍피필하학한함합항해행향현협형호화확환활황회획효후훈휴"
)
_PARTICLES = ("", "", *"은는이가을를의에와과도", "에서", "으로", "했다", "한다", "라고", "이다")
_COMMON = "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they"
# Words that the measurements look for, each with how often it is drawn among a thousand.
PLANTED = {"금리": 4, "기준금리": 1, "한국은행": 2, "반도체": 3, "인공지능": 3, "대한민국": 2, "환율": 2, "선거": 2}


class Writer:
    """Writes articles, the same for the same seed and number."""

    def __init__(self) -> None:
        dice = random.Random(2026)
        compounds = {"".join(dice.choices(_SYLLABLES, k=dice.choice((2, 2, 2, 3, 3, 4)))) for _ in range(24_000)}
        words = sorted(compounds)[:20_000]
        dice.shuffle(words)
        weights = [1 / (place + 8) for place in range(len(words))]
        total = sum(weights)
        words += PLANTED
        weights += [total * often / 1000 for often in PLANTED.values()]
        self._korean = (words, list(itertools.accumulate(weights)))
        latin = ["".join(dice.choices("etaoinshrdlucmfwypvbgk", k=dice.randint(4, 10))) for _ in range(12_000)]
        english = [*_COMMON.split(), *latin]
        self._english = (english, list(itertools.accumulate(1 / (place + 4) for place in range(len(english)))))
        self._pool = {korean: [self._sentence(dice, korean) for _ in range(30_000)] for korean in (True, False)}

    def head(self, number: int) -> tuple[str, str, str]:
        """Give a title, a byline and a summary."""
        first, second, third = self._sentences(number * 31, number, 3)
        author = f"김{_SYLLABLES[number % len(_SYLLABLES)]}{_SYLLABLES[number // 7 % len(_SYLLABLES)]} 기자"
        return " ".join((*first.split()[:3], *second.split()[:3])), author, third

    def text(self, number: int) -> tuple[str, ...]:
        """Give four paragraphs of three sentences."""
        drawn = self._sentences(number * 17 + 5, number, 12)
        return tuple(" ".join(drawn[start : start + 3]) for start in range(0, 12, 3))

    def _sentences(self, seed: int, number: int, count: int) -> list[str]:
        pool = self._pool[number % 5 > 0]
        return [pool[zlib.crc32(b"%d %d" % (seed, place)) % len(pool)] for place in range(count)]

    def _sentence(self, dice: random.Random, korean: bool) -> str:
        return " ".join(self._words(dice, korean, 14 if korean else 22)) + "."

    def _words(self, dice: random.Random, korean: bool, count: int) -> list[str]:
        words, weights = self._korean if korean else self._english
        drawn = dice.choices(words, cum_weights=weights, k=count)
        if not korean:
            return drawn
        drawn[dice.randrange(count)] = str(dice.randint(2, 9999))
        return [word + dice.choice(_PARTICLES) for word in drawn]


def build(file: Path, count: int, *, texts: bool = True) -> Library:
    """Build a library of `count` articles at `file` and give it open; the newest are the last."""
    library = Library.open(file, now=lambda: NOW)
    library.write(set_sources, [Source(KEY, "누리일보", "mediaon", URL)], {KEY: SECTIONS}).result()
    writer = Writer()
    for start in range(0, count, AT_ONCE):
        library.write(_add, writer, range(start, min(start + AT_ONCE, count)), count, texts=texts).result()
    while library.read(behind):
        library.write(catch_up, AT_ONCE).result()
    return library


def refresh_of(writer: Writer, numbers: range, count: int, now: datetime = NOW) -> Batch:
    """Give the batch of one refresh that brings these articles."""
    entries: dict[str, list[Entry]] = {name: [] for name in SECTIONS}
    for number in numbers:
        title, author, summary = writer.head(number)
        published = now - timedelta(minutes=(count - number) * 1_051_200 / max(count, 1))
        entry = Entry(str(number), f"{URL}{number}", title, "", summary, author, published=published, rank=number)
        entries[SECTIONS[number % 4]].append(entry)
    pages = [
        Polled(PageRecord(f"{URL}list?{name}", "list", name, checked=now), (Listing(name, tuple(listed[-20:])), Listing(name, tuple(listed))))
        for name, listed in entries.items()
    ]  # fmt: skip
    return Batch(KEY, tuple(pages))


def _add(conn: sqlite3.Connection, writer: Writer, numbers: range, count: int, *, texts: bool) -> None:
    absorb(conn, refresh_of(writer, numbers, count), NOW)
    if texts:
        for number in numbers:
            blocks = tuple(Block("paragraph", (Passage(text),)) for text in writer.text(number))
            keep_body(conn, article_id(KEY, str(number)), Body(blocks=blocks), NOW, 1)
    mark(conn, [article_id(KEY, str(number)) for number in numbers if number % 3 == 0], "read", NOW)
    mark(conn, [article_id(KEY, str(number)) for number in numbers if number % 200 == 0], "saved", NOW)
    catch_up(conn, len(numbers))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--articles", type=int, default=100_000)
    given = options.parse_args()
    started = time.perf_counter()
    file = given.folder / "nuri" / "library.db"
    build(file, given.articles).close()
    print(
        f"{file}: {given.articles:,} articles, {file.stat().st_size:,} bytes in {time.perf_counter() - started:.1f} s"
    )


if __name__ == "__main__":
    main()
