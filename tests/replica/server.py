"""HTTP/1.1 on loopback: keep-alive connections, one thread each, validators, gzip; faults act between here and a page.

It knows nothing of pages: a router gives an `Answer` for an `Asked`. Stopping closes every connection and joins every
thread, so that a test leaves nothing behind; starting again takes the same port.
"""

from __future__ import annotations

import hashlib
import selectors
import socket
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlsplit

from .answer import Answer, Asked, Router, zipped
from .faults import Faults
from .log import RequestLog, Seen


class Versions:
    """The validators of each address: a new ETag and a later Last-Modified whenever its bytes change."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, datetime]] = {}
        self._lock = threading.Lock()
        # An hour ago, and a second later with each change: never in the future, never the same twice.
        self._first = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)

    def of(self, target: str, body: bytes) -> tuple[str, str]:
        """Give the ETag and the Last-Modified of these bytes at this address."""
        etag = f'"{hashlib.blake2b(body, digest_size=10).hexdigest()}"'
        with self._lock:
            known, since = self._known.get(target, ("", self._first - timedelta(seconds=1)))
            if known != etag:
                since += timedelta(seconds=1)
                self._known[target] = (etag, since)
        return etag, format_datetime(since, usegmt=True)


def unchanged(seen: Seen, etag: str, modified: str) -> bool:
    """Tell whether a request's validators still hold: the ETag to the letter, else the date (RFC 9110 13.1)."""
    if "if-none-match" in seen.headers:
        return seen.headers["if-none-match"] == etag
    since = seen.headers.get("if-modified-since", "")
    try:
        return bool(since) and parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except ValueError:
        return False


class Exchange:
    """One request with its connection: what a fault may do with it, or `reply` as the site would."""

    def __init__(self, server: Server, handler: Handler, asked: Asked, seen: Seen) -> None:
        self._server = server
        self._handler = handler
        self.asked = asked
        self.seen = seen
        self.stopping = server.stopping

    def answer(self) -> Answer:
        """Ask the site for its page, with validators, compression and a 304 as the request's head calls for."""
        answer = self._server.router(self.asked)
        extra = [*answer.headers, *self._server.extra_headers(self.asked.target)]
        if answer.validated and answer.status == HTTPStatus.OK:
            etag, modified = self._server.versions.of(self.asked.target, answer.body)
            extra += [("ETag", etag), ("Last-Modified", modified)]
            if unchanged(self.seen, etag, modified):
                return Answer(b"", "", HTTPStatus.NOT_MODIFIED, tuple(extra), validated=False)
        body = answer.body
        if answer.content_type.startswith(("text/", "application/")):
            extra.append(("Vary", "Accept-Encoding"))
            if "gzip" in self.seen.headers.get("accept-encoding", ""):
                body = zipped(body)
                extra.append(("Content-Encoding", "gzip"))
        return Answer(body, answer.content_type, answer.status, tuple(extra), validated=False)

    def head(self, answer: Answer, length: int | None = None) -> bytes:
        """Write an answer's head; `length` when the Content-Length is to differ from the body's."""
        try:
            phrase = HTTPStatus(answer.status).phrase
        except ValueError:
            phrase = "Unknown"
        lines = [f"HTTP/1.1 {answer.status:d} {phrase}", f"Date: {format_datetime(datetime.now(UTC), usegmt=True)}"]
        lines += ["Server: Apache"]
        if answer.status != HTTPStatus.NOT_MODIFIED:
            lines += [f"Content-Type: {answer.content_type}"] if answer.content_type else []
            lines += [f"Content-Length: {len(answer.body) if length is None else length}"]
        lines += [f"{name}: {value}" for name, value in answer.headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def reply(self, answer: Answer | None = None) -> None:
        """Send an answer whole (the site's own when none is given)."""
        whole = answer or self.answer()
        self.begin(whole.status)
        self.send(self.head(whole) + (b"" if self.seen.method == "HEAD" else whole.body))

    def begin(self, status: int) -> None:
        """Note the status that the first byte announces."""
        self._server.log.answering(self.seen, status)

    def send(self, data: bytes) -> None:
        """Put bytes on the wire; raises OSError when the client has gone."""
        self._handler.connection.sendall(data)

    def close(self, *, reset: bool = False) -> None:
        """End the connection after this exchange, with a reset instead of a farewell if so asked."""
        if reset:
            self._handler.connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0"
            )  # linger on, for 0 s: closing sends RST
        self._handler.close_connection = True


