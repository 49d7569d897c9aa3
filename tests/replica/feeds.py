"""Plain feeds under /feeds/NAME.xml: RSS 2.0, RSS 1.0, Atom and JSON Feed of the items that a test gives, or raw bytes.

Dates are printed as each format wants them unless an item brings its own text, which is then printed to the letter.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Literal

from .answer import Answer, Asked
from .articles import at

FeedKind = Literal["rss", "atom", "rdf", "json"]

TYPES = {
    "rss": "application/rss+xml", "atom": "application/atom+xml", "rdf": "application/rdf+xml", "json": "application/feed+json",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `link` may be relative; `guid` "" leaves it out; `content` is HTML, the rest text."""

    title: str
    link: str
    guid: str = ""
    published: datetime | str = ""
    summary: str = ""
    content: str = ""
    author: str = ""
    categories: tuple[str, ...] = ()
    enclosure: str = ""

    def date(self, print_as: Callable[[datetime], str]) -> str:
        """Print the date, or give the text that the item brought."""
        return print_as(self.published) if isinstance(self.published, datetime) else self.published


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed with its items; a test changes it by putting another one under the same name."""

    title: str
    kind: FeedKind
    items: tuple[Item, ...]
    home: str


def _tag(name: str, text: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{escape(text, quote=False)}</{name}>" if text else ""


def _rss(feed: Feed) -> str:
    rows = "\n".join(
        "<item>"
        + _tag("title", item.title)
        + _tag("link", item.link)
        + _tag("guid", item.guid, ' isPermaLink="false"')
        + _tag("pubDate", item.date(format_datetime))
        + _tag("dc:creator", item.author)
        + "".join(_tag("category", word) for word in item.categories)
        + _tag("description", item.summary)
        + (f"<content:encoded><![CDATA[{item.content}]]></content:encoded>" if item.content else "")
        + (f'<enclosure url="{escape(item.enclosure)}" type="image/png" length="0"/>' if item.enclosure else "")
        + "</item>"
        for item in feed.items
    )
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    head = _tag("title", feed.title) + _tag("link", feed.home) + _tag("description", feed.title)
    return f'<rss version="2.0" {spaces}><channel>{head}\n{rows}\n</channel></rss>\n'


def _rdf(feed: Feed) -> str:
    order = "".join(f'<rdf:li rdf:resource="{escape(item.link)}"/>' for item in feed.items)
    rows = "\n".join(
        f'<item rdf:about="{escape(item.guid or item.link)}">'
        + _tag("title", item.title)
        + _tag("link", item.link)
        + _tag("dc:date", item.date(datetime.isoformat))
        + _tag("dc:creator", item.author)
        + "".join(_tag("dc:subject", word) for word in item.categories)
        + _tag("description", item.summary)
        + (f"<content:encoded><![CDATA[{item.content}]]></content:encoded>" if item.content else "")
        + "</item>"
        for item in feed.items
    )
    spaces = (
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    )
    head = _tag("title", feed.title) + _tag("link", feed.home) + _tag("description", feed.title)
    channel = f'<channel rdf:about="{escape(feed.home)}">{head}<items><rdf:Seq>{order}</rdf:Seq></items></channel>'
    return f"<rdf:RDF {spaces}>{channel}\n{rows}\n</rdf:RDF>\n"


def _atom(feed: Feed) -> str:
    rows = "\n".join(
        "<entry>"
        + _tag("title", item.title)
        + f'<link rel="alternate" href="{escape(item.link)}"/>'
        + _tag("id", item.guid)
        + _tag("published", item.date(datetime.isoformat))
        + _tag("updated", item.date(datetime.isoformat))
        + (f"<author>{_tag('name', item.author)}</author>" if item.author else "")
        + "".join(f'<category term="{escape(word)}"/>' for word in item.categories)
        + _tag("summary", item.summary)
        + _tag("content", item.content, ' type="html"')
        + "</entry>"
        for item in feed.items
    )
    head = _tag("title", feed.title) + f'<link href="{escape(feed.home)}"/>' + _tag("id", feed.home)
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}\n{rows}\n</feed>\n'


def _json_item(item: Item) -> dict[str, object]:
    told: dict[str, object] = {
        "id": item.guid,
        "url": item.link,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.content,
        "date_published": item.date(datetime.isoformat),
        "authors": [{"name": item.author}] if item.author else [],
        "tags": list(item.categories),
        "image": item.enclosure,
    }
    return {name: value for name, value in told.items() if value}


def _json(feed: Feed) -> str:
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "items": [_json_item(item) for item in feed.items],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


WRITERS: dict[FeedKind, Callable[[Feed], str]] = {"rss": _rss, "rdf": _rdf, "atom": _atom, "json": _json}

EXAMPLES = tuple(
    Item(
        title, f"/world/{number}", f"urn:world:{number}", at(f"01-15 0{number}:30"), f"{title}의 요지를 한 문장으로 적었다.",
        f"<p>{title}에 관한 첫 문단이다.</p><p>이어지는 <b>둘째</b> 문단이다.</p>", "한세계", ("국제",),
    )
    for number, title in enumerate(("항만 노조 협상 타결", "겨울 철새 조사 결과 발표", "섬과 섬을 잇는 다리 개통", "사막 마을의 도서관"), 1)
)  # fmt: skip


class Feeds:
    """The feeds by name; /feeds/world.xml, atom.xml, rdf.xml and json.xml are there from the start."""

    def __init__(self) -> None:
        self._answers: dict[str, Answer] = {}
        self._lock = threading.Lock()
        for name, kind in (("world", "rss"), ("atom", "atom"), ("rdf", "rdf"), ("json", "json")):
            self.put(name, EXAMPLES, kind=kind)  # type: ignore[arg-type]

    def put(
        self, name: str, items: Iterable[Item], *, kind: FeedKind = "rss", title: str = "세계 소식", home: str = "/",
        encoding: str = "utf-8", declared: str | None = None, charset: str = "", content_type: str = "",
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:  # fmt: skip
        """Set a feed. `encoding` is what its bytes are in; `declared` what its prolog says of that (None: the truth, "": nothing).

        `charset` is the Content-Type's parameter, absent when "".
        """
        text = WRITERS[kind](Feed(title, kind, tuple(items), home))
        if kind != "json":
            named = encoding if declared is None else declared
            told = f' encoding="{named}"' if named else ""
            text = f'<?xml version="1.0"{told}?>\n{text}'
        parameter = f"; charset={charset}" if charset else ""
        self.raw(name, text.encode(encoding), (content_type or TYPES[kind]) + parameter, headers)

    def raw(
        self,
        name: str,
        body: bytes,
        content_type: str = "application/rss+xml",
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Set a feed's bytes to the letter."""
        with self._lock:
            self._answers[name] = Answer(body, content_type, headers=headers)

    def drop(self, name: str) -> None:
        """Take a feed away; its address answers 404 from now on."""
        with self._lock:
            self._answers.pop(name, None)

    def answer(self, asked: Asked) -> Answer | None:
        """Answer a feed's address; None for any other path, and for a name that is not set."""
        folder, _, name = asked.path.rpartition("/")
        with self._lock:
            return self._answers.get(name.removesuffix(".xml").removesuffix(".json")) if folder == "/feeds" else None
