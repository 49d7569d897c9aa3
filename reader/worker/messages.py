"""What parent and child say to each other: a length and as many bytes. Loaded by both, so it loads next to nothing."""

from __future__ import annotations

import struct
from typing import IO

LENGTH = struct.Struct("!Q")


def read(pipe: IO[bytes]) -> bytes:
    """Read one message; raises EOFError at the end, also where it is cut."""
    head = pipe.read(LENGTH.size)
    body = pipe.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""
    if len(head) < LENGTH.size or len(body) < LENGTH.unpack(head)[0]:
        raise EOFError("no answer")
    return body
