"""What became of a request, in the words that a round needs: read, expired, refused, too much, switched off.

Owns what the servers' refusals mean. FreshRSS answers every 401 as if the write token were at fault, and has its API
switched off say 503 in a word of its own; Miniflux names the header differently.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from msgspec import Struct

from reader.errors import Challenged, NuriError, ParseError, TimedOut, TooLarge

_BAD_TOKEN = {"google-bad-token", "x-reader-google-bad-token"}
_OFF = b"Service Unavailable!"
_WRONG_NAME = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_TOO_MUCH = {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_URI_TOO_LONG}
_TOO_SLOW = {HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT}


class Reply(Struct, frozen=True):
    """What came of one ask: `parsed` when its parser read a success, else `error`; `status` is 0 without an answer."""

    status: int = 0
    parsed: object = None
    error: NuriError | None = None
    off: bool = False
    page: bool = False

    @property
    def expired(self) -> bool:
        """Whether it wants a new login, or a new write token."""
        return self.status == HTTPStatus.UNAUTHORIZED

    @property
    def unknown(self) -> bool:
        """Whether, as the answer to a login, it says that name or password are wrong; a page in HTML does not."""
        return self.status in _WRONG_NAME and not self.page and not isinstance(self.error, Challenged)

    @property
    def too_much(self) -> bool:
        """Whether fewer at once may be answered: refused as too long, too large, or too much work for the parser."""
        return self.status in _TOO_MUCH or isinstance(self.error, TooLarge) or type(self.error) is ParseError

    @property
    def too_slow(self) -> bool:
        """Whether the server, or something before it, may have broken down under the work, or run out of time."""
        return self.status in _TOO_SLOW or isinstance(self.error, TimedOut)


def refused(status: int, body: bytes, error: NuriError) -> Reply:
    """Judge an answer that is no success, by its status and the beginning of its body."""
    start = body[:100].strip()
    return Reply(
        status=status,
        error=error,
        off=status == HTTPStatus.SERVICE_UNAVAILABLE and start == _OFF,
        page=start.startswith(b"<"),
    )


def speaks(status: int, headers: Iterable[tuple[str, str]], body: bytes) -> bool:
    """Tell by its answer to `requests.probe` whether a Google Reader API stands there, switched off or not."""
    start = body[:100].strip()
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return start == _OFF
    if status not in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return False
    named = any(name.lower() in _BAD_TOKEN for name, _ in headers)
    return named or start.lower().startswith((b"unauthorized", b"error=badauth", b'{"errors"'))
