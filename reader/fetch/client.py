"""HTTP itself: httpx under bounds, one small transport an origin.

Owns the only import of httpx, so that its successor replaces it in the one line below. One shared pool grows costly
with the requests that wait in it (1,000 requests: 3.1 s; a transport an origin: 0.6 s), so each origin has its own, of
two connections, closed when it has been idle. No cookies, no redirects, no decoding by httpx, no retry of an answer.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import ssl
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import anyio
import httpx
from msgspec import Struct

from reader.errors import (
    BadAnswer,
    BadProxy,
    FetchError,
    ProxyRefused,
    TimedOut,
    TooLarge,
    Unreachable,
    UnsafeAddress,
    Untrusted,
)
from reader.fetch.address import host_of, literal, origin_of
from reader.fetch.lanes import LANES
from reader.fetch.proxies import Proxies
from reader.fetch.resolve import resolve
from reader.fetch.unpack import Unpacker
from reader.fetch.wire import ASIDE_CAP, CAPS, Kind, Wired
from reader.text.address import bare

log = logging.getLogger("nuri.fetch")

IDLE_SECONDS = 10.0
IDLE_KEPT = 64
"""Origins that may keep an unused connection: with 128 in use, well below the 256 files that macOS allows."""
CONNECT_SECONDS = 10.0
ASIDE_SECONDS = 2.0
SUCCESS = range(200, 300)

_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}
_CERTIFICATES = (
    "/etc/ssl/cert.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/ca-bundle.pem",
)
"""Where systems keep their certificates when OpenSSL was built to look elsewhere (as uv's Pythons are)."""

if find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]  # httpcore seeks it four times a request, 80 µs each in vain

Origin = tuple[str, str, int]


class _Slot(Struct):
    """One origin's transport: requests in flight on it, whether it ever answered, since when it has been idle."""

    transport: httpx.AsyncHTTPTransport
    busy: int = 0
    answered: bool = False
    rested: float = 0.0
    closing: asyncio.TimerHandle | None = None


def load() -> None:
    """Load what httpx loads only with its first transport and request: 60 ms, on the loop if not before in a thread."""
    anyio.run(anyio.sleep, 0)
    httpx.HTTPTransport(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)).close()


