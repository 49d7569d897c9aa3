"""Every file of the corpus in tests/data/feeds against what a person would read in it (expected.json)."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from replica.feeds import EXAMPLES, WRITERS
from replica.feeds import Feed as Written

import reader.errors
from reader.sources.feed import parse
from reader.text.charset import decode
from reader.text.clean import FORBIDDEN

CORPUS = Path(__file__).parents[1] / "data" / "feeds"
EXPECTED = json.loads((CORPUS / "expected.json").read_text("utf-8"))
RARE = "똠방각하도 뷁한 쨰깍 펲시"


def read(name, content_type="", **named):
    url = EXPECTED[name].get("url", "https://www.hanbit-news.kr/rss/all.xml")
    return parse(decode((CORPUS / name).read_bytes(), content_type=content_type), url, **named)


def told(one):
    entry, body = one.entry, one.body
    return {
        "title": entry.title,
        "url": entry.url,
        "identity": entry.identity,
        "published": entry.published.isoformat() if entry.published else None,
        "updated": body.updated.isoformat() if body.updated else None,
        "author": entry.author,
        "summary": entry.summary,
        "image": entry.image,
        "whole": one.whole,
        "categories": list(one.categories),
        "enclosures": [[file.url, file.kind, file.size] for file in one.enclosures],
        "blocks": [[block.kind, block.url if block.kind == "image" else block.text] for block in body.blocks],
    }


def head(feed):
    return {
        "title": feed.title,
        "home": feed.home,
        "language": feed.language,
        "hub": feed.hub,
        "next_url": feed.next_url,
        "minutes": feed.every.total_seconds() / 60 if feed.every else None,
        "skip_hours": sorted(feed.skip_hours),
        "skip_days": sorted(feed.skip_days),
    }


def said(pairs):
    return {name: value for name, value in pairs.items() if value}


def test_every_file_of_the_corpus_has_its_expectation():
    assert {file.name for file in CORPUS.iterdir()} - {"expected.json"} == set(EXPECTED)


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if "error" not in expected])
def test_a_feed_gives_what_it_says(name, every_string):
    expected = dict(EXPECTED[name])
    expected.pop("url")
    entries = expected.pop("entries")
    feed = read(name)
    assert said(head(feed)) == expected
    assert [said(told(one)) for one in feed.entries] == entries
    assert not any(FORBIDDEN.search(text) for text in every_string(feed))


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if "error" in expected])
def test_what_is_no_feed_is_named_for_what_it_is(name):
    expected = EXPECTED[name]
    with pytest.raises(getattr(reader.errors, expected["error"])) as raised:
        read(name)
    assert type(raised.value).__name__ == expected["error"]
    assert raised.value.fields.get("found") == expected.get("found")


@pytest.mark.parametrize(
    "name", [name for name in EXPECTED if name.startswith(("cp949", "euckr", "ksc", "utf8", "utf16"))]
)
@pytest.mark.parametrize("label", ["", "euc-kr", "utf-8", "ks_c_5601-1987", "iso-8859-1"])
def test_syllables_outside_euc_kr_survive_any_label(name, label):
    feed = read(name, content_type=f"application/xml; charset={label}" if label else "application/xml")
    assert feed.entries[0].entry.title == RARE
    assert feed.entries[0].entry.summary == "시계가 쨰깍거리자 똠양꿍집 사장이 펲을 닫았다. 뷁!"


@pytest.mark.parametrize("kind", WRITERS)
def test_the_four_formats_say_the_same(kind):
    text = WRITERS[kind](Written("세계 소식", kind, EXAMPLES, "/"))
    feed = parse(text, "http://127.0.0.1/feeds/world.xml")
    assert (feed.title, feed.home) == ("세계 소식", "http://127.0.0.1/")
    for one, wrote in zip(feed.entries, EXAMPLES, strict=True):
        assert (one.entry.identity, one.entry.title) == (wrote.guid, wrote.title)
        assert one.entry.url == f"http://127.0.0.1{wrote.link}"
        assert one.entry.published == wrote.published
        assert (one.entry.author, one.entry.summary, one.categories) == (wrote.author, wrote.summary, wrote.categories)
        assert [block.text for block in one.body.blocks] == [
            f"{wrote.title}에 관한 첫 문단이다.",
            "이어지는 둘째 문단이다.",
        ]


def test_a_source_s_own_zone_is_that_of_dates_without_one():
    zone = datetime.fromisoformat("2026-01-15T00:00:00-05:00").tzinfo
    feed = read("dates_abroad.xml", zone=zone)
    assert [one.entry.published.isoformat() for one in feed.entries] == [
        "2026-01-15T10:11:12-05:00",
        "2026-01-15T10:11:12+00:00",
        "2026-07-15T10:11:12+01:00",
    ]
