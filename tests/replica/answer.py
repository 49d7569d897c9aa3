"""What travels between the server, the faults and the pages: a request as pages see it, and what they answer."""

from __future__ import annotations

import functools
import gzip
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a page sees it.

    `query` has the last value of each name, form fields of a POST among them; `fields` the form alone, in its order.
    """

    path: str
    target: str
    query: dict[str, str]
    agent: str = ""
    method: str = "GET"
    fields: tuple[tuple[str, str], ...] = ()
    authorization: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page answers; `validated` gives it an ETag and a Last-Modified."""

    body: bytes
    content_type: str = "text/html; charset=UTF-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    validated: bool = True


Router = Callable[[Asked], Answer]


@functools.lru_cache(maxsize=128)
def zipped(body: bytes) -> bytes:
    """Compress a page as a server does on the way out."""
    return gzip.compress(body, 5, mtime=0)
