"""Servers that mean harm or are broken: each gives one sentence, keeps the old copy, and frees its lane in time."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import random
import subprocess
import sys
import zlib

import pytest
from fetch.origin import Origin, Reply, Seen

from reader import locale
from reader.errors import AskedToWait, BadAnswer, BadRedirect, FetchError, TimedOut, TooLarge, Unreachable
from reader.fetch import Request
from reader.fetch.address import MOST_HOPS
from reader.fetch.wire import CAPS

DEADLINE = 0.6
HEAD = b"HTTP/1.1 200 OK\r\n"


def sending(*parts: bytes, then_close: bool = True):
    async def talk(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
        if not then_close:
            await writer.wait_closed()

    return talk


def endless(begin: bytes, again: bytes):
    async def talk(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(begin)
        while not writer.is_closing():
            writer.write(again)
            await writer.drain()

    return talk


def dripping(text: bytes):
    async def talk(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        for byte in text:
            if writer.is_closing():
                return
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.3)

    return talk


def plain(body: bytes, *headers: bytes) -> bytes:
    return HEAD + b"".join(header + b"\r\n" for header in headers) + b"\r\n" + body


async def _head_then_drip(seen: Seen, writer: asyncio.StreamWriter) -> None:
    writer.write(plain(b"", b"Content-Length: 1000"))
    await dripping(b"x" * 1000)(seen, writer)


HOSTILE = {
    "a byte every 300 ms": (dripping(plain(b"x" * 100, b"Content-Length: 100")), TimedOut),
    "a body of a byte every 300 ms": (_head_then_drip, TimedOut),
    "silence": (sending(then_close=False), TimedOut),
    "silence after the head": (sending(plain(b"", b"Content-Length: 5"), then_close=False), TimedOut),
    "a header line that never ends": (endless(HEAD + b"X: ", b"x" * 4096), BadAnswer),
    "headers that never end": (endless(HEAD, b"X-A: b\r\n" * 512), BadAnswer),
    "100,000 headers": (sending(plain(b"", *(b"X-%d: y" % number for number in range(100_000)))), BadAnswer),
    "interim answers without end": (endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"), (TimedOut, BadAnswer)),
    "no HTTP at all": (sending(b"SSH-2.0-OpenSSH_9.6\r\n"), Unreachable),
    "HTTP/0.9": (sending(b"<html>old</html>\r\n\r\n"), BadAnswer),
    "a status that is no number": (sending(b"HTTP/1.1 abc OK\r\n\r\n"), BadAnswer),
    "a status of four digits": (sending(b"HTTP/1.1 2000 OK\r\n\r\n"), BadAnswer),
    "NUL in a header": (sending(plain(b"", b"X: a\0b")), BadAnswer),
    "a header without a name": (sending(plain(b"", b": x")), BadAnswer),
    "a space before the colon": (sending(plain(b"", b"X : x")), BadAnswer),
    "less than Content-Length": (sending(plain(b"abc", b"Content-Length: 10")), BadAnswer),
    "a Content-Length of words": (sending(plain(b"abc", b"Content-Length: many")), BadAnswer),
    "a negative Content-Length": (sending(plain(b"abc", b"Content-Length: -1")), BadAnswer),
    "two Content-Lengths": (sending(plain(b"abc", b"Content-Length: 3", b"Content-Length: 5")), BadAnswer),
    "too much announced": (sending(plain(b"", b"Content-Length: 999999999999"), then_close=False), TooLarge),
    "absurdly much announced": (sending(plain(b"", b"Content-Length: " + b"9" * 19), then_close=False), TooLarge),
    "a body that never ends": (endless(plain(b""), b"x" * 65536), TooLarge),
    "chunks that never end": (
        endless(plain(b"", b"Transfer-Encoding: chunked"), b"4000\r\n" + b"x" * 0x4000 + b"\r\n"),
        TooLarge,
    ),
    "a chunk of no size": (sending(plain(b"zz\r\nabc\r\n0\r\n\r\n", b"Transfer-Encoding: chunked")), BadAnswer),
    "chunks cut off": (sending(plain(b"5\r\nab", b"Transfer-Encoding: chunked")), BadAnswer),
    "chunks without an end": (sending(plain(b"2\r\nab\r\n", b"Transfer-Encoding: chunked")), BadAnswer),
    "a transfer coding nobody knows": (sending(plain(b"abc", b"Transfer-Encoding: frob")), BadAnswer),
    "gzip cut off": (
        sending(plain(gzip.compress(b"text" * 500)[:-9], b"Content-Encoding: gzip")),
        BadAnswer,
    ),
    "gzip with a wrong checksum": (
        sending(plain(gzip.compress(b"text")[:-8] + b"\0" * 8, b"Content-Encoding: gzip")),
        BadAnswer,
    ),
    "gzip that is none": (sending(plain(b"<html>", b"Content-Encoding: gzip")), BadAnswer),
    "deflate cut off": (sending(plain(zlib.compress(b"text" * 99)[:-3], b"Content-Encoding: deflate")), BadAnswer),
    "closed without a word": (sending(b""), Unreachable),
}


def one_sentence(error: FetchError) -> None:
    for language in ("ko", "en"):
        locale.use(language)
        sentence = locale.say(error.key, **error.fields)
        assert "127.0.0.1" in sentence
        assert sentence.isprintable()


async def suffer(make, origin: Origin, clock, talk, **parts) -> FetchError:
    """Fetch a page that is held already from a server that now does `talk`; give the error beside the old copy."""
    fetcher = make(timeout=DEADLINE, **parts)
    url = origin.on("/page", Reply(200, [("Cache-Control", "max-age=1")], b"the old copy"))
    assert (await fetcher.get(Request(url))).outcome == "updated"
    clock.move(hours=1)
    origin.raw("/page", talk)
    loop = asyncio.get_running_loop()
    began = loop.time()
    answer = await fetcher.get(Request(url))
    assert loop.time() - began < DEADLINE + 1.5
    assert (answer.outcome, answer.body, answer.stale) == ("held", b"the old copy", True)
    origin.on("/fine", Reply(200, [], b"fine"))
    async with asyncio.timeout(2):
        assert (await fetcher.get(Request(origin.url("/fine")))).body == b"fine"
    one_sentence(answer.error)
    return answer.error


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_server(name, make, origin: Origin, clock):
    talk, expected = HOSTILE[name]
    assert isinstance(await suffer(make, origin, clock, talk), expected)


async def test_more_than_content_length_is_left_on_the_wire(fetcher, origin: Origin):
    url = origin.raw("/", sending(plain(b"abcdef", b"Content-Length: 3")))
    assert (await fetcher.get(Request(url))).body == b"abc"


async def test_a_response_cut_at_every_byte_never_passes_for_a_whole_one(make, origin: Origin, clock):
    whole = plain(b"twelve bytes", b"Content-Length: 12", b"Cache-Control: max-age=60", b'ETag: "v"')
    fetcher = make(timeout=DEADLINE)
    for end in range(len(whole)):
        path = f"/{end}"
        answer = await fetcher.get(Request(origin.raw(path, sending(whole[:end])), urgency="person"))
        assert (answer.outcome, answer.body) == ("failed", b""), whole[:end]
        assert isinstance(answer.error, BadAnswer | Unreachable)
        one_sentence(answer.error)
        assert fetcher._pages.get(origin.url(path)) is None
    answer = await fetcher.get(Request(origin.raw("/whole", sending(whole))))
    assert answer.body == b"twelve bytes"


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
async def test_a_packed_response_cut_at_every_byte_never_passes_for_a_whole_one(make, origin: Origin, coding):
    packed = gzip.compress(b"text " * 20) if coding == "gzip" else zlib.compress(b"text " * 20)
    fetcher = make(timeout=DEADLINE)
    for end in range(1, len(packed)):
        head = plain(packed[:end], f"Content-Encoding: {coding}".encode())
        answer = await fetcher.get(Request(origin.raw(f"/{end}", sending(head)), polled=True))
        assert isinstance(answer.error, BadAnswer), end


async def test_redirects_that_never_end_nor_repeat_are_given_up(make, origin: Origin):
    asked = itertools.count(1)
    origin.on("*", lambda _seen: Reply(301, [("Location", f"/{next(asked)}")]))
    answer = await make(timeout=5).get(Request(origin.url("/0"), urgency="person"))
    assert isinstance(answer.error, BadRedirect)
    assert answer.requests == next(asked) - 1 == MOST_HOPS + 1
    one_sentence(answer.error)


async def test_a_refusal_counts_even_if_its_body_never_ends(make, origin: Origin):
    talk = endless(b"HTTP/1.1 429 X\r\nRetry-After: 60\r\n\r\n", b"x" * 65536)
    answer = await make(timeout=5).get(Request(origin.raw("/", talk), polled=True))
    assert isinstance(answer.error, AskedToWait)
    assert answer.wait_until is not None


async def test_a_refusal_counts_even_if_its_body_is_broken(fetcher, origin: Origin):
    talk = sending(b"HTTP/1.1 503 X\r\nRetry-After: 60\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\nbroken")
    answer = await fetcher.get(Request(origin.raw("/", talk), polled=True))
    assert (answer.status, type(answer.error)) == (503, AskedToWait)


async def test_a_kept_connection_that_the_server_closed_is_no_failure(fetcher, origin: Origin):
    async def answer_then_close_at_the_next(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(plain(b"one", b"Content-Length: 3"))
        await writer.drain()
        await asyncio.sleep(0.02)

    url = origin.raw("/", answer_then_close_at_the_next)
    for _ in range(5):
        assert (await fetcher.get(Request(url, polled=True))).body == b"one"


@pytest.mark.parametrize("kind", CAPS)
async def test_each_kind_has_its_cap_to_the_byte(fetcher, origin: Origin, kind):
    cap = CAPS[kind]
    origin.on("/at", Reply(200, [("Content-Encoding", "gzip")], gzip.compress(b"\0" * cap, 1)))
    origin.on("/over", Reply(200, [("Content-Encoding", "gzip")], gzip.compress(b"\0" * (cap + 1), 1)))
    at = await fetcher.get(Request(origin.url("/at"), kind=kind, polled=True))
    assert len(at.body) == cap
    over = await fetcher.get(Request(origin.url("/over"), kind=kind, polled=True))
    assert isinstance(over.error, TooLarge)
    assert over.error.fields["limit"] == cap


SEEDS = (
    b'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: "v"\r\nCache-Control: max-age=5\r\n\r\nhello',
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"hello" * 20),
    b"HTTP/1.1 301 X\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nzzz",
    b"HTTP/1.1 429 X\r\nRetry-After: 5\r\nContent-Length: 3\r\n\r\nabc",
)
INSERTS = (b"\r\n", b"\0", b" ", b":", b"\xff", b"9" * 30, b"HTTP/1.1 200 OK\r\n\r\n", b"\x1b]0;x\x07")


def spoiled(dice: random.Random) -> bytes:
    """Take an answer and change a few of its bytes."""
    data = bytearray(dice.choice(SEEDS))
    for _ in range(dice.randrange(1, 5)):
        place = dice.randrange(len(data) or 1)
        match dice.randrange(4):
            case 0:
                data[place : place + 1] = bytes([dice.randrange(256)])
            case 1:
                data[place:place] = dice.choice(INSERTS)
            case 2:
                del data[place : place + dice.randrange(6)]
            case _:
                data += data[place:]
    return bytes(data)


async def test_spoiled_answers_are_answers_or_one_sentence_and_never_anything_else(make, origin: Origin):
    dice = random.Random(1)
    fetcher = make(timeout=DEADLINE)
    origin.on("*", Reply(200, [], b"elsewhere"))
    for number in range(400):
        data = spoiled(dice)
        url = origin.raw(f"/{number}", sending(data[: len(data) // 2], data[len(data) // 2 :]))
        answer = await fetcher.get(Request(url, urgency="person"))
        assert (answer.outcome == "failed") == (answer.error is not None), data
        if answer.error is not None:
            one_sentence(answer.error)


CHILD = """
import asyncio, json, resource, sys
from datetime import UTC, datetime
from reader.fetch import Fetcher, Request
from reader.fetch.client import HttpxWire

async def main(url):
    fetcher = Fetcher(wire=HttpxWire, store=None, now=lambda: datetime.now(UTC))
    await fetcher.get(Request(url + "warm"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = await fetcher.get(Request(url + "bomb", kind="feed"))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await fetcher.close()
    print(json.dumps([type(answer.error).__name__, after - before]))

asyncio.run(main(sys.argv[1]))
"""


async def test_300_mib_of_zeros_in_300_kb_cost_less_than_40_mib(origin: Origin):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1 << 20)
    bomb = b"".join(packer.compress(block) for _ in range(300)) + packer.flush()
    assert len(bomb) < 320_000
    origin.on("/warm", Reply(200, [], b"warm"))
    origin.on("/bomb", Reply(200, [("Content-Encoding", "gzip")], bomb))
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHILD, origin.url("/"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    out, err = await child.communicate()
    assert child.returncode == 0, err.decode()
    error, grown = json.loads(out)
    assert error == "TooLarge"
    assert grown * resource_unit() < 40 * 1024 * 1024


def resource_unit() -> int:
    """ru_maxrss is in bytes on macOS and in KiB elsewhere."""
    return 1 if sys.platform == "darwin" else 1024
