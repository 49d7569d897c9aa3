"""A plain client for a test that wants to see what the replica answers, one connection a request."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .house import Replica


def ask(
    replica: Replica, path: str, headers: dict[str, str] | None = None, *, method: str = "GET", timeout: float = 5
) -> tuple[int, dict[str, str], bytes]:
    """Ask once; give the status, the headers by lower-case names, and the body as it came."""
    connection = http.client.HTTPConnection(replica.host, replica.port, timeout=timeout)
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def page(replica: Replica, path: str) -> str:
    """Ask for a page that must be there, and decode it."""
    status, _, body = ask(replica, path)
    if status != http.client.OK:
        raise LookupError(f"{path}: {status}\n{body.decode(errors='replace')}")
    return body.decode()
