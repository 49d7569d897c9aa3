"""From what a feed tells to what a reader reads: entries with identity, address, text and what goes with them.

Owns which of several names counts, what an entry is known by, and which of its texts is the article. An identity is the
feed's own guid to the letter; where a feed gives one guid to several articles, it is their address.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from msgspec.structs import replace

from reader.model import Block, Body, Enclosure, Entry, FeedEntry
from reader.sources.feed import moments, said
from reader.text.address import absolute, canonical
from reader.text.clean import TITLE, clean

if TYPE_CHECKING:
    from reader.sources.feed.raw import Raw, RawFile

_GUID = ("guid", "id", "rdf:about")
_TITLE = ("title", "media:title", "dc:title", "itunes:title")
_PUBLISHED = ("pubdate", "published", "dc:date", "issued", "dcterms:issued", "dcterms:created", "created", "date")
_UPDATED = ("updated", "modified", "dcterms:modified", "lastbuilddate")
_CONTENT = ("content:encoded", "content", "xhtml:body")
_SUMMARY = ("description", "summary", "itunes:summary", "media:description", "dc:description")
_PLAIN_NAME = re.compile(r"[!-~]*")
_CUT = re.compile(
    r"(?:\.{2,}|…|\[…\]|\[\.{3}\]|더\s?보기|기사\s?(?:더|전문)\s?보기|read more|continue reading)\W*$", re.IGNORECASE
)
_PICTURES = {"image", "thumbnail"}
_WHOLE = 1_200  # characters: longer than the summaries of any paper in the catalogue
_CONTENT_WHOLE = 300  # what calls itself content is believed earlier
_LONGEST_TYPE = 100
_SHORT_TITLE = 80


class Settling:
    """Settles the entries of one feed: `base` resolves addresses, `zone` is that of dates that name none."""

    def __init__(self, base: str, zone: tzinfo | None, now: datetime | None) -> None:
        self._base = base
        self._zone = zone
        self._now = now

    def dates(self, raws: Iterable[Raw]) -> list[datetime | None]:
        """Read when each was published; an entry that tells only its last change was published then."""
        names = (*_PUBLISHED, *_UPDATED)
        return [moments.read(told, self._zone) if (told := raw.first(*names)) else None for raw in raws]

    def entries(self, raws: Sequence[Raw], dates: Sequence[datetime | None]) -> tuple[FeedEntry, ...]:
        """Settle all; an entry with neither title, text nor link is none, and a repeated one counts once."""
        told = [self._settled(raw, date) for raw, date in zip(raws, dates, strict=True)]
        found = [one for one in told if one.entry.title]
        return tuple({named.entry.identity: named for named in reversed(list(_identified(found)))}.values())[::-1]

    def _settled(self, raw: Raw, date: datetime | None) -> FeedEntry:
        base = absolute(self._base, raw.base) or self._base if raw.base else self._base
        url = _link(raw, base)
        title = said.line(*raw.text(*_TITLE))
        content = said.passages(*raw.text(*_CONTENT), base)
        summary = said.passages(*raw.text(*_SUMMARY), base)
        text = content if content and _length(content) >= _length(summary) else summary
        outlet = said.line(raw.values.get("source", ""))
        title = title.removesuffix(f" - {outlet}") if outlet else title  # an aggregator puts it behind the title
        lead = said.lead(summary or content)
        title = title or clean(lead, limit=_SHORT_TITLE) or url
        if lead.startswith(title) and lead[len(title) :].strip(" -·") in {"", outlet}:
            lead = ""
        author = said.names(raw.authors) or outlet
        image = _image(raw.files, text, base)
        published = moments.tamed(date, self._now)
        entry = Entry(_guid(raw), url, title, summary=lead, author=author, image=image, published=published)
        return FeedEntry(
            entry,
            Body(title=title, author=author, published=published, updated=self._updated(raw), image=image, blocks=text),
            whole=_whole(text, _CONTENT_WHOLE if text is content else _WHOLE),
            categories=tuple(dict.fromkeys([word for told in raw.categories if (word := said.line(told))])),
            enclosures=_enclosures(raw.files, base) if raw.files else (),
        )

    def _updated(self, raw: Raw) -> datetime | None:
        told = raw.first(*_UPDATED)
        return moments.tamed(moments.read(told, self._zone), self._now) if told and raw.first(*_PUBLISHED) else None


def _link(raw: Raw, base: str) -> str:
    """Give the article's address: the link, the alternate link, or a guid that is one."""
    if (told := raw.first("feedburner:origlink", "link")) and (url := absolute(base, told)):
        return url
    alternate = [link for link in raw.links if link.rel in {"", "alternate"}]
    alternate.sort(key=lambda link: link.kind not in {"", "text/html", "application/xhtml+xml"})
    if url := next((url for link in alternate if (url := absolute(base, link.url))), ""):
        return url
    guid = raw.first(*_GUID)
    return absolute(base, guid) if guid.startswith(("http://", "https://")) else ""


def _guid(raw: Raw) -> str:
    return _short(raw.first(*_GUID))


def _short(name: str) -> str:
    """Clean a name; one too long to keep is known by its hash, for cut off it might be another's."""
    kept = name if _PLAIN_NAME.fullmatch(name) else clean(name, limit=len(name) + TITLE)
    if len(kept) <= TITLE:
        return kept
    import hashlib  # noqa: PLC0415 - it loads OpenSSL, which a parser has no other need of

    return f"sha256:{hashlib.sha256(kept.encode()).hexdigest()}"


def _identified(found: Sequence[FeedEntry]) -> Iterator[FeedEntry]:
    """Give every entry its identity: the guid (which stands there already), else the address, else title and date."""
    addresses: defaultdict[str, set[str]] = defaultdict(set)
    for one in found:
        addresses[one.entry.identity].add(one.entry.url)
    for one in found:
        guid = one.entry.identity
        if guid and len(addresses[guid]) == 1:
            yield one
            continue
        date = one.entry.published.isoformat() if one.entry.published else ""
        name = _short(canonical(one.entry.url) or f"{one.entry.title} {date}".strip())
        yield replace(one, entry=replace(one.entry, identity=name))


def _length(text: tuple[Block, ...]) -> int:
    return sum([len(passage.text) for block in text for passage in block.passages])


def _whole(text: tuple[Block, ...], least: int) -> bool:
    """Guess whether a text is all of the article: long, and not cut off at its end."""
    return _length(text) >= least and not _CUT.search(text[-1].text[-_SHORT_TITLE:])


def _image(files: list[RawFile], text: tuple[Block, ...], base: str) -> str:
    """Give the picture that the feed names, else the first in the text."""
    for one in files:
        if (one.medium in _PICTURES or one.kind.startswith("image/")) and (url := absolute(base, one.url)):
            return url
    return next((block.url for block in text if block.kind == "image"), "")


def _enclosures(files: list[RawFile], base: str) -> tuple[Enclosure, ...]:
    found: dict[str, Enclosure] = {}
    for one in files:
        if one.medium != "thumbnail" and (url := absolute(base, one.url)):
            kind = clean(one.kind, limit=_LONGEST_TYPE) or one.medium if one.kind or one.medium == "image" else ""
            found.setdefault(url, Enclosure(url, kind, _size(one.size)))
    return tuple(found.values())


def _size(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000000000000") else 0
