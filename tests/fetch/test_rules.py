"""The pure rules below the cache: addresses, redirects, header fields, packed bodies, records."""

from __future__ import annotations

import contextlib
import gzip
import zlib
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader.errors import BadAnswer, BadRedirect, TooLarge, UnsafeAddress
from reader.fetch.address import is_private, next_address, plain, weaker
from reader.fetch.headers import directives, http_date, names, seconds
from reader.fetch.record import Record, pack, unpack
from reader.fetch.unpack import Unpacker

NOW = datetime(2026, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given_", "asked"),
    [
        ("http://a.kr", "http://a.kr/"),
        (" HTTP://A.KR:80/x y?ㄱ=1#f ", "http://a.kr:80/x%20y?%E3%84%B1=1"),
        ("http://누리.kr/가", "http://xn--od1b68l.kr/%EA%B0%80"),
        ("http://Faß.de:81/", "http://xn--fa-hia.de:81/"),
        ("http://ＡＢ．kr/", "http://ab.kr/"),
        ("http://a.kr/%b0%a1?x=%ZZ", "http://a.kr/%b0%a1?x=%ZZ"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
    ],
)
def test_an_address_is_asked_in_its_plain_form(given_, asked):
    assert plain(given_) == asked
    assert plain(asked) == asked


@pytest.mark.parametrize(
    "url",
    ["", "x", "//a.kr/", "ftp://a.kr/", "file:///etc/passwd", "javascript:alert(1)", "data:,x", "http:///x", "http://",
     "http://user@a.kr/", "http://user:pass@a.kr/", "http://a.kr:0/", "http://a.kr:99999/", "http://a.kr:x/",
     "http://[::1/", "http://a[::1]b/", "http://a\n.kr/", "http://a.kr/\r\nX: y", "http://a.kr/\x1b[31m", "http://a b/", "http://a\\b/",
     "http://a.kr/" + "x" * 9000, "http://" + "é" * 80 + ".kr/"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url):
    with pytest.raises(UnsafeAddress):
        plain(url)


@example("A¹")
@given(st.text(max_size=60))
def test_any_text_is_a_plain_address_or_refused(text):
    for url in (text, "http://" + text, "http://a.kr/" + text):
        try:
            assert plain(plain(url)) == plain(url)
            assert plain(url).isascii()
        except UnsafeAddress:
            pass


PRIVATE = [
    "localhost", "x.localhost", "nas", "nas.local", "printer.lan", "db.internal", "127.0.0.1", "127.1", "0x7f000001", "2130706433",
    "017700000001", "0", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "[::1]", "::", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:0a00:0001::",
    "ff02::1", "１２７.0.0.1", "LOCALHOST.", "198.18.0.1",
]  # fmt: skip
PUBLIC = ["www.nuriilbo.com", "8.8.8.8", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "a.kr.", "10.example.com"]


@pytest.mark.parametrize("host", PRIVATE)
def test_a_public_server_may_not_send_us_into_the_readers_own_network(host):
    assert is_private(host)
    location = f"http://{host if ':' not in host or host[0] == '[' else f'[{host}]'}/admin"
    with pytest.raises(BadRedirect):
        next_address("https://news.example/", location, allow_private=False)


@pytest.mark.parametrize("host", PUBLIC)
def test_public_hosts_are_no_private_ones(host):
    assert not is_private(host)


def test_a_private_server_may_redirect_within_the_readers_network_and_a_configured_one_anywhere():
    assert next_address("http://127.0.0.1/", "http://127.0.0.2/", allow_private=False) == "http://127.0.0.2/"
    assert next_address("https://news.example/", "http://127.0.0.1/x", allow_private=True) == "http://127.0.0.1/x"
    assert next_address("https://news.example/", "//other.example/x", allow_private=False) == "https://other.example/x"


def test_giving_up_https_is_noticed():
    assert weaker("https://a.kr/", "http://a.kr/")
    assert not weaker("http://a.kr/", "https://a.kr/")


@given(st.text(alphabet=st.characters(max_codepoint=255), max_size=60))
def test_any_location_leads_to_an_http_address_or_is_refused(location):
    with contextlib.suppress(BadRedirect):
        target = next_address("http://127.0.0.1/a", location, allow_private=True)
        assert target.startswith(("http://", "https://"))
        assert target.isascii()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Sun, 06 Nov 1994 08:49:37 GMT", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
        ("Sunday, 06-Nov-94 08:49:37 GMT", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
        ("Sun Nov  6 08:49:37 1994", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
        ("Sat, 31 Dec 2016 23:59:60 GMT", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("Sunday, 06-Nov-76 08:49:37 GMT", datetime(2076, 11, 6, 8, 49, 37, tzinfo=UTC)),
        ("Sunday, 06-Nov-77 08:49:37 GMT", datetime(1977, 11, 6, 8, 49, 37, tzinfo=UTC)),
        ("Sun, 06 Nov 1994 08:49:37 +0000", None),
        ("Sun, 06 Nov 0000 08:49:37 GMT", None),
        ("Sun, 30 Feb 2026 08:49:37 GMT", None),
        ("Ｓun, 06 Nov 1994 08:49:37 GMT", None),
        ("Sun, 06 Nov 1994 08:49:37 GMT\n", None),
    ],
)
def test_dates_are_read_in_three_forms_and_no_other(text, moment):
    assert http_date(text, near=NOW) == moment


@given(st.datetimes())
def test_every_date_of_the_preferred_form_is_read(moment):
    text = f"{moment:%a, %d %b} {moment.year:04} {moment:%H:%M:%S} GMT"
    assert http_date(text, near=NOW) == moment.replace(microsecond=0, tzinfo=UTC)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_fields(text):
    http_date(text, near=NOW)
    names(text)
    found = directives((("Cache-Control", text),))
    assert all(name == name.lower().strip() for name in found)
    span = seconds(text)
    assert span is None or span >= timedelta(0)


def test_a_long_cache_control_is_read_in_linear_time():
    for hard in ('"' * 100_000, "," * 100_000, "a=" * 50_000, '"\\' * 50_000, ' "a' * 30_000):
        directives((("Cache-Control", hard),))


bodies = st.binary(max_size=400) | st.builds(
    lambda data, times: data * times, st.binary(max_size=20), st.integers(0, 2000)
)


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({cut % (len(data) + 1) for cut in cuts} | {0, len(data)})
    return [data[one:other] for one, other in pairwise(places)]


def unpacked(coding: str, data: bytes, cuts: list[int], limit: int = 10**6) -> bytes:
    unpacker = Unpacker(coding, limit=limit, host="h")
    for piece in pieces(data, cuts):
        unpacker.feed(piece)
    return unpacker.finish()


@given(bodies, st.lists(st.integers(0, 10**6), max_size=8))
def test_what_was_packed_is_unpacked_however_it_arrives(body, cuts):
    bare = zlib.compressobj(wbits=-15)
    assert unpacked("", body, cuts) == body
    assert unpacked("gzip", gzip.compress(body), cuts) == body
    assert unpacked("x-gzip", gzip.compress(body) + gzip.compress(b"more"), cuts) == body + b"more"
    assert unpacked("gzip", gzip.compress(body) + b"left over", cuts) == body
    assert unpacked("gzip", gzip.compress(body) + b"\x1f left over", cuts) == body
    assert unpacked("deflate", zlib.compress(body), cuts) == body
    assert unpacked("deflate", bare.compress(body) + bare.flush(), cuts) == body


@given(st.binary(min_size=1, max_size=300), st.integers(1, 300))
def test_the_bound_holds_on_both_sides(body, limit):
    for coding, data in (("", body), ("gzip", gzip.compress(body)), ("deflate", zlib.compress(body))):
        fits = len(body) <= limit and len(data) <= limit
        try:
            assert unpacked(coding, data, [], limit) == body
            assert fits
        except TooLarge:
            assert not fits


@given(st.binary(max_size=100), st.sampled_from(["gzip", "deflate"]))
def test_any_bytes_are_unpacked_or_refused(data, coding):
    with contextlib.suppress(BadAnswer, TooLarge):
        unpacked(coding, data, [3, 7])


EARLY, LATE = (datetime(year, 1, 1) for year in (2000, 2100))  # noqa: DTZ001 - hypothesis takes none with a zone
latin = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=255), max_size=20)
moments = st.datetimes(min_value=EARLY, max_value=LATE).map(lambda moment: moment.replace(tzinfo=UTC))


@given(st.lists(st.tuples(latin, latin), max_size=5), st.binary(max_size=99), moments, moments)
def test_a_record_comes_back_as_it_was(headers, body, requested, received):
    record = Record("http://a/", 200, tuple(headers), body, requested, received, (("accept", "x"),))
    assert unpack(pack(record)) == record


@given(st.binary(max_size=200))
def test_any_bytes_are_a_record_or_none(data):
    assert unpack(data) is None


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_a_record_with_one_byte_changed_at_its_ends_is_none(place, change):
    data = bytearray(pack(Record("http://a/", 200, (("ETag", '"v"'),), b"body" * 9, NOW, NOW)))
    data[place % len(data)] ^= change
    assert unpack(bytes(data)) is None
