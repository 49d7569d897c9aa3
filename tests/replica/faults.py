"""What a server does wrong, on purpose: each fault takes an exchange in hand in the place of the plain answer.

Faults are set per address and taken back; waiting ones end when the replica stops. None of them knows about pages.
"""

from __future__ import annotations

import functools
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from .answer import Answer, zipped
from .log import matches

if TYPE_CHECKING:
    from .server import Exchange

MEBIBYTE = 1 << 20
GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\x02\x03"
APOLOGY = "<!DOCTYPE html><html><head><title>안내</title></head><body><h1>서비스 점검 중입니다</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to go wrong; made by the functions below, as `Fault.slow(2)`."""

    name: str
    act: Callable[[Exchange], None]

    @staticmethod
    def slow(seconds: float) -> Fault:
        """Answer properly, but only after so long."""

        def act(exchange: Exchange) -> None:
            if not exchange.stopping.wait(seconds):
                exchange.reply()

        return Fault("slow", act)

    @staticmethod
    def drip(interval: float = 0.3, size: int = 1, *, head: bool = False) -> Fault:
        """Send the body `size` bytes at a time, `interval` seconds apart; with `head`, the head as well."""

        def act(exchange: Exchange) -> None:
            answer = exchange.answer()
            exchange.begin(answer.status)
            whole = exchange.head(answer) + answer.body
            start = 0 if head else len(whole) - len(answer.body)
            exchange.send(whole[:start])
            for at in range(start, len(whole), size):
                if exchange.stopping.wait(interval):
                    return
                exchange.send(whole[at : at + size])

        return Fault("drip", act)

    @staticmethod
    def cut(after_bytes: int, *, head: bool = False, reset: bool = False) -> Fault:
        """Close the connection after so many bytes of the body, or with `head` of the whole answer."""

        def act(exchange: Exchange) -> None:
            answer = exchange.answer()
            exchange.begin(answer.status)
            whole = exchange.head(answer) + answer.body
            exchange.send(whole[: after_bytes + (0 if head else len(whole) - len(answer.body))])
            exchange.close(reset=reset)

        return Fault("cut", act)

    @staticmethod
    def status(
        code: int,
        *,
        retry_after: str | int | None = None,
        body: str = APOLOGY,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> Fault:
        """Answer with a status; `retry_after` in seconds, or any text to the letter."""
        waits = () if retry_after is None else (("Retry-After", str(retry_after)),)
        return _fixed("status", code, body.encode(), headers=waits + headers)

    @staticmethod
    def wrong_type(body: str = APOLOGY) -> Fault:
        """Answer 200 with an HTML page, whatever was asked for."""
        return _fixed("wrong_type", 200, body.encode())

    @staticmethod
    def redirect(to: str, status: int = 302) -> Fault:
        """Send elsewhere; `to` goes into Location to the letter."""
        return _fixed("redirect", status, b"", headers=(("Location", to),))

    @staticmethod
    def truncated_gzip() -> Fault:
        """Answer properly framed, with half of a gzip body."""

        def act(exchange: Exchange) -> None:
            answer = exchange.answer()
            unpacked = dict(answer.headers).get("Content-Encoding") != "gzip"
            body = zipped(answer.body) if unpacked else answer.body
            extra = (("Content-Encoding", "gzip"),) if unpacked else ()
            exchange.reply(replace(answer, body=body[: len(body) // 2], headers=answer.headers + extra))

        return Fault("truncated_gzip", act)

    @staticmethod
    def bomb(mebibytes: int = 300) -> Fault:
        """Answer with so many MiB of zeros in about a thousandth of gzip."""

        def act(exchange: Exchange) -> None:
            answer = Answer(
                _bomb(mebibytes), "application/xml", headers=(("Content-Encoding", "gzip"),), validated=False
            )
            exchange.reply(answer)

        return Fault("bomb", act)

    @staticmethod
    def hang() -> Fault:
        """Read the request and never answer."""

        def act(exchange: Exchange) -> None:
            exchange.stopping.wait()
            exchange.close()

        return Fault("hang", act)

    @staticmethod
    def garbage(data: bytes) -> Fault:
        """Send these bytes in the place of an HTTP answer, and close."""

        def act(exchange: Exchange) -> None:
            exchange.send(data)
            exchange.close()

        return Fault("garbage", act)

    @staticmethod
    def hold(until: threading.Event) -> Fault:
        """Answer properly, but only once the event is set: for proofs of what runs at once."""

        def act(exchange: Exchange) -> None:
            while not until.wait(0.02):
                if exchange.stopping.is_set():
                    return
            exchange.reply()

        return Fault("hold", act)


def _fixed(name: str, status: int, body: bytes, headers: tuple[tuple[str, str], ...] = ()) -> Fault:
    answer = Answer(body, status=status, headers=headers, validated=False)
    return Fault(name, lambda exchange: exchange.reply(answer))


@functools.lru_cache(maxsize=4)
def _bomb(mebibytes: int) -> bytes:
    """Make the gzip of zeros by repeating one flushed block: a whole compression would take a second."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    zeros = bytes(MEBIBYTE)
    block = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(mebibytes):
        checksum = zlib.crc32(zeros, checksum)
    size = (mebibytes * MEBIBYTE) & 0xFFFFFFFF
    return GZIP_HEAD + block * mebibytes + b"\x03\0" + checksum.to_bytes(4, "little") + size.to_bytes(4, "little")


class Faulty:
    """A fault that was set: take it back with `restore`, or use it as a context."""

    def __init__(self, faults: Faults, pattern: str) -> None:
        self._faults = faults
        self._pattern = pattern

    def restore(self) -> None:
        """Take the fault back."""
        self._faults.restore(self._pattern)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.restore()


class Faults:
    """Which address has which fault: the last one set for a pattern (see `log.matches`) that names it."""

    def __init__(self) -> None:
        self._set: dict[str, tuple[Fault, int]] = {}
        self._lock = threading.Lock()

    def set(self, pattern: str, fault: Fault, times: int = 0) -> Faulty:
        """Set a fault, for so many requests, or until it is taken back (0)."""
        with self._lock:
            self._set.pop(pattern, None)
            self._set[pattern] = (fault, times)
        return Faulty(self, pattern)

    def restore(self, pattern: str = "") -> None:
        """Take back the fault of one pattern, or all of them."""
        with self._lock:
            if pattern:
                self._set.pop(pattern, None)
            else:
                self._set.clear()

    def take(self, target: str) -> Fault | None:
        """Give the fault that this request meets, and count it off."""
        with self._lock:
            for pattern in reversed(self._set):
                if matches(pattern, target):
                    fault, times = self._set[pattern]
                    if times == 1:
                        del self._set[pattern]
                    elif times:
                        self._set[pattern] = (fault, times - 1)
                    return fault
        return None
