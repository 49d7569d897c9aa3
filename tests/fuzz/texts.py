"""The harnesses of reader.text: cleaning, charsets, dates, addresses, and how text is laid out in cells."""

from __future__ import annotations

import unicodedata
from datetime import UTC

from reader.text import layout
from reader.text.address import absolute, canonical, host, safe_url
from reader.text.charset import decode
from reader.text.clean import FORBIDDEN, clean
from reader.text.dates import KST, parse_date

from .sound import lawful

LABELS = ("", "utf-8", "euc-kr", "iso-2022-kr", "utf-7", "base64", "idna", "latin1", "x", "utf-16", "punycode", "johab")


def text_of(data: bytes) -> str:
    """Give text of any bytes, lone surrogates among it."""
    return data.decode("utf-8", "surrogateescape")


def clean_(data: bytes) -> None:
    """Clean text in both ways and at two lengths."""
    text = text_of(data)
    for lines in (False, True):
        for limit in (40, 100_000):
            cleaned = clean(text, limit=limit, lines=lines)
            assert len(cleaned) <= limit
            assert not FORBIDDEN.search(cleaned)
            assert lines or "\n" not in cleaned
            assert unicodedata.is_normalized("NFC", cleaned)
            assert clean(cleaned, limit=limit, lines=lines) == cleaned


def charset(data: bytes) -> None:
    """Decode bytes as their first byte says they are labelled."""
    label, rest = LABELS[data[0] % len(LABELS)] if data else "", data[1:]
    for named in ({}, {"content_type": f"text/html; charset={label}"}, {"override": label}):
        decode(rest, **named).encode("utf-8")


def dates(data: bytes) -> None:
    """Read a date in three zones."""
    text = text_of(data)
    for zone in (None, KST, UTC):
        moment = parse_date(text, zone=zone)
        if moment is not None:
            lawful(moment)


def address(data: bytes) -> None:
    """Follow a link from a page, the two apart by a line break."""
    base, _, href = text_of(data).partition("\n")
    for page in (base, "https://www.nuriilbo.com/news/article.html?no=1"):
        led = absolute(page, href)
        assert led == safe_url(led)
        assert led.isascii()
        assert not led or led.lower().startswith(("http://", "https://"))
        assert not FORBIDDEN.search(host(led))
        canonical(led)
    for text in (base, href):
        assert not FORBIDDEN.search(host(text))
        canonical(text)


def cells(data: bytes) -> None:
    """Lay clean text out: nothing is wider than its room, and wrapping loses nothing but spaces."""
    text = clean(text_of(data), limit=5_000, lines=True)
    line = clean(text, limit=500)
    for width in (2, 7, 40):
        assert layout.cells(layout.truncate(line, width)) <= width
        assert layout.cells(layout.fit(line, width)) == width
        wrapped = layout.wrap(text, width)
        assert all(layout.cells(row) <= width for row in wrapped)
        assert "".join("".join(wrapped).split()) == "".join(text.split())
    layout.table([row.split(" ") for row in text.split("\n")][:20], 30)


TARGETS = {"clean": clean_, "charset": charset, "dates": dates, "address": address, "cells": cells}
