"""A programmable server for the fetch layer's tests: each path has an answer, every request is written down.

It runs on the test's own loop and speaks just enough HTTP/1.1 itself, so that it can also speak it wrongly.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self

Headers = list[tuple[str, str]]


@dataclass
class Seen:
    """One request as it came."""

    method: str
    path: str
    headers: Headers
    peer: str = ""
    body: bytes = b""

    def field(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def conditional(self) -> bool:
        return self.field("if-none-match") is not None or self.field("if-modified-since") is not None


@dataclass
class Reply:
    """An answer; `length` overrides Content-Length (None: none is sent, the end of the connection ends the body)."""

    status: int = 200
    headers: Headers = field(default_factory=list)
    body: bytes = b""
    length: int | None = -1
    close: bool = False

    def wire(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} X"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        length = len(self.body) if self.length == -1 else self.length
        if length is not None and self.status != 304:
            lines.append(f"Content-Length: {length}")
        if self.close or length is None:
            lines.append("Connection: close")
        head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        return head + (b"" if self.status == 304 else self.body)


Answerer = Callable[[Seen], "Reply | Awaitable[Reply]"]
Raw = Callable[[Seen, asyncio.StreamWriter], Awaitable[None]]


class Origin:
    """The server: `on(path, reply)` sets what a path answers ("*": any other), `raw(path, talk)` hands the connection over."""

    def __init__(self, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.host = host
        self.port = 0
        self.seen: list[Seen] = []
        self.connections = 0
        self._tls = tls
        self._answers: dict[str, Answerer | Reply] = {}
        self._raw: dict[str, Raw] = {}
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, self.host, self.port, ssl=self._tls, backlog=512)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is None:
            return
        self._server.close()
        for writer in list(self._writers):
            writer.close()
        await asyncio.sleep(0)
        self._server = None

    def url(self, path: str = "/", host: str = "") -> str:
        return f"{'https' if self._tls else 'http'}://{host or self.host}:{self.port}{path}"

    def on(self, path: str, answer: Answerer | Reply) -> str:
        self._answers[path] = answer
        return self.url(path)

    def raw(self, path: str, talk: Raw) -> str:
        self._raw[path] = talk
        return self.url(path)

    def count(self, path: str) -> int:
        return sum(seen.path == path for seen in self.seen)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        try:
            while (seen := await self._request(reader, writer)) is not None:
                self.seen.append(seen)
                talk = self._raw.get(seen.path)
                if talk is not None:
                    await talk(seen, writer)
                    return
                reply = await self._reply(seen)
                writer.write(reply.wire())
                await writer.drain()
                if reply.close or reply.length is None:
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._writers.discard(writer)
            with contextlib.suppress(Exception):
                writer.close()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Seen | None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ", 2)
        headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines if line)]
        seen = Seen(method, path, headers, str(writer.get_extra_info("sockname")[0]))
        seen.body = await reader.readexactly(int(seen.field("content-length") or 0))
        return seen

    async def _reply(self, seen: Seen) -> Reply:
        answer = self._answers.get(seen.path) or self._answers.get("*")
        if answer is None:
            return Reply(404, body=b"no such page")
        if isinstance(answer, Reply):
            return answer
        reply = answer(seen)
        return reply if isinstance(reply, Reply) else await reply


async def wait_for(condition: Callable[[], object], *, within: float = 5.0) -> None:
    """Return as soon as `condition()` holds; TimeoutError when it does not within so many seconds."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - conditions of every kind are waited for
            await asyncio.sleep(0.002)
