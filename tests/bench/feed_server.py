"""A server of made-up feeds on a hundred loopback hosts, as over a hundred publishers; a process of its own.

    python tests/bench/feed_server.py FEEDS MILLISECONDS

Each feed has 30 entries of 2 kB, Korean or English in turn, an ETag, and every answer waits so many milliseconds. It
prints its port, and turns to revision 1 or 2 (three new entries in 5 % of the feeds) with each such line that it reads.
"""

from __future__ import annotations

import asyncio
import random
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache

HOSTS = [f"127.0.1.{number}" for number in range(1, 101)]
ENTRIES, NEW = 30, 3
NEWEST = datetime(2026, 1, 15, tzinfo=UTC)
WORDS = {
    "ko": "서울 부산 정부 경제 시장 반도체 기술 연구 발표 전망 서비스 공개 개발자 국회 기후 교육 문화 여행 기업 투자 금리 환율",
    "en": "the market report team update research global climate energy budget council museum season study finds early",
}


def changed(feed: int) -> bool:
    """Say whether a feed has new entries in revision 2."""
    return feed % 20 == 7


def _words(dice: random.Random, language: str, count: int) -> str:
    return " ".join(dice.choices(WORDS[language].split(), k=count))


def _text(dice: random.Random, language: str) -> str:
    paragraphs, size = [], 0
    while size < 1900:
        words = _words(dice, language, 45)
        number = dice.randrange(120)
        paragraphs.append(
            f"<p>{words[:20]}<b>{words[20:34]}</b>{words[34:]} <a href='http://127.0.0.1/ref/{number}'>"
            f"{_words(dice, language, 2)}</a>.</p>\n"
        )
        size += len(paragraphs[-1].encode())
    return "".join(paragraphs)


def _entry(feed: int, number: int) -> str:
    dice = random.Random(f"{feed}-{number}")
    language = dice.choice(("ko", "en"))
    published = NEWEST - timedelta(hours=12 * (40 - number), minutes=feed * 37 % 720)
    return (
        f"<item><title>H{feed:04d}-{number:03d} {_words(dice, language, 6)}</title>"
        f"<link>http://127.0.0.1/a/{feed:04d}/{number:03d}.html</link>"
        f"<guid isPermaLink='false'>tag:bench,2026:{feed:04d}/{number:03d}</guid>"
        f"<pubDate>{format_datetime(published)}</pubDate><description>{_words(dice, language, 14)}</description>"
        f"<content:encoded><![CDATA[{_text(dice, language)}]]></content:encoded></item>\n"
    )


@cache
def body(feed: int, revision: int) -> bytes:
    """Make a feed as it is at a revision, the newest entry first."""
    count = ENTRIES + NEW * (revision == 2 and changed(feed))
    entries = "".join(_entry(feed, number) for number in reversed(range(count)))
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
        f"<channel><title>F{feed:04d}</title><link>http://127.0.0.1/</link>\n{entries}</channel></rss>\n"
    ).encode()


class Answering(asyncio.Protocol):
    """One connection, kept open: answers GET /f/N.xml, with 304 where the ETag is known."""

    revision = 1
    wait = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.held = b""

    def data_received(self, data: bytes) -> None:
        self.held += data
        while b"\r\n\r\n" in self.held:
            head, _, self.held = self.held.partition(b"\r\n\r\n")
            asyncio.get_running_loop().call_later(self.wait, self.answer, head)

    def answer(self, head: bytes) -> None:
        feed = int(head.split(b" ", 2)[1][len("/f/") : -len(".xml")])
        tag = f'"{feed}-{self.revision if changed(feed) else 1}"'.encode()
        fields = b"Content-Type: application/rss+xml\r\nETag: " + tag
        if tag in head:
            self.transport.write(b"HTTP/1.1 304 Not Modified\r\n" + fields + b"\r\n\r\n")
        else:
            text = body(feed, self.revision if changed(feed) else 1)
            self.transport.write(b"HTTP/1.1 200 OK\r\n%s\r\nContent-Length: %d\r\n\r\n%s" % (fields, len(text), text))


async def serve(feeds: int, milliseconds: int) -> None:
    Answering.wait = milliseconds / 1000
    for feed in range(feeds):
        body(feed, 1)
        body(feed, 2 if changed(feed) else 1)
    loop = asyncio.get_running_loop()
    first = await loop.create_server(Answering, HOSTS[0], 0, backlog=1024)
    port = first.sockets[0].getsockname()[1]
    servers = [first, await loop.create_server(Answering, HOSTS[1:], port, backlog=1024)]
    print(port, flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        Answering.revision = int(line)
        print(line.strip(), flush=True)
    for server in servers:
        server.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
