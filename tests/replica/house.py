"""The replica as tests hold it: a server on loopback with the site, the weather services, feeds and a sync server behind it.

A test says `with Replica(skin="m13") as replica:`, then `replica.site.publish("국제", title="…")`, or
`replica.fault("/news/article.html*", Fault.status(503, retry_after=60), times=1)`.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from .answer import Answer, Asked
from .faults import Fault, Faults, Faulty
from .feeds import Feeds
from .greader import Reader
from .greader_pages import ReaderPages
from .log import RequestLog, Seen, matches
from .server import Server, Versions
from .site import Site
from .weather import KMA, OBSERVATIONS, OPEN_METEO, Weather


class Replica:
    """One host with everything on it. `host` is any 127.x.y.z; the port stays the same over `stop` and `start`."""

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0, skin: str = "m11") -> None:
        self.host = host
        self.port = port
        self.weather = Weather()
        self.feeds = Feeds()
        self.reader = Reader(origin=lambda: self.url.removesuffix("/"))
        self._reader_pages = ReaderPages(self.reader)
        self.site = Site(skin=skin, weather=self.weather, origin=lambda: self.url.removesuffix("/"))
        self.log = RequestLog()
        self._faults = Faults()
        self._versions = Versions()
        self._pages: dict[str, Answer] = {}
        self._headers: dict[str, Mapping[str, str]] = {}
        self._lock = threading.Lock()
        self._server: Server | None = None

    # Where things are

    @property
    def url(self) -> str:
        """The site's address, with a slash at its end."""
        return f"http://{self.host}:{self.port}/"

    def at(self, path: str) -> str:
        """Give the whole address of a path."""
        return self.url + path.removeprefix("/")

    @property
    def kma_url(self) -> str:
        """The address of KMA's map."""
        return self.at(KMA)

    @property
    def obs_url(self) -> str:
        """The address of weather.go.kr's observations."""
        return self.at(OBSERVATIONS)

    @property
    def open_meteo_url(self) -> str:
        """The address of Open-Meteo's forecast."""
        return self.at(OPEN_METEO)

    def feed_url(self, name: str) -> str:
        """Give the address of a feed."""
        return self.at(f"/feeds/{name}.xml")

    @property
    def reader_url(self) -> str:
        """The base of the Google Reader API, without a slash at its end."""
        return self.url.removesuffix("/") + self.reader.dialect.base

    def config(self, *, sections: Sequence[str] | None = None, more: str = "") -> str:
        """Write a config.toml that knows no other host; `more` goes below it."""
        names = self.site.sections[:4] if sections is None else sections
        listed = ", ".join(f'"{name}"' for name in names)
        return f"""[[source]]
kind = "mediaon"
name = "{self.site.name}"
url = "{self.url}"
sections = [{listed}]

[weather]
kma_url = "{self.kma_url}"
obs_url = "{self.obs_url}"
kma_api_url = "{self.at("/1360000/VilageFcstInfoService_2.0/getUltraSrtNcst")}"
open_meteo_url = "{self.open_meteo_url}"
{more}"""

    # There and gone

    def start(self) -> Self:
        """Listen; again on the same port after `stop`."""
        if self._server is None:
            address = (self.host, self.port)
            self._server = Server(
                address, self._answer, log=self.log, versions=self._versions, faults=self._faults,
                extra_headers=self._extra_headers,
            )  # fmt: skip
            self.port = self._server.server_port
        return self

    def stop(self) -> None:
        """End every connection and refuse new ones, as a server that is gone; everything else is kept."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # What it does wrong, or differently

    def fault(self, pattern: str, fault: Fault, *, times: int = 0) -> Faulty:
        """Let an address (see `log.matches`) go wrong, so many times or until taken back; also a context manager."""
        return self._faults.set(pattern, fault, times)

    def restore(self, pattern: str = "") -> None:
        """Take back the fault of one pattern, or all of them."""
        self._faults.restore(pattern)

    def page(
        self, target: str, body: bytes | str, content_type: str = "text/html; charset=UTF-8", *, status: int = 200,
        headers: Mapping[str, str] | None = None, validated: bool = True,
    ) -> str:  # fmt: skip
        """Serve bytes of a test's own at an address (a path, or a path with its query); give the whole address."""
        data = body.encode() if isinstance(body, str) else body
        with self._lock:
            self._pages[target] = Answer(data, content_type, status, tuple((headers or {}).items()), validated)
        return self.at(target)

    def headers(self, pattern: str, headers: Mapping[str, str]) -> None:
        """Send more headers with the answers of an address, as `Cache-Control`; none take them back."""
        with self._lock:
            self._headers[pattern] = headers

    # What was asked

    @property
    def requests(self) -> tuple[Seen, ...]:
        """Every request so far, in order of arrival."""
        return self.log.select()

    def count(self, pattern: str = "*", *, method: str = "", status: int | None = None) -> int:
        """Count the requests that a pattern (see `log.matches`), a method and a status name."""
        return len(self.log.select(pattern, method=method, status=status))

    def wait_for(self, pattern: str, count: int = 1, *, status: int | None = None, timeout: float = 10.0) -> bool:
        """Wait until at least so many such requests have come; tell whether they have."""
        return self.log.wait_for(pattern, count, status=status, timeout=timeout)

    def forget(self) -> None:
        """Drop the requests noted so far."""
        self.log.forget()

    def _extra_headers(self, target: str) -> tuple[tuple[str, str], ...]:
        with self._lock:
            named = [headers for pattern, headers in self._headers.items() if matches(pattern, target)]
        return tuple(pair for headers in named for pair in headers.items())

    def _answer(self, asked: Asked) -> Answer:
        with self._lock:
            own = self._pages.get(asked.target) or self._pages.get(asked.path)
        found = own or self.weather.answer(asked) or self.feeds.answer(asked) or self._reader_pages.answer(asked)
        found = found or self.site.answer(asked)
        return found or Answer(b"<h1>404 Not Found</h1>", status=404, validated=False)
