from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.text.address import LONGEST, _reduced, absolute, bare, canonical, host, safe_url
from reader.text.clean import FORBIDDEN

PAGE = "https://www.nuriilbo.com/news/article.html?no=1"
HREFS = st.one_of(
    st.text(),
    st.text("htps:/\\.@[]?#%&=1a가 \t\n\x00\u202e\ud800'\"", max_size=40),
    st.builds("http://{}/{}".format, st.text(), st.text()),
)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.nuriilbo.com/news/article.html?no=151781",
        "http://127.0.0.1:8080/data/rss/news.xml",
        "http://[::1]:8080/",
        "HTTPS://Example.com",
        "https://누리.한국/기사",
    ],
)
def test_an_address_that_may_be_followed_comes_back_as_it_was(url):
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nuriilbo.com",
        "/news/article.html",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "mailto:desk@nuriilbo.com",
        "-https://a.kr/",
        "https://",
        "https:///path",
        "https://user:secret@a.kr/",
        "https://a.kr@evil.example/",
        "https://a.kr\\@evil.example/",
        "https://a.kr:99999/",
        "https://a.kr:port/",
        "https://[::1/",
        "https://a[::1]/",
        "https://[::1]a/",
        "https://a.kr/ b",
        "https://a.kr/\n",
        "https://a.kr/\x1b]0;x\x07",
        "https://a.kr/\x9b31m",
        "https://a.kr/\u202egnp.exe",
        "https://a.kr/\u200b",
        'https://a.kr/"onclick',
        "https://a.kr/`id`",
        "https://a.kr/" + "x" * LONGEST,
    ],
)
def test_anything_else_gives_nothing(url):
    assert safe_url(url) == ""


@pytest.mark.parametrize(
    ("href", "led_to"),
    [
        ("/news/article.html?no=2&page=3", "https://www.nuriilbo.com/news/article.html?no=2&page=3"),
        ("?no=9", "https://www.nuriilbo.com/news/article.html?no=9"),
        ("../data/photos/a.jpg", "https://www.nuriilbo.com/data/photos/a.jpg"),
        ("//img.example/a.jpg", "https://img.example/a.jpg"),
        ("  http://a.kr/ \n", "http://a.kr/"),
        ("ht\ntps://a.kr/", "https://a.kr/"),
        ("/사진 1.jpg?q='x'", "https://www.nuriilbo.com/%EC%82%AC%EC%A7%84%201.jpg?q=%27x%27"),
        ("/%EC%82%AC.jpg", "https://www.nuriilbo.com/%EC%82%AC.jpg"),
        ("https://누리.한국/", "https://xn--od1b68l.xn--3e0b707e/"),
        ("https://faß.de:81/", "https://xn--fa-hia.de:81/"),
        ("\\data\\a.jpg", "https://www.nuriilbo.com/data/a.jpg"),
        ("javascript:void(0)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("mailto:a@b.kr", ""),
        ("data:image/png;base64,AAAA", ""),
        ("https://user@a.kr/", ""),
        ("http://[broken", ""),
        ("", ""),
    ],
)
def test_links_lead_where_a_browser_would_go(href, led_to):
    assert absolute(PAGE, href) == led_to


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("http://www.nuriilbo.com/news/article.html?no=7", "https://nuriilbo.com/news/article.html?no=7"),
        ("https://a.kr/x/?utm_source=rss&utm_medium=feed&id=7", "https://a.kr/x?id=7"),
        (
            "https://www.bbc.com/news/articles/abc?at_medium=RSS&at_campaign=rss",
            "https://www.bbc.com/news/articles/abc",
        ),
        ("https://news.sbs.co.kr/n?news_id=N1&plink=RSSREADER&cooper=RSS", "https://news.sbs.co.kr/n?news_id=N1"),
        ("https://a.kr:443/x#comments", "http://A.kr:80/x"),
    ],
)
def test_addresses_of_one_article_are_the_same(url, same):
    assert canonical(url) == canonical(same) != ""


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("https://a.kr/x?gid=1", "https://a.kr/x?gid=2"),
        ("https://a.kr/x", "https://a.kr/y"),
        ("https://a.kr:8080/x", "https://a.kr/x"),
        ("https://a.kr/#!/1", "https://a.kr/#!/2"),
        ("https://m.a.kr/x", "https://a.kr/x"),
    ],
)
def test_addresses_of_two_articles_stay_apart(url, other):
    assert canonical(url) != canonical(other)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.nuriilbo.com/news/", "www.nuriilbo.com"),
        ("http://127.0.0.1:8080/", "127.0.0.1"),
        ("https://xn--od1b68l.xn--3e0b707e/", "누리.한국"),
        ("https://누리nuri.kr/", "누리nuri.kr"),
        ("https://xn--80ak6aa92e.com/", "xn--80ak6aa92e.com"),
        ("https://аррӏе.com/", "xn--80ak6aa92e.com"),
        ("https://xn--broken-\xad/", ""),
        ("not an address", ""),
        ("https://" + "a" * 300 + ".kr/", ""),
    ],
)
def test_a_host_is_named_so_that_it_cannot_look_like_another(url, name):
    assert host(url) == name


@given(HREFS)
def test_whatever_a_page_links_to_gives_a_safe_address_or_none(href):
    url = absolute(PAGE, href)
    assert url == "" or (url.isascii() and url.startswith(("http://", "https://")) and safe_url(url) == url)
    assert absolute(PAGE, url) == url or url == ""


@given(HREFS)
def test_no_address_breaks_canonical_or_host(url):
    assert canonical(url) == "" or safe_url(url)
    assert not FORBIDDEN.search(host(url))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://a.kr/b/c?key=SECRET#SECRET", "https://a.kr/b/c"),
        ("https://user:SECRET@a.kr:8080/b", "https://a.kr:8080/b"),
        ("https://a.kr/@who/story", "https://a.kr/@who/story"),
        ("http://user:SECRET/x@a.kr:9", "http://…@a.kr:9"),
        ("http://user:SECRET#@a.kr:9", "http://…@a.kr:9"),
        ("http://user:a/b?SECRET@a.kr:9/", "http://…@a.kr:9/"),
        ("http://user:SECRET@[a.kr", "http://…@[a.kr"),
        ("?key=SECRET", ""),
        ("", ""),
    ],
)
def test_a_bare_address_holds_no_secret(url, told):
    assert bare(url) == told


@given(
    st.builds(
        "http{}://{}/{}".format,
        st.sampled_from(["", "s"]),
        st.from_regex(r"(www\.){0,2}[a-z0-9.-]{0,20}", fullmatch=True),
        st.text("a1_./%~+,;:@!$()*-?#=", max_size=30),
    )
)
def test_the_short_way_to_a_canonical_address_leads_where_the_long_one_does(url):
    assert canonical(url) == _reduced(url)
