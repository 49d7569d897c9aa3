"""The fields of every request: who asks and what it can read; no cookies, no referrer, nothing that marks a reader.

Constant but for a source's own headers, so that what a server varies its answer by stays the same.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from reader import __version__

if TYPE_CHECKING:
    from reader.fetch.wire import Headers, Kind

HOMEPAGE = ""
"""The project's address, as pyproject.toml has it; a test holds the two together."""
USER_AGENT = f"nuri-reader/{__version__}" + (f" (+{HOMEPAGE})" if HOMEPAGE else "")
ENCODINGS = "gzip, deflate"

_ACCEPT: dict[Kind, str] = {
    "feed": "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    "page": "text/html, application/xhtml+xml, */*;q=0.5",
    "image": "image/*",
    "weather": "application/xml, application/json, */*;q=0.5",
    "api": "application/json, */*;q=0.5",
}
_OURS = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "if-match", "if-modified-since", "if-none-match"}
    | {"if-range", "if-unmodified-since", "keep-alive", "range", "te", "transfer-encoding", "upgrade"}
)
"""What a source may not set: the cache, the connection and the unpacking depend on it."""


@lru_cache(maxsize=64)
def fields(kind: Kind, own: Headers = ()) -> Headers:
    """Give a request's fields; a source's own replace ours of the same name, but for those that the cache needs."""
    kept = tuple((name, value) for name, value in own if name.lower() not in _OURS)
    named = {name.lower() for name, _ in kept}
    ours = (("User-Agent", USER_AGENT), ("Accept", _ACCEPT[kind]), ("Accept-Encoding", ENCODINGS))
    return tuple((name, value) for name, value in ours if name.lower() not in named) + kept