class Handler(BaseHTTPRequestHandler):
    """Reads requests off one connection and hands each to the server."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        form = self.rfile.read(length).decode("utf-8", "replace") if length else ""
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(f"{parts.query}&{form}").items()}
        headers = {name.lower(): ", ".join(self.headers.get_all(name, [])) for name in self.headers}
        asked = Asked(
            parts.path, self.path, query, headers.get("user-agent", ""), self.command, tuple(parse_qsl(form)),
            headers.get("authorization", ""),
        )  # fmt: skip
        seen = Seen(self.command, parts.path, parts.query, headers)
        self.server.serve(Exchange(self.server, self, asked, seen))

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        self.do_GET()

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the client has gone, or the replica is being stopped: both are its daily life
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        pass


class Server(ThreadingHTTPServer):
    """Accepts on one address until stopped. What outlives a stop (log, versions, faults) is handed in."""

    request_queue_size = 256
    daemon_threads = True
    timeout = 0

    def __init__(
        self,
        address: tuple[str, int],
        router: Router,
        *,
        log: RequestLog,
        versions: Versions,
        faults: Faults,
        extra_headers: Callable[[str], tuple[tuple[str, str], ...]],
    ) -> None:
        self.router, self.log, self.versions, self.faults = router, log, versions, faults
        self.extra_headers = extra_headers
        self.stopping = threading.Event()
        self._open: dict[socket.socket, threading.Thread] = {}
        self._lock = threading.Lock()
        super().__init__(address, Handler)
        self._wake, self._woken = socket.socketpair()
        self._acceptor = threading.Thread(target=self._accept, name="replica", daemon=True)
        self._acceptor.start()

    def server_bind(self) -> None:
        """Bind without looking up a name for the address, as the base class would."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_name, self.server_port = self.socket.getsockname()[:2]
        self.server_address = (self.server_name, self.server_port)

    def _accept(self) -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(self.socket, selectors.EVENT_READ)
            ready.register(self._woken, selectors.EVENT_READ)
            while all(key.fileobj is not self._woken for key, _ in ready.select()):
                self.handle_request()

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        """Serve a connection on a thread of its own that `close` can find."""
        thread = threading.Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        with self._lock:
            self._open[request] = thread
        thread.start()

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        """Close a connection that has been served."""
        with self._lock:
            self._open.pop(request, None)
        super().shutdown_request(request)

    def serve(self, exchange: Exchange) -> None:
        """Answer one request, by its fault if it has one."""
        self.log.arrived(exchange.seen)
        try:
            fault = self.faults.take(exchange.asked.target)
            (fault.act if fault else Exchange.reply)(exchange)
        except OSError:
            raise
        except Exception:  # a mistake of the replica's own: shown to the client, then printed by the base class
            exchange.reply(Answer(traceback.format_exc().encode(), "text/plain; charset=utf-8", 500, validated=False))
            raise
        finally:
            self.log.left()

    def close(self) -> None:
        """Stop listening, end every connection, and wait for their threads."""
        self.stopping.set()
        self._wake.send(b"!")
        self._acceptor.join()
        with self._lock:
            threads = dict(self._open)
        for connection in threads:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # it ended by itself in between
                continue
        for thread in threads.values():
            thread.join(10)
        self.server_close()
        self._wake.close()
        self._woken.close()
