"""Pictures for the addresses that pages name: small PNG gradients, each path its own colours."""

from __future__ import annotations

import functools
import struct
import zlib

from .answer import Answer

WIDTH, HEIGHT = 140, 90


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@functools.lru_cache(maxsize=64)
def png(path: str, width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """Draw a gradient whose colours come from the path."""
    seed = zlib.crc32(path.encode())
    red, green, blue = seed & 255, seed >> 8 & 255, seed >> 16 & 255
    rows = b"".join(
        b"\0" + bytes(c for x in range(width) for c in (red, (green + x) & 255, (blue + 2 * y) & 255))
        for y in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def picture(path: str) -> Answer:
    """Answer a picture's address."""
    return Answer(png(path), "image/png")
