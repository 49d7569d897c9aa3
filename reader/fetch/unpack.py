"""Content-Encoding undone within a bound: gzip and deflate, never a byte over the cap in memory.

Owns one body's unpacking; anything that we did not ask for is refused, and so is a stream that ends too early.
"""

from __future__ import annotations

import zlib

from reader.errors import BadAnswer, TooLarge

_GZIP = b"\x1f\x8b"


class Unpacker:
    """Takes a body's bytes as they come and gives it unpacked; `limit` bounds both sides.

    Raises `TooLarge` and `BadAnswer` from `feed` and `finish`.
    """

    def __init__(self, encoding: str, *, limit: int, host: str) -> None:
        """Prepare for a Content-Encoding header's value; BadAnswer where it is one that was not asked for."""
        coding = [
            name for name in (part.strip().lower() for part in encoding.split(",")) if name not in {"", "identity"}
        ]
        if len(coding) > 1 or (coding and coding[0] not in {"gzip", "x-gzip", "deflate"}):
            raise BadAnswer(host=host, cause=f"content-encoding {encoding!r} was not asked for")
        self._coding = coding[0] if coding else ""
        self._limit = limit
        self._host = host
        self._wired = 0
        self._parts: list[bytes] = []
        self._size = 0
        self._stream: zlib._Decompress | None = None
        self._between = b""
        self._members = 0
        self._over = False

    def feed(self, data: bytes) -> None:
        """Take the next bytes off the wire."""
        self._wired += len(data)
        if self._wired > self._limit:
            raise TooLarge(host=self._host, limit=self._limit, cause="on the wire")
        if not self._coding:
            self._parts.append(data)
            return
        data = self._between + data
        self._between = b""
        while data and not self._over:
            data = self._inflate(data)

    def _inflate(self, data: bytes) -> bytes:
        """Unpack what `data` gives under the limit; give back what is left of it to do."""
        if self._stream is None and self._members and not self._another(data):
            return b""
        if self._stream is None:
            self._stream = zlib.decompressobj(self._window(data))
            self._members += 1
        try:
            out = self._stream.decompress(data, self._limit - self._size + 1)
        except zlib.error as error:
            raise BadAnswer(host=self._host, cause=f"{self._coding}: {error}") from error
        self._size += len(out)
        if self._size > self._limit:
            raise TooLarge(host=self._host, limit=self._limit, cause="unpacked")
        self._parts.append(out)
        if not self._stream.eof:
            return self._stream.unconsumed_tail
        rest, self._stream = self._stream.unused_data, None
        self._over = self._coding == "deflate"
        return rest

    def _another(self, data: bytes) -> bool:
        """Whether a next gzip member begins; what is none stands behind the end and is left there, as browsers do."""
        if len(data) < len(_GZIP) and _GZIP.startswith(data):
            self._between = data
            return False
        self._over = not data.startswith(_GZIP)
        return not self._over

    def _window(self, data: bytes) -> int:
        """Say how zlib is to read it: gzip, zlib, or the bare deflate that some servers mean (RFC 9110 8.4.1.2)."""
        if self._coding != "deflate":
            return 16 + zlib.MAX_WBITS
        wrapped = data[0] & 0x0F == zlib.DEFLATED and data[0] >> 4 <= 7  # noqa: PLR2004 - RFC 1950 2.2
        return zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS

    def finish(self) -> bytes:
        """Give the whole body; BadAnswer where the stream was cut off."""
        if self._stream is not None:
            raise BadAnswer(host=self._host, cause=f"{self._coding} stream cut off")
        return b"".join(self._parts)

    def so_far(self) -> bytes:
        """Give what has come, whole or not."""
        return b"".join(self._parts)
