"""One kept answer, and its form in the store: lengths, a checksum, a JSON head, the body's bytes.

Owns that form alone. What cannot be read back is no record; the store's folder carries the version. The checksum covers
the head and both ends of the body, which is what a power cut leaves wrong (cut off, or empty blocks); over all of
500 kB it would take twice as long as everything else about a hit.
"""

from __future__ import annotations

import json
import struct
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from reader.fetch.wire import Headers

_LEAD = struct.Struct(">III")
_END = 4096
_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False)


class Record(Struct, frozen=True):
    """A stored response: what it was, when it was asked for and came (RFC 9111 4.2.3), and which request chose it.

    `selecting` holds the values of the request fields that its Vary names (4.1), as they were sent.
    """

    url: str
    status: int
    headers: Headers
    body: bytes
    requested: datetime
    received: datetime
    selecting: Headers = ()


def pack(record: Record) -> bytes:
    """Give a record as bytes."""
    moments = record.requested.timestamp(), record.received.timestamp()
    head = _ENCODER.encode([record.url, record.status, record.headers, *moments, record.selecting]).encode()
    return b"".join((_LEAD.pack(len(head), len(record.body), _checksum(head, record.body)), head, record.body))


def unpack(data: bytes) -> Record | None:
    """Read a record back; None where the bytes are not exactly one that `pack` made."""
    try:
        length, size, checksum = _LEAD.unpack_from(data)
        head, body = data[_LEAD.size : _LEAD.size + length], data[_LEAD.size + length :]
        if len(body) != size or _checksum(head, body) != checksum:
            return None
        url, status, headers, requested, received, selecting = json.loads(head)
        return Record(
            url=url,
            status=status,
            headers=tuple((name, value) for name, value in headers),
            body=body,
            requested=datetime.fromtimestamp(requested, UTC),
            received=datetime.fromtimestamp(received, UTC),
            selecting=tuple((name, value) for name, value in selecting),
        )
    except (struct.error, ValueError, TypeError, OverflowError, OSError):
        return None


def _checksum(head: bytes, body: bytes) -> int:
    return zlib.crc32(body[-_END:], zlib.crc32(body[:_END], zlib.crc32(head)))