class HttpxWire:
    """A `Wire` over real connections. `timeout`: seconds of any one wait; the deadline of a whole request is above.

    `problems` names the proxies of the environment that could not be used.
    """

    def __init__(self, *, timeout: float = 20.0) -> None:
        self.problems: dict[str, BadProxy] = {}
        self._proxies = Proxies()
        self._timeout = timeout
        self._slots: dict[Origin, _Slot] = {}
        self._tls: ssl.SSLContext | None = None
        self._no_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._closing: set[asyncio.Task[None]] = set()

    async def send(
        self, method: str, url: str, headers: Sequence[tuple[str, str]], *, kind: Kind, body: bytes | None = None
    ) -> Wired:
        """Send one request and give its answer, unpacked and within the cap of its kind; raises FetchError."""
        try:
            request = httpx.Request(
                method,
                url,
                headers=[(name.encode("ascii"), value.encode("latin-1")) for name, value in headers],
                content=body,
                extensions={"timeout": self._timeouts()},
            )
        except (httpx.InvalidURL, UnicodeError, ValueError, TypeError) as error:
            raise UnsafeAddress(host=host_of(url), url=bare(url), cause=type(error).__name__) from error
        origin = origin_of(url)
        slot = await self._take(origin)
        try:
            return await self._exchange(slot, request, url, kind)
        except httpx.RemoteProtocolError as error:
            # A kept connection may be closed by the server just as it is used again; the request was never read.
            if method != "GET" or not slot.answered or "without sending a response" not in str(error):
                raise self._told(error, url) from error
            try:
                return await self._exchange(slot, request, url, kind)
            except httpx.HTTPError as again:
                raise self._told(again, url) from again
        except httpx.HTTPError as error:
            raise self._told(error, url) from error
        finally:
            self._give_back(origin, slot)

    async def _exchange(self, slot: _Slot, request: httpx.Request, url: str, kind: Kind) -> Wired:
        response = await slot.transport.handle_async_request(request)
        slot.answered = True
        try:
            headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw)
            asked_for = response.status_code in SUCCESS
            body = await _read(response, url, kind) if asked_for else await _read_aside(response)
        finally:
            await response.aclose()
        return Wired(response.status_code, headers, body, url)

    def _timeouts(self) -> dict[str, float]:
        return {
            "connect": min(CONNECT_SECONDS, self._timeout * 0.8),  # within the whole deadline, to tell the two apart
            "read": self._timeout,
            "write": self._timeout,
            "pool": self._timeout,
        }

    async def _take(self, origin: Origin) -> _Slot:
        """Lend the origin's transport, made at need."""
        slot = self._slots.get(origin)
        if slot is None:
            transport = await self._transport(origin)
            slot = self._slots.setdefault(origin, _Slot(transport))
        slot.busy += 1
        return slot

    def _give_back(self, origin: Origin, slot: _Slot) -> None:
        """Take a transport back; one that nobody uses is closed after a while, and the longest idle of too many now."""
        slot.busy -= 1
        if slot.busy:
            return
        if self._slots.get(origin) is not slot:
            self._close_soon(slot)
            return
        slot.rested = asyncio.get_running_loop().time()
        self._slots[origin] = self._slots.pop(origin)  # the order of the dictionary is that of their last use
        if slot.closing is None:
            self._close_later(origin, slot)
        if len(self._slots) > IDLE_KEPT:
            idle = [name for name, other in self._slots.items() if not other.busy]
            if len(idle) > IDLE_KEPT:
                self._retire(idle[0])

    def _close_later(self, origin: Origin, slot: _Slot) -> None:
        """Look at a transport when it may have been idle long enough; one used meanwhile is looked at again."""
        loop = asyncio.get_running_loop()

        def look() -> None:
            slot.closing = None
            if not slot.busy and loop.time() - slot.rested >= IDLE_SECONDS:
                self._retire(origin)
            elif not slot.busy:
                self._close_later(origin, slot)

        slot.closing = loop.call_at(slot.rested + IDLE_SECONDS, look)

    def _retire(self, origin: Origin) -> None:
        slot = self._slots.pop(origin)
        if slot.closing is not None:
            slot.closing.cancel()
        self._close_soon(slot)

    def _close_soon(self, slot: _Slot) -> None:
        task = asyncio.create_task(slot.transport.aclose(), name="close-transport")
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _transport(self, origin: Origin) -> httpx.AsyncHTTPTransport:
        """Make an origin's transport, through the environment's proxy if one is named and usable."""
        scheme, host, port = origin
        verify = await self._trust() if scheme == "https" else self._no_tls
        limits = httpx.Limits(max_connections=LANES, max_keepalive_connections=LANES, keepalive_expiry=IDLE_SECONDS)
        proxy, variable = self._proxies.of(scheme, host)
        if proxy and variable not in self.problems:
            try:
                return httpx.AsyncHTTPTransport(verify=verify, limits=limits, proxy=proxy, trust_env=False)
            except (ValueError, ImportError, httpx.InvalidURL) as error:
                self._ignore(variable, host, error)
        await self._resolved(host, port)
        return httpx.AsyncHTTPTransport(verify=verify, limits=limits, trust_env=False)

    def _ignore(self, variable: str, host: str, error: Exception) -> None:
        """Go on without a proxy that cannot be used, and say once which variable names it."""
        self.problems[variable] = BadProxy(host=host, variable=variable, cause=type(error).__name__)
        log.warning("The proxy in %s cannot be used and is ignored", variable)  # the error may repeat its password

    async def _trust(self) -> ssl.SSLContext:
        """Give the one TLS context, with the system's certificates; made at the first https, in a thread (30 ms)."""
        if self._tls is None:
            made = await asyncio.to_thread(_system_trust)
            self._tls = self._tls or made
        return self._tls

    async def _resolved(self, host: str, port: int) -> tuple[str, ...]:
        """Give a host's addresses, or raise; asked before every new transport, so that httpx's own look-up is short."""
        if literal(host) is not None:
            return (host,)
        try:
            found = await resolve(host, port)
        except UnicodeError as error:
            raise UnsafeAddress(host=host, url=host, cause=str(error)) from error
        if not found:
            raise Unreachable(host=host, why="address", cause="the name has no address")
        return found

    async def reach(self, url: str) -> bool:
        """Say whether the server, or the proxy before it, takes a connection."""
        scheme, host, port = origin_of(url)
        proxy, variable = self._proxies.of(scheme, host)
        if proxy and variable not in self.problems:
            _, host, port = origin_of(proxy)
        try:
            await self._resolved(host, port)
            _, writer = await asyncio.open_connection(host, port)
        except (OSError, FetchError):
            return False
        writer.close()
        return True

    async def addresses(self, url: str) -> tuple[str, ...]:
        """Give the IP addresses that the host resolves to; none when a proxy resolves it."""
        scheme, host, port = origin_of(url)
        proxy, variable = self._proxies.of(scheme, host)
        return () if proxy and variable not in self.problems else await self._resolved(host, port)

    def _told(self, error: httpx.HTTPError, url: str) -> FetchError:
        """Turn what httpx raises into what can be said."""
        host = host_of(url)
        proxy, variable = self._proxies.of(origin_of(url)[0], host)
        through = f", through the proxy of {variable}" if proxy and variable not in self.problems else ""
        cause = f"{type(error).__name__}: {error}{through}"
        if isinstance(error, httpx.TimeoutException):
            silent = isinstance(error, httpx.ConnectTimeout)
            seconds = self._timeouts()["connect" if silent else "read"]
            return TimedOut(host=host, seconds=round(seconds), why="silent" if silent else "slow", cause=cause)
        roots = tuple(_chain(error))
        if any(isinstance(root, ssl.SSLError) for root in roots):
            return Untrusted(host=host, cause=f"{cause}; {roots[-1]}")
        if isinstance(error, httpx.ProxyError):
            return ProxyRefused(host=host, variable=variable, cause=cause)
        if isinstance(error, httpx.ConnectError):
            return Unreachable(host=host, why=_why(roots), cause=f"{cause}; {roots[-1]}")
        if isinstance(error, httpx.NetworkError) or "without sending a response" in str(error):
            return Unreachable(host=host, why="lost", cause=cause)
        kind = FetchError if isinstance(error, httpx.LocalProtocolError) else BadAnswer
        return kind(host=host, cause=cause)

    async def close(self) -> None:
        """Close every connection."""
        for origin in list(self._slots):
            self._retire(origin)
        await asyncio.gather(*self._closing, return_exceptions=True)


