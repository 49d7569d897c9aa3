"""How long feeds take: `pytest -m bench -s tests/bench/bench_feed.py`.

Feeds of our own making, as large as those of Korean papers: 100 entries with a summary each (about 100 kB), and 100 with
their whole text (about 600 kB). Times are medians; CPU time beside wall time, since other programs may be running.
"""

from __future__ import annotations

import random
import statistics
import time

import pytest

from reader.sources.feed import parse

pytestmark = pytest.mark.bench

URL = "https://www.hanbit-news.kr/rss/all.xml"
ENTRIES = 100
ROUNDS = 200
DICE = random.Random(15)
SYLLABLES = [chr(code) for code in range(0xAC00, 0xD7A4, 27)]


def words(count):
    return " ".join("".join(DICE.choices(SYLLABLES, k=DICE.randint(2, 5))) for _ in range(count))


def rss(summary, paragraphs, *, markup=False, broken=False):
    items = []
    for n in range(ENTRIES):
        text = "".join(f"<p>{words(40)}</p>" for _ in range(paragraphs))
        lead = f"<p>{words(summary)}</p>" if markup else words(summary)
        items.append(
            f"<item><title>{words(7)}</title><link>https://www.hanbit-news.kr/news/{n}?utm_source=rss</link>"
            f'<guid isPermaLink="false">hanbit-{n}</guid><pubDate>Thu, 15 Jan 2026 09:{n % 60:02}:00 +0900</pubDate>'
            f"<dc:creator>{words(1)} 기자</dc:creator><category>{words(1)}</category><description><![CDATA[{lead}]]></description>"
            + (f"<content:encoded><![CDATA[{text}]]></content:encoded>" if text else "")
            + "</item>"
        )
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    body = "\n".join(items)
    if broken:
        body = body.replace("</title>", " AT&T</title>", 1)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" {spaces}><channel><title>한빛</title>{body}</channel></rss>'


FEEDS = {
    "100 summaries": (rss(60, 0), 3.0),
    "100 summaries in HTML": (rss(60, 0, markup=True), None),
    "100 summaries, a bare ampersand": (rss(60, 0, broken=True), None),
    "100 whole texts": (rss(60, 10), None),
    "100 whole texts, for feedparser": (rss(60, 10).replace("<channel>", "<channel></b>"), None),
}


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_of_a_hundred(name):
    text, limit = FEEDS[name]
    parse(text, URL)
    wall, cpu = [], []
    for _ in range(ROUNDS if len(text) < 200_000 else ROUNDS // 10):
        begun, used = time.perf_counter(), time.process_time()
        parse(text, URL)
        cpu.append((time.process_time() - used) * 1000)
        wall.append((time.perf_counter() - begun) * 1000)
    told = f"wall {statistics.median(wall):6.2f} ms (least {min(wall):.2f}), CPU {statistics.median(cpu):6.2f} ms"
    print(f"\n{name:34} {len(text.encode()) // 1000:4} kB  {told}", end="")
    assert limit is None or min(wall) < limit
