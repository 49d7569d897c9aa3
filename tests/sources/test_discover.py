"""What an address offers: typed addresses, feeds, sites, pages that name feeds, and everything that is none of these."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from replica import SKINS, Replica, page

from reader.errors import NotWhatItSays, ParseError, UnsafeAddress
from reader.parsing import Context, Parser
from reader.sources.discover import addresses, discover
from reader.text.address import safe_url
from reader.text.clean import FORBIDDEN

FEEDS = Path(__file__).parents[1] / "data" / "feeds"
URL = "https://www.hanbit-news.kr/"


def seen(body, url=URL, **named):
    return discover(body.encode(), url, **named)


def told(found):
    return [(offer.kind, offer.name, offer.url) for offer in found.offers]


def head(*links):
    return f"<!DOCTYPE html><html lang='ko'><head><title>한빛신문 - 오늘의 뉴스</title>{''.join(links)}</head><body><p>뉴스</p></body></html>"


def link(href, title="", kind="application/rss+xml"):
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


# What a person types


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nuriilbo.com", ("https://nuriilbo.com", "http://nuriilbo.com")),
        (" <https://www.nuriilbo.com/> ", ("https://www.nuriilbo.com/",)),
        ("http://rss.mt.co.kr/mt_news.xml", ("http://rss.mt.co.kr/mt_news.xml",)),
        ("www.hani.co.kr/rss/", ("https://www.hani.co.kr/rss/", "http://www.hani.co.kr/rss/")),
        ("feed://www.hani.co.kr/rss/", ("https://www.hani.co.kr/rss/", "http://www.hani.co.kr/rss/")),
        ("feed:https://www.hani.co.kr/rss/", ("https://www.hani.co.kr/rss/",)),
        ("FEED://https://www.hani.co.kr/rss/", ("https://www.hani.co.kr/rss/",)),
        ("localhost:8000/rss", ("http://localhost:8000/rss", "https://localhost:8000/rss")),
        ("127.0.0.1:8000", ("http://127.0.0.1:8000", "https://127.0.0.1:8000")),
        ("누리일보.한국", ("https://xn--od1b68l9xcd2o.xn--3e0b707e", "http://xn--od1b68l9xcd2o.xn--3e0b707e")),
    ],
)
def test_an_address_is_understood_as_it_was_meant(typed, meant):
    assert addresses(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "누리일보",
        "hello world",
        "ftp://x.example/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "mailto:a@b.kr",
        "https://u:p@x.kr/",
        "https://",
    ],
)
def test_what_is_no_address_is_refused_with_what_was_typed_but_a_password(typed):
    with pytest.raises(UnsafeAddress) as raised:
        addresses(typed)
    assert raised.value.fields["url"] == typed.strip().replace("u:p@", "")


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_safe_addresses_or_is_refused(typed):
    try:
        meant = addresses(typed)
    except UnsafeAddress as error:
        meant, shown = (), error.fields["url"]
    else:
        shown = ""
    assert all(safe_url(url) == url for url in meant)
    assert not FORBIDDEN.search(shown)


# Feeds and sites


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("euckr_prolog.xml", "한빛신문 전체기사"),
        ("atom10.xml", "Notes & News"),
        ("rss10.rdf", "Wave: World"),
        ("json11.json", "한빛 JSON"),
        ("loose_ampersand.xml", "한빛신문 전체기사"),
    ],
)
def test_a_feed_offers_itself_under_its_own_title(name, title):
    found = discover((FEEDS / name).read_bytes(), "https://www.hanbit-news.kr/rss/all.xml")
    assert told(found) == [("feed", title, "https://www.hanbit-news.kr/rss/all.xml")]
    assert found.guesses == ()


@pytest.mark.parametrize("skin", SKINS)
def test_a_mediaon_site_is_offered_from_its_front_page_and_from_an_article(skin):
    with Replica(skin=skin) as running:
        site = ("mediaon", "누리일보", running.at("/"))
        for path in ("/", running.site.front_plan.lead.path):
            found = discover(page(running, path).encode(), running.at(path), content_type="text/html; charset=UTF-8")
            assert (found.offers[0].kind, found.offers[0].url) == (site[0], site[2])
        assert told(discover(page(running, "/").encode(), running.at("/"))) == [
            site,
            ("feed", "누리일보 RSS", running.at("/data/rss/news.xml")),
        ]


def test_the_sample_edition_is_known_for_what_it_is():
    front = files("reader.sources.sample").joinpath("front.html").read_bytes()
    assert told(discover(front, "https://www.nuriilbo.com/")) == [("mediaon", "누리일보", "https://www.nuriilbo.com/")]


def test_a_link_to_a_mediaon_article_does_not_make_a_mediaon_site():
    found = seen(
        "<a href='https://www.nuriilbo.com/news/article.html?no=1'>기사</a>" + "<p>개인 누리집</p>",
        "https://blog.example/",
    )
    assert found.offers == ()


# Pages that name feeds


def test_both_feeds_of_a_page_are_offered_in_its_order():
    found = seen(head(link("/rss/all.xml", "전체기사"), link("/atom.xml", "한빛신문 경제", "application/atom+xml")))
    assert told(found) == [
        ("feed", "한빛신문 전체기사", "https://www.hanbit-news.kr/rss/all.xml"),
        ("feed", "한빛신문 경제", "https://www.hanbit-news.kr/atom.xml"),
    ]
    assert {offer.home for offer in found.offers} == {URL}
    assert {offer.language for offer in found.offers} == {"ko"}


def test_feeds_without_a_telling_title_are_named_after_the_site_and_told_apart():
    found = seen(head(link("/a.xml", "RSS 2.0"), link("/b.xml", "Atom feed"), link("/c.xml")))
    assert [offer.name for offer in found.offers] == ["한빛신문", "한빛신문 RSS", "한빛신문 2"]


def test_feeds_of_comments_come_last_and_what_is_no_feed_is_left_out():
    found = seen(
        head(
            link("/comments/feed/", "한빛신문 &raquo; 댓글 피드"),
            link("/feed/", "한빛신문 &raquo; 피드"),
            link("/wp-json/wp/v2/pages/2", "JSON", "application/json"),
            link("/wp-json/oembed/1.0/embed", "oEmbed", "application/json+oembed"),
            link("javascript:alert(1)", "나쁨"),
            '<link rel="stylesheet" href="/rss.css">',
            '<link rel="alternate" hreflang="en" href="/en/">',
        )
    )
    assert [offer.url for offer in found.offers] == [
        "https://www.hanbit-news.kr/feed/",
        "https://www.hanbit-news.kr/comments/feed/",
    ]


def test_the_same_feed_named_twice_is_offered_once():
    found = seen(head(link("/rss/all.xml", "전체"), link("http://hanbit-news.kr/rss/all.xml", "전체")))
    assert len(found.offers) == 1


def test_a_page_that_lists_feeds_offers_each_under_its_own_words():
    rows = "".join(
        f"<li>{name} <a href='{href}'>{text}</a></li>"
        for name, href, text in (
            ("경제", "/rss/economy.xml", "경제"),
            ("국제", "https://rss.hanbit-news.kr/international.xml", "https://rss.hanbit-news.kr/international.xml"),
            ("", "/rss/", "RSS 안내"),
            ("", "/rss.html", "RSS란?"),
            ("", "/sitemap.xml", "지도"),
            ("", "/news/1", "기사"),
        )
    )
    found = seen(
        f"<html><head><title>RSS 서비스 | 한빛신문</title></head><body><ul>{rows}</ul></body></html>",
        "https://www.hanbit-news.kr/rss/",
    )
    assert [(offer.name, offer.url) for offer in found.offers] == [
        ("한빛신문 경제", "https://www.hanbit-news.kr/rss/economy.xml"),
        ("한빛신문 international", "https://rss.hanbit-news.kr/international.xml"),
    ]


def test_usual_places_are_only_guessed_where_a_page_names_nothing():
    assert seen(head(link("/rss/all.xml"))).guesses == ()
    nothing = seen(head(), "https://www.hanbit-news.kr/section/1?x=2")
    assert nothing.offers == ()
    assert nothing.guesses[:2] == ("https://www.hanbit-news.kr/rss", "https://www.hanbit-news.kr/feed")
    assert len(nothing.guesses) <= 8
    assert all(safe_url(url) == url for url in nothing.guesses)


@pytest.mark.parametrize(
    ("sign", "first"),
    [
        ("<a href='/news/articleView.html?idxno=1'>기사</a>", "https://www.hanbit-news.kr/rss/allArticle.xml"),
        ("<meta name='generator' content='WordPress 6.9'>", "https://www.hanbit-news.kr/feed/"),
    ],
)
def test_a_system_that_is_known_is_asked_where_it_keeps_its_feed(sign, first):
    assert seen(head(sign)).guesses[0] == first


# What is neither


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "0 B"),
        (b" \r\n ", "0 B"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"PK\x03\x04...", "ZIP"),
        (b'{"error": 404}', "JSON"),
        (b"just words", "?"),
    ],
)
def test_what_is_neither_page_nor_feed_is_named_for_what_it_is(data, found):
    with pytest.raises(NotWhatItSays) as raised:
        discover(data, URL)
    assert raised.value.fields == {"host": "www.hanbit-news.kr", "expected": "RSS/Atom, HTML", "found": found}


def test_an_answer_goes_through_the_worker_as_bytes():
    parser = Parser()
    try:
        feed = (FEEDS / "euckr_prolog.xml").read_bytes()
        assert told(parser.parse("discover", feed, Context(URL)).result(20)) == [("feed", "한빛신문 전체기사", URL)]
        assert isinstance(parser.parse("discover", b"%PDF-1.7", Context(URL)).exception(20), NotWhatItSays)
    finally:
        parser.close()


def test_an_empty_page_offers_nothing_but_guesses():
    assert seen("<html><head></head><body></body></html>").offers == ()


def test_the_reader_s_own_choice_of_encoding_is_used():
    data = head(link("/rss.xml", "한빛신문")).encode("cp949")
    assert discover(data, URL, content_type="text/html; charset=utf-8", encoding="cp949").offers[0].name == "한빛신문"


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=1_000))
def test_any_bytes_give_a_discovery_or_a_parse_error(data):
    try:
        found = discover(data, URL)
    except ParseError:
        return
    assert all(offer.name and safe_url(offer.url) == offer.url for offer in found.offers)


def test_a_page_of_a_hundred_thousand_links_is_read_in_bounds():
    found = seen(
        "<html>"
        + "<a href='/rss/{}.xml'>경제</a>" * 50_000
        + "".join(f"<a href='/rss/{n}.xml'>{n}</a>" for n in range(1_000))
    )
    assert len(found.offers) <= 100