async def _read(response: httpx.Response, url: str, kind: Kind) -> bytes:
    """Read a body that was asked for, to its end."""
    limit = CAPS[kind]
    host = host_of(url)
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and (len(announced) > 20 or int(announced) > limit):  # noqa: PLR2004 - 64 bits' digits
        raise TooLarge(host=host, limit=limit, cause=f"{announced[:20]} bytes announced")
    unpacker = Unpacker(response.headers.get("content-encoding", ""), limit=limit, host=host)
    async for chunk in _stream(response):
        unpacker.feed(chunk)
    return unpacker.finish()


async def _read_aside(response: httpx.Response) -> bytes:
    """Read the beginning of a body that says why there is none; whatever is wrong with it, the status counts."""
    unpacker = Unpacker(response.headers.get("content-encoding", ""), limit=ASIDE_CAP, host="")
    try:
        async with asyncio.timeout(ASIDE_SECONDS):
            async for chunk in _stream(response):
                unpacker.feed(chunk)
    except (BadAnswer, TooLarge, TimeoutError, httpx.HTTPError):
        pass
    return unpacker.so_far()


def _stream(response: httpx.Response) -> httpx.AsyncByteStream:
    """Give a body's bytes as they come off the wire; httpx's own iterators would unpack without a bound."""
    if not isinstance(response.stream, httpx.AsyncByteStream):
        raise TypeError("a transport gave a body that is no stream")
    return response.stream


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Walk to what an exception came from; httpcore cuts the explicit link, so the implicit one is followed as well."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__


def _why(roots: Sequence[BaseException]) -> str:
    """Say why there is no connection: no address, no route, refused."""
    if any(isinstance(root, socket.gaierror) for root in roots):
        return "address"
    numbers = {root.errno for root in roots if isinstance(root, OSError)}
    return "refused" if numbers.isdisjoint(_NO_ROUTE) else "route"


def _system_trust() -> ssl.SSLContext:
    """Make the TLS context that trusts what the system trusts.

    truststore reads the certificates anew for every connection (30 ms each on Linux); where OpenSSL can read the
    system's own files, that is done once.
    """
    if sys.platform in {"darwin", "win32"}:
        import truststore  # noqa: PLC0415 - where the system's certificates are in no file

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_default_verify_paths()
    places = ssl.get_default_verify_paths()
    if places.cafile is None and not (places.capath and any(Path(places.capath).iterdir())):
        for name in _CERTIFICATES:
            if Path(name).is_file():
                context.load_verify_locations(name)
                break
    return context
