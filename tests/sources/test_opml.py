"""OPML: other readers' files come in whole, ours come back as they went, and broken ones change nothing."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import BadOpml
from reader.locale import say
from reader.model import Offer
from reader.sources import catalog
from reader.sources.opml import Imported, fresh, read, write
from reader.text.address import safe_url
from reader.text.clean import FORBIDDEN
from reader.text.dates import KST

DATA = Path(__file__).parents[1] / "data" / "opml"
MADE = datetime(2026, 1, 15, 9, 54, tzinfo=KST)
NURI = Offer(
    "mediaon", "누리일보", "https://www.nuriilbo.com/", home="https://www.nuriilbo.com/", sections=("경제산업", "국제")
)
WORLD = Offer("feed", "BBC World", "https://feeds.bbci.co.uk/news/world/rss.xml", "국제", "https://www.bbc.com/", "en")
MARKET = Offer(
    "feed",
    '한빛 <증권> & "시장"',
    "https://www.hanbit-news.kr/rss?section=1&kind=2",
    "경제산업",
    "https://www.hanbit-news.kr/",
    "ko",
)


def outline(body, head=""):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n<head>{head}</head>\n<body>\n{body}\n</body>\n</opml>\n'.encode()


def told(imported):
    return [(offer.section, offer.name, offer.url) for offer in imported.offers]


# Files of others


def test_a_file_made_by_newsboat_comes_in_whole():
    found = read((DATA / "newsboat.opml").read_bytes())  # exported by newsboat 2.21, titles as character references
    assert told(found) == [
        ("", "nowhere.example", "http://nowhere.example/untitled.xml"),
        ("", "한빛신문 전체기사", "http://www.hanbit-news.kr/rss/all.xml"),
        ("", "Notes & News", "http://atom.example/blog/feed.atom?a=1&b=2"),
        ("", "Wave: World", "http://wave.example/rdf/rss-en-all"),
    ]
    assert [offer.home for offer in found.offers][1::2] == ["https://www.hanbit-news.kr/", "https://wave.example/en"]
    assert found.refused == ()


def test_folders_are_sections_however_deep():
    found = read(
        outline(
            '<outline text="뉴스"><outline text="경제산업" title="경제산업">'
            '<outline type="rss" text="하나" xmlUrl="https://a.example/1"/></outline>'
            '<outline type="rss" text="둘" xmlUrl="https://a.example/2"/></outline>'
            '<outline><outline type="rss" text="셋" xmlUrl="https://a.example/3" category="/뉴스/국제,/b"/></outline>'
        )
    )
    assert told(found) == [
        ("경제산업", "하나", "https://a.example/1"),
        ("뉴스", "둘", "https://a.example/2"),
        ("국제", "셋", "https://a.example/3"),
    ]


def test_attributes_are_read_as_other_readers_write_them():
    found = read(
        outline(
            '<outline TYPE="RSS" TITLE="대문자" XMLURL="https://a.example/1" HTMLURL="https://a.example/"/>'
            '<outline type="rss" text="url만" url="https://a.example/2"/>'
            '<outline type="rss" xmlUrl=" https://a.example/3 "/>'
            '<outline type="rss" text="a&amp;b &#x202e;꺾기&#x9b;31m" xmlUrl="https://a.example/4"/>'
        )
    )
    assert [(offer.name, offer.url) for offer in found.offers] == [
        ("대문자", "https://a.example/1"),
        ("url만", "https://a.example/2"),
        ("a.example", "https://a.example/3"),
        ("a&b 꺾기", "https://a.example/4"),
    ]


def test_addresses_that_no_feed_can_have_are_refused_with_their_lines_and_the_rest_comes_in():
    found = read(
        outline(
            '<outline text="a" xmlUrl="exec:~/bin/feed"/>\n<outline text="b" xmlUrl="file:///etc/passwd"/>\n'
            '<outline text="c" type="link" url="https://c.example/"/>\n<outline text="d" xmlUrl="https://d.example/rss"/>'
        )
    )
    assert [offer.name for offer in found.offers] == ["d"]
    assert found.refused == ((5, "exec:~/bin/feed"), (6, "file:///etc/passwd"), (7, "https://c.example/"))


def test_a_korean_file_in_an_old_encoding_is_read():
    text = '<?xml version="1.0" encoding="euc-kr"?>\n<opml version="1.0"><body><outline text="똠방각하" xmlUrl="https://a.example/1"/></body></opml>'
    assert read(text.encode("cp949")).offers[0].name == "똠방각하"


def test_an_address_stands_once_and_every_name_is_its_own():
    found = read(
        outline(
            '<outline text="뉴스" xmlUrl="https://a.example/rss"/><outline text="뉴스" xmlUrl="http://www.a.example/rss/?utm_source=x"/>'
            '<outline text="뉴스" xmlUrl="https://b.example/rss"/>'
        )
    )
    assert [(offer.name, offer.url) for offer in found.offers] == [
        ("뉴스", "https://a.example/rss"),
        ("뉴스 2", "https://b.example/rss"),
    ]


# Broken files


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (outline('<outline text="a" xmlUrl="https://a.example/1"/>\n<outline text="b"'), 7),
        (outline('<outline text="a" xmlUrl="https://a.example/?a=1&b=2"/>'), 5),
        (outline('<outline text="a">\n<outline text="b">\n</outline>'), 8),
        (b"<?xml version='1.0'?>\n<rss version='2.0'/>", 2),
        (b"<!DOCTYPE opml [<!ENTITY a 'b'>]>\n<opml/>", 1),
        (b"not xml at all", 1),
        (b"", 1),
        (outline("<outline text='a'>" * 100 + "</outline>" * 100), 5),
    ],
    ids=["cut", "ampersand", "unclosed", "rss", "DTD", "words", "empty", "deep"],
)
def test_a_broken_file_names_its_line(data, line):
    with pytest.raises(BadOpml) as raised:
        read(data, "feeds.opml")
    assert raised.value.fields["line"] == line
    sentence = say(raised.value.key, **raised.value.fields)
    assert "feeds.opml" in sentence
    assert str(line) in sentence


def test_what_is_too_large_is_refused():
    with pytest.raises(BadOpml):
        read(b" " * (20 << 20) + b"<opml/>")
    with pytest.raises(BadOpml):
        read(outline("".join(f'<outline text="{n}" xmlUrl="https://a.example/{n}"/>' for n in range(10_001))))


# There and back


def test_what_goes_out_comes_back_as_it_was():
    sent = (NURI, MARKET, WORLD)
    assert read(write(sent, made=MADE).encode()) == Imported(sent)


def test_the_whole_catalogue_goes_out_and_comes_back():
    offers = catalog.offers()
    back = read(write(offers, made=MADE).encode())
    assert {offer.url: offer for offer in back.offers} == {offer.url: offer for offer in offers}


def test_what_goes_out_is_opml_2_that_any_reader_understands():
    root = ET.fromstring(write((NURI, MARKET, WORLD), made=MADE))  # noqa: S314 - our own file
    assert root.attrib["version"] == "2.0"
    assert root.findtext("head/dateCreated") == "Thu, 15 Jan 2026 09:54:00 +0900"
    feeds = [(one.get("type"), one.get("text"), one.get("xmlUrl")) for one in root.iter("outline") if one.get("xmlUrl")]
    assert feeds == [
        ("rss", "누리일보", "https://www.nuriilbo.com/data/rss/news.xml"),
        ("rss", MARKET.name, MARKET.url),
        ("rss", "BBC World", WORLD.url),
    ]
    assert [one.get("text") for one in root.findall("body/outline") if not one.get("xmlUrl")] == ["경제산업", "국제"]


def test_a_second_import_adds_nothing():
    found = read(write((NURI, MARKET, WORLD), made=MADE).encode())
    first = fresh(found.offers, ())
    assert first == found.offers
    assert fresh(found.offers, first) == ()


def test_only_what_is_new_is_added_and_under_a_name_of_its_own():
    held = (
        Offer("feed", "BBC World", "https://other.example/rss"),
        Offer("feed", "시장", "http://hanbit-news.kr/rss?section=1&kind=2"),
    )
    assert [offer.name for offer in fresh((MARKET, WORLD), held)] == ["BBC World 2"]


def test_a_mediaon_site_and_its_feed_are_two_sources():
    assert fresh((NURI,), (Offer("feed", "누리", "https://www.nuriilbo.com/data/rss/news.xml"),)) == (NURI,)


NAMES = st.text(min_size=1, max_size=20)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(NAMES, NAMES, st.integers(0, 9)), max_size=8))
def test_any_names_survive_as_clean_text(told_of):
    offers = [Offer("feed", name, f"https://a.example/{number}", section) for name, section, number in told_of]
    back = read(write(offers, made=MADE).encode("utf-8", "replace"))
    assert len(back.offers) == len({offer.url for offer in offers})
    assert len({offer.name for offer in back.offers}) == len(back.offers)
    assert not any(FORBIDDEN.search(offer.name + offer.section) for offer in back.offers)


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(outline)))
def test_any_bytes_are_read_or_refused(data):
    try:
        found = read(data)
    except BadOpml as error:
        found = Imported()
        lines = error.fields["line"]
    else:
        lines = 1
    assert lines >= 1
    assert all(safe_url(offer.url) == offer.url for offer in found.offers)
