"""What the fuzzer begins with: the test data, the sample edition, a few lines by hand; and the words that it puts in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from reader.sources.sample import pages

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
KEPT = DATA / "fuzz"

TEXTS = (
    "\x1b]52;c;cm0=\x07제목\x9b31m", "가\u0301\u0301\u0301\u0301\u0301\u200d\u202e", "e\u0344\u0345 \U0001f469\u200d\U0001f469\ufe0f",
    "\u1112\u1161\u11ab \u3164 \U000e0041", "Thu, 15 Jan 2026 09:41:00 KST", "2026년 1월 15일 오후 9시 41분", "20260115T094100+0900",
    "1793577600", "Jan 15, 2026 24:00 pm EST", "https://www.nuriilbo.com/?a=1\n//[::1]:99999/\\..?q=한#!", "http://누리.kr:80\n?b",
    '금리 "기준 금리" -동결 OR AI 지면:국제 by:김누리 is:unread after:3d before:2026-01-15', 'ㄱㅈ* NEAR("a" b) :: --x "',
)  # fmt: skip
OPEN_METEO = (
    '[{"latitude":37.56,"longitude":127.0,"utc_offset_seconds":32400,"current":{"time":"2026-01-15T09:00",'
    '"temperature_2m":3.0,"weather_code":0,"precipitation":0.1,"wind_speed_10m":2}},{"latitude":35.1,"longitude":129.0,'
    '"utc_offset_seconds":32400,"current":{"time":"2026-01-15T09:00","temperature_2m":null}}]'
)
OBS = '{"data":[{"stnKo":"서울","wwKo":"맑음","ta":"0.8","rnHr1":null,"ws":1.5},{"stnKo":"대구(기)","ta":-99}]}'
KMA_API = (
    '{"response":{"header":{"resultCode":"00","resultMsg":"OK"},"body":{"items":{"item":[{"baseDate":"20260115",'
    '"baseTime":"0900","category":"T1H","nx":60,"ny":127,"obsrValue":"3.0"},{"category":"PTY","obsrValue":"1"}]}}}}'
)
GREADER = {
    "login": "SID=a/1\nLSID=null\nAuth=alice/8e6845e089457af25303abc6f53356eb60bdb5f8\n",
    "token": "8e6845e089457af25303abc6f53356eb60bdb5f8ZZZZZZ",
    "done": "OK",
    "feeds": '{"subscriptions":[{"id":"feed/52","title":"세계","categories":[{"id":"user/-/label/국제","label":"국제"}],'
    '"url":"https://a.example/rss","htmlUrl":"https://a.example/","iconUrl":""}]}',
    "ids": '{"itemRefs":[{"id":"1700000000000001","directStreamIds":["feed/52"],"timestampUsec":"1700000000000001"},{"id":"-42"}],'
    '"continuation":"abc"}',
    "contents": '{"id":"user/-/state/com.google/reading-list","updated":1768440000,"items":[{"id":"tag:google.com,2005:reader/item/'
    '00060a24181e4001","crawlTimeMsec":"1768440000000","published":1768440000,"title":"제목","author":"김누리","canonical":[{"href":'
    '"https://a.example/1"}],"alternate":[{"href":"https://a.example/1","type":"text/html"}],"categories":["user/-/state/com.google/read"],'
    '"origin":{"streamId":"feed/52","title":"세계","htmlUrl":"https://a.example/"},"summary":{"content":"<p>글 <a href=\\"/2\\">둘</a></p>"},'
    '"enclosure":[{"href":"https://a.example/1.png","type":"image/png","length":"1"}]}]}',
}
MARKUP = (
    "<item>", "</item>", "<title>", "</title>", "<![CDATA[", "]]>", "<!--", "<!DOCTYPE", "<!ENTITY", "&#27;", "&#x202e;", "&amp;#27;", "&nbsp;",
    "<a href=", "javascript:", "<table><tr><td>", "<ul><li>", "<br>", "<img src=", "<script type=application/ld+json>", '"@graph":[', "<base href=",
    "<pubDate>", "<content:encoded>", "xmlns=", "<rss><channel>", "<feed>", "<rdf:RDF>", '<ul id="gnb">', '<div id="news_body_area">', "등록 2026.01.15",
    "<outline xmlUrl=", "<local stn_id=", "\x1b]52;c;", "\x00", "\ud7ff", "<math><mtext>", "<svg><style>", "<template>", "<noscript>", "<plaintext>",
)  # fmt: skip


def words(target: str) -> Iterator[bytes]:
    """Give what is worth putting into the inputs of `target`."""
    if target == "config":
        yield from (
            b"[[source]]",
            b"[weather]",
            b"[fetch]",
            b"[[view]]",
            b"[keys]",
            b"{",
            b"}",
            b'"""',
            b"=",
            b"1e400",
            b"1979-05-27",
        )
    elif target in {"query", "clean", "cells", "dates", "charset", "address"}:
        yield from (word.encode() for text in TEXTS for word in text.split())
    else:
        yield from (word.encode() for word in MARKUP)


def seeds(target: str) -> Iterator[bytes]:
    """Give whole inputs for `target`, and what was found for it earlier."""
    yield from (file.read_bytes() for file in sorted(KEPT.glob(f"{target}-*")))
    match target.partition("."):
        case "feed", *_:
            yield from _files("feeds", "*.xml", "*.rdf", "*on11.json", "*odd.json")
        case "opml", *_:
            yield from _files("opml", "*.opml")
        case "config", *_:
            readme = (ROOT / "README.md").read_text("utf-8")
            yield from (block.encode() for block in re.findall(r"```toml\n(.*?)```", readme, re.DOTALL))
        case "weather", _, service:
            told = {"obs": OBS, "kma_api": KMA_API, "open_meteo": OPEN_METEO}.get(service)
            yield told.encode() if told else pages()["/XML/weather/sfc_web_map.xml"].body
        case "greader", _, answer:
            yield GREADER[answer].encode()
        case (("mediaon" | "article" | "discover"), *_):
            yield from (page.body for path, page in pages().items() if re.search(_SAMPLE[target], path))
            yield from _files("pages" if target.startswith("mediaon") else "extract", "*.html")
        case _:
            yield from (text.encode() for text in (*TEXTS, *_queries()))
            yield from (b"\x02" + text.encode("cp949", "ignore") for text in TEXTS)


_SAMPLE = {
    "mediaon.front": "^/$", "mediaon.listing": "list_all", "mediaon.article": "no=2147", "article": "no=21477", "discover": "^/$",
}  # fmt: skip


def _files(folder: str, *forms: str) -> Iterator[bytes]:
    for form in forms:
        yield from (file.read_bytes() for file in sorted((DATA / folder).glob(form)))


def _queries() -> Iterator[str]:
    tree = tomllib.loads((DATA / "search" / "queries.toml").read_text("utf-8"))
    return (query["text"] for query in tree["query"])
