"""The seam between the cache and whatever carries a request: one hop, one bounded answer.

Owns the shape of that answer and the caps; leaves redirects, caching, lanes and deadlines to those above, and HTTP
itself to `client`. The sample edition plugs in a wire of its own here, so nothing in this module may know httpx.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol, runtime_checkable

from msgspec import Struct

Kind = Literal["feed", "page", "image", "weather", "api"]
Headers = tuple[tuple[str, str], ...]

MIB = 1024 * 1024
CAPS: dict[Kind, int] = {"feed": 10 * MIB, "page": 5 * MIB, "image": 8 * MIB, "weather": 2 * MIB, "api": 20 * MIB}
"""The most that an answer may hold, on the wire and unpacked, in bytes."""

ASIDE_CAP = 64 * 1024
"""How much is read of a body that nobody asked for (an error's, a redirect's): enough to say why, and no more."""


class Wired(Struct, frozen=True):
    """One hop's answer: header values as Latin-1 text, byte for byte; the body unpacked and within its cap.

    Bodies of answers that are no success may be cut at `ASIDE_CAP`: what matters of them is the status.
    """

    status: int
    headers: Headers
    body: bytes
    url: str


class Wire(Protocol):
    """Carries one request; raises `FetchError` subclasses and nothing else that is expected."""

    async def send(
        self, method: str, url: str, headers: Sequence[tuple[str, str]], *, kind: Kind, body: bytes | None = None
    ) -> Wired:
        """Send one request and give its answer; redirects are answers like any other."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


@runtime_checkable
class Scout(Protocol):
    """What a wire to the real network can do besides: look without asking a server for anything."""

    async def reach(self, url: str) -> bool:
        """Say whether a connection to the address's server can be made; sends no request."""
        ...

    async def addresses(self, url: str) -> tuple[str, ...]:
        """Give the IP addresses that the host resolves to; none when it cannot be told (a proxy resolves it)."""
        ...
