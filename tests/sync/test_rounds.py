"""One reader and a server: what a round brings, what it tells, and what it costs."""

from __future__ import annotations

from reader.library import article, shelves, sources
from reader.model import View


async def test_folders_become_sections_and_feeds_sources_with_their_own_names(reading, account):
    report = await reading.sync()
    assert (report.status, report.new, report.pushed, report.error) == ("updated", 4, 0, None)
    assert reading.library.read(shelves) == ("국제", "교육")
    shown = reading.shown()
    assert {(row.source, row.section) for row in shown.values()} == {
        ("세계 소식", "국제"), ("항구 신문", "국제"), ("학교 소식", "교육"),
    }  # fmt: skip
    assert [source.name for source in reading.library.read(sources)] == ["내 서버"]
    assert reading.count(View("section", "국제")) == (2, 2)
    assert reading.saved == {"별표 소식"}
    text = reading.library.read(article, shown["북극의 얼음"].id, reading.clock()).text
    assert text == "북극의 얼음의 첫 문단이다.\n\n둘째 문단이다."
