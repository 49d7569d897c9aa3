"""Libraries that older versions wrote, kept as they wrote them, come forward with everything in them."""

from __future__ import annotations

import contextlib
import gzip
import sqlite3
from pathlib import Path

import pytest

from reader.errors import LibraryTooNew
from reader.library import (
    Library,
    article,
    check,
    counts,
    cursor,
    headlines,
    info,
    last_view,
    menu,
    observations,
    pages,
    place,
    sources,
    undo,
)
from reader.library.schema import STEPS
from reader.library.searching import search
from reader.library.sync_actions import count_pending
from reader.model import SAVED, View

DATA = Path(__file__).parents[1] / "data" / "library"


def kept(file, version):
    file.parent.mkdir(parents=True)
    file.write_bytes(gzip.decompress((DATA / f"version-{version}.db.gz").read_bytes()))
    return file


@pytest.fixture
def old(file):
    """A file of version 1 with eight articles, three texts, marks, an undo, places, pages and an observation."""
    return kept(file, 1)


def test_there_is_a_file_of_every_version_but_the_newest():
    assert {path.name for path in DATA.glob("version-*.db.gz")} == {
        f"version-{number}.db.gz" for number in range(1, len(STEPS))
    }


def test_a_library_of_version_1_keeps_all_that_was_read_marked_and_kept(old, clock):
    with contextlib.closing(Library.open(old, now=clock)) as library:
        assert library.read(check) == ()
        held = {row.title: row for row in library.read(headlines, clock())}
        assert len(held) == 7  # one of eight is hidden
        rate = held["한국은행, 기준금리 연 2.5%로 동결"]
        assert (rate.read, rate.saved, rate.has_text) == (True, False, True)
        assert library.read(counts)[SAVED].total == 2
        assert held["반도체 수출 넉 달 만에 증가"].saved
        assert held["Inflation cools to 2.1 per cent in December"].read
        assert not held["대한민국 잠수함, 캐나다 수주전 최종 후보"].has_text
        shown = library.read(article, rate.id, clock())
        assert [block.kind for block in shown.blocks] == ["paragraph", "table", "image"]
        assert shown.text.startswith("(누리일보) 한국은행, 기준금리 연 2.5%로 동결. 본문의 첫 문장이다.")
        assert shown.blocks[0].passages[0].links[0].url == "https://www.nuriilbo.com/"
        (source,) = library.read(sources)
        assert [one.validators.etag for one in library.read(pages, source.key)] == ['""', '"eco"', '"world"', ""]
        assert [one.name for one in library.read(menu, source.key)] == ["경제산업", "국제"]
        assert library.read(last_view) == View("section", "국제")
        assert held["박물관이 된 등대"].id == library.read(cursor, View("section", "국제"))
        assert library.read(place, rate.id) == 1
        assert library.read(observations, clock())[0].stations[0].temperature == 3.0
        assert (library.read(info).texts, library.read(info).actions) == (3, 5)
        assert library.write(undo, clock()).result().verb == "section"


def test_a_library_of_version_1_is_searched_whole_at_once(old, clock):
    with contextlib.closing(Library.open(old, now=clock)) as library:
        found = {
            text: len(library.read(search, text, clock()).numbers)
            for text in ("기준금리", "문장", "ㅂㄷㅊ", "cool", "급식 상태:감춤")
        }
        assert found == {"기준금리": 1, "문장": 3, "ㅂㄷㅊ": 1, "cool": 1, "급식 상태:감춤": 1}


def test_a_library_of_version_2_keeps_a_feed_that_carries_an_article_of_the_paper_and_its_index(file, clock):
    with contextlib.closing(Library.open(kept(file, 2), now=clock)) as library:
        assert library.read(check) == ()
        held = {row.title: row for row in library.read(headlines, clock())}
        assert len(held) == 8
        assert held["한국은행, 기준금리 연 2.5%로 동결"].also == ("세계 소식",)
        assert held["극지방의 얼음이 다시 늘었다"].saved
        assert [source.name for source in library.read(sources)] == ["누리일보", "세계 소식"]
        assert len(library.read(search, "얼음", clock()).numbers) == 1
        assert library.read(count_pending) == 0
        assert library.write(undo, clock()).result().verb == "saved"


def test_a_damaged_library_of_version_1_is_mended_into_the_newest(old, clock):
    with old.open("r+b") as handle:
        handle.seek(4096 * 3)
        handle.write(b"\xff" * 4096)
    (old.parent / "library.db.lock").write_bytes(b"open ")
    with contextlib.closing(Library.open(old, now=clock)) as library:
        assert library.damaged
        assert library.read(check) == ()
        assert library.read(info).version == len(STEPS)


def test_a_file_of_the_newest_version_is_refused_by_an_older_nuri_and_not_touched(library, file, clock, monkeypatch):
    library.close()
    with contextlib.closing(sqlite3.connect(file)) as conn:
        conn.execute("PRAGMA journal_mode = DELETE")
    before = file.read_bytes()
    monkeypatch.setattr("reader.library.schema.STEPS", STEPS[:1])
    with pytest.raises(LibraryTooNew):
        Library.open(file, now=clock)
    assert file.read_bytes() == before
