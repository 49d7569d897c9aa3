"""The only way into the parsers of sources, weather and sync at run time: bytes in, a future of a model out.

Owns which parser reads what, and their versions. Parsers are loaded and run only in a `worker`'s child process, which
is bounded in time and memory: nothing that comes in can stall the screen or take it down. Importing this loads none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, overload
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct
from msgspec.structs import replace

from reader.errors import BadOpml, ParseError, UnsafeAddress
from reader.text.address import host
from reader.text.charset import decode
from reader.text.columns import columns
from reader.text.dates import KST

if TYPE_CHECKING:
    from concurrent.futures import Future

    from reader.model import Body, Discovery, Drawing, Feed, FeedEntry, Frame, FrontPage, Listing, Observations
    from reader.sources.opml import Imported
    from reader.sync.model import Contents, Ids, Subscription
    from reader.worker.jobs import Worker

ReaderKind = Literal[
    "greader.login", "greader.token", "greader.feeds", "greader.ids", "greader.contents", "greader.done"
]
WeatherKind = Literal["weather.kma", "weather.obs", "weather.kma_api", "weather.open_meteo"]
Kind = (
    Literal["mediaon.front", "mediaon.listing", "mediaon.article", "article", "feed", "discover", "addresses", "opml"]
    | ReaderKind
    | WeatherKind
)


class Context(Struct, frozen=True):
    """What a parser must know beside the bytes: the address that answered, and what was said about the encoding.

    `encoding` is the reader's own choice and wins over `content_type`, the answer's header; `zone` is the IANA name of
    the time zone of dates that name none ("": the parser's own guess). For feeds: `now` tames dates in the future, and
    `mislabelled` says that its times were seen to call themselves UTC and to be local.
    """

    url: str
    content_type: str = ""
    encoding: str = ""
    zone: str = "Asia/Seoul"
    now: datetime | None = None
    mislabelled: bool = False


# The version of each parser stands here again, so that asking for it loads none; a test holds both to be the same.
VERSIONS: Mapping[Kind, int] = MappingProxyType(
    {
        "mediaon.front": 1,
        "mediaon.listing": 1,
        "mediaon.article": 1,
        "article": 1,
        "feed": 1,
        "discover": 1,
        "addresses": 1,
        "opml": 1,
        "greader.login": 1,
        "greader.token": 1,
        "greader.feeds": 1,
        "greader.ids": 1,
        "greader.contents": 1,
        "greader.done": 1,
        "weather.kma": 2,
        "weather.obs": 1,
        "weather.kma_api": 1,
        "weather.open_meteo": 1,
    }
)


def version(kind: Kind) -> int:
    """Give the version of a parser: what an older one made of an answer is worth asking for again."""
    return VERSIONS[kind]


_HOMES = {
    "mediaon": "reader.sources.mediaon",
    "article": "reader.sources.extract",
    "feed": "reader.sources.feed",
    "discover": "reader.sources.discover",
    "addresses": "reader.sources.discover",
    "opml": "reader.sources.opml",
    "greader": "reader.sync.answers",
    "greader.contents": "reader.sync.contents",
}


_MANY = 30  # jobs that wait, or answers on their way, from which one more process is worth its start (as long as 30)


class Parser:
    """The way in. It may be called from any thread, until `close`; there is no process before the first call.

    Hundreds of feeds at once are read by two processes; more would take from fetching and storing what they give.
    """

    def __init__(self, worker: Worker | None = None, other: Worker | None = None) -> None:
        from reader.worker.jobs import Worker  # noqa: PLC0415 - the process that loads this to parse does without

        self._worker = worker or Worker()
        self._other = other or Worker()
        self._awaited = Counter[bool]()  # answers that are on their way, with a body perhaps (True) or surely

    @contextmanager
    def awaiting(self, kind: Kind, *, perhaps: bool = False) -> Iterator[None]:
        """Have the parser loaded by the time an answer is there that is asked for inside; in two processes for many.

        `perhaps`: it may be that nothing changed; of many, something will have.
        """
        self._awaited[perhaps] += 1
        wanted = (not perhaps) + (self._awaited[perhaps] > _MANY)
        try:
            for worker in (self._worker, self._other)[:wanted]:
                if not worker.running:
                    worker.submit("reader.parsing:load", kind, lost=lambda cause: ParseError(cause=cause))
            yield
        finally:
            self._awaited[perhaps] -= 1

    @overload
    def parse(self, kind: Literal["mediaon.front"], data: bytes, context: Context) -> Future[FrontPage]: ...
    @overload
    def parse(self, kind: Literal["mediaon.listing"], data: bytes, context: Context) -> Future[Listing]: ...
    @overload
    def parse(self, kind: Literal["mediaon.article", "article"], data: bytes, context: Context) -> Future[Body]: ...
    @overload
    def parse(self, kind: Literal["feed"], data: bytes, context: Context) -> Future[Feed]: ...
    @overload
    def parse(self, kind: Literal["discover"], data: bytes, context: Context) -> Future[Discovery]: ...
    @overload
    def parse(self, kind: Literal["addresses"], data: bytes, context: Context) -> Future[tuple[str, ...]]: ...
    @overload
    def parse(self, kind: Literal["opml"], data: bytes, context: Context) -> Future[Imported]: ...
    @overload
    def parse(self, kind: Literal["greader.login", "greader.token"], data: bytes, context: Context) -> Future[str]: ...
    @overload
    def parse(
        self, kind: Literal["greader.feeds"], data: bytes, context: Context
    ) -> Future[tuple[Subscription, ...]]: ...
    @overload
    def parse(self, kind: Literal["greader.ids"], data: bytes, context: Context) -> Future[Ids]: ...
    @overload
    def parse(self, kind: Literal["greader.contents"], data: bytes, context: Context) -> Future[Contents]: ...
    @overload
    def parse(self, kind: WeatherKind, data: bytes, context: Context) -> Future[Observations]: ...
    @overload
    def parse(self, kind: Kind, data: bytes, context: Context) -> Future[Any]: ...
    def parse(self, kind: Kind, data: bytes, context: Context) -> Future[Any]:
        """Parse `data`; the future's exception is a ParseError, with the host among its fields, and no other.

        `addresses` reads what a person typed (UTF-8), and may raise UnsafeAddress; `opml` reads a file, whose name
        stands where the address does, and may raise BadOpml.
        """
        told = host(context.url)
        most = self._other.waiting if self._other.running else _MANY
        chosen = self._other if self._worker.waiting > most else self._worker
        return chosen.submit(
            "reader.parsing:work", kind, data, context, lost=lambda cause: ParseError(host=told, cause=cause)
        )

    def draw(self, data: bytes, url: str, frame: Frame) -> Future[Drawing]:
        """Draw the picture that `url` answered with; the future's exception is a ParseError, as that of `parse`."""
        told = host(url)
        return self._worker.submit(
            "reader.parsing:draw", data, url, frame, lost=lambda cause: ParseError(host=told, cause=cause)
        )

    def close(self) -> None:
        """Take no more jobs, drop those that are not done, and end the processes."""
        self._worker.close()
        self._other.close()


def load(kind: Kind) -> None:
    """Load a parser; called in the worker."""
    _module(_HOMES.get(kind) or _HOMES.get(kind.partition(".")[0]) or f"reader.{kind}")


def work(kind: Kind, data: bytes, context: Context) -> Any:
    """Do one job, in the worker."""
    with _told_of(context.url):
        return _run(kind, data, context)


def draw(data: bytes, url: str, frame: Frame) -> Drawing:
    """Draw a picture, in the worker."""
    with _told_of(url):
        drawn: Drawing = _module("reader.sources.picture").draw(data, frame)
        return drawn


@contextmanager
def _told_of(url: str) -> Iterator[None]:
    """Let a parser that fails in a way it should not cost one job, and say what it was and where from."""
    try:
        yield
    except ParseError as error:
        error.fields.setdefault("host", host(url))
        raise
    except (UnsafeAddress, BadOpml):
        raise
    except Exception as error:
        raise ParseError(host=host(url), cause=f"{type(error).__name__}: {error}") from error


def _run(kind: Kind, data: bytes, context: Context) -> Any:
    if kind == "opml":
        return _module(_HOMES[kind]).read(data, context.url)
    if kind == "discover":  # what is neither a page nor a feed shows in its bytes
        return _module(_HOMES[kind]).discover(
            data, context.url, content_type=context.content_type, encoding=context.encoding
        )
    text = decode(data, content_type=context.content_type, override=context.encoding)
    return _parsed(kind, text, context)


def _parsed(kind: Kind, text: str, context: Context) -> Any:
    match kind:
        case "mediaon.front" | "mediaon.listing" | "mediaon.article":
            parse = getattr(_module("reader.sources.mediaon"), kind.removeprefix("mediaon."))
            return parse(text, context.url, zone=_zone(context.zone) or KST)
        case "addresses":
            return _module(_HOMES[kind]).addresses(text)
        case "article":
            return _module(_HOMES[kind]).extract(text, context.url, zone=_zone(context.zone))
        case "feed":
            zone = _zone(context.zone)
            feed = _module(_HOMES[kind]).parse(
                text, context.url, zone=zone, now=context.now, mislabelled=context.mislabelled
            )
            return _packed(feed)
        case "greader.contents":
            return _module(_HOMES[kind]).contents(text, context.url, now=context.now)
        case "greader.login" | "greader.token" | "greader.feeds" | "greader.ids" | "greader.done":
            return getattr(_module("reader.sync.answers"), kind.removeprefix("greader."))(text)
        case "weather.open_meteo":  # what was asked for stands in its address alone
            return _module("reader.weather.open_meteo").parse(text, context.url)
        case "weather.kma" | "weather.obs" | "weather.kma_api":
            return _module(f"reader.{kind}").parse(text)


def _packed(feed: Feed) -> Feed:
    """Write the texts as the library keeps them: two strings go through a pipe ten times as fast as their blocks."""

    def one(each: FeedEntry) -> FeedEntry:
        body = each.body
        return replace(each, body=replace(body, blocks=(), packed=columns(body))) if body.blocks else each

    return replace(feed, entries=tuple(map(one, feed.entries)))


def _module(name: str) -> Any:
    """Load a parser's module, by name, because nothing here may load one before the first job."""
    return import_module(name)


def _zone(name: str) -> tzinfo | None:
    """Know a zone by its name; Korea's without a database of zones, which not every system has. None: none is named."""
    if not name:
        return None
    if name == "Asia/Seoul":
        return KST
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
