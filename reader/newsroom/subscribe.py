"""Finding sources behind an address, and giving them the place and name under which they are configured.

A page is asked for once; only where it offers nothing are the usual places of feeds tried, one after the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct, field

from reader.config.edit import NewSource, Value, add_sources
from reader.errors import (
    FetchError,
    NoSyncServer,
    NothingOffered,
    ParseError,
    Refused,
    SourceThere,
    SyncServerThere,
)
from reader.fetch import Request
from reader.library import source_key
from reader.newsroom.adopting import edited
from reader.newsroom.feeds import refresh_feed
from reader.newsroom.polling import Manner
from reader.newsroom.sync_server import api_at
from reader.parsing import Context
from reader.sources import catalog
from reader.text.address import host

if TYPE_CHECKING:
    from reader.config import SourceSettings
    from reader.fetch import Answer
    from reader.model import Discovery, Offer, SourceKind
    from reader.newsroom.desk import Desk
    from reader.sync.requests import Http

_MOST_GUESSES = 8


class Found(Struct, frozen=True):
    """What was found behind an address: never no offer, the best first; and the answers that were read for it."""

    offers: tuple[Offer, ...]
    answers: Mapping[str, Answer] = field(default_factory=dict)


async def offered(desk: Desk, typed: str) -> Found:
    """Find the sources that an address typed by a person offers, or the paper of the catalogue of that very name.

    Raises FetchError, ParseError, NothingOffered, and SyncServerThere where an account is wanted.
    """
    if known := next((offer for offer in catalog.offers() if offer.name == typed.strip()), None):
        return Found((known,))
    addresses = await asyncio.wrap_future(desk.parser.parse("addresses", typed.encode(), Context("")))
    try:
        answer = await _first(desk, addresses)
        told = await _discovered(desk, answer)
    except (Refused, ParseError):
        await _refuse_sync_server(desk, addresses[0])
        raise
    found = Found(told.offers, {answer.url: answer})
    for guess in told.guesses[:_MOST_GUESSES]:
        if found.offers:
            break
        try:
            tried = await _asked(desk, guess)
            found = Found((await _discovered(desk, tried)).offers, {tried.url: tried})
        except (FetchError, ParseError):
            continue  # a guess that was wrong says nothing
    if not found.offers:
        await _refuse_sync_server(desk, answer.url)
        raise NothingOffered(host=host(answer.url))
    return found


async def add(desk: Desk, offers: Sequence[Offer], answers: Mapping[str, Answer]) -> list[NewSource]:
    """Configure what is offered and not there yet; a feed whose answer was read on the way is not asked a second time.

    Raises SourceThere where all of it is there, ConfigError, ConfigUnwritable, LibraryError.
    """
    refuse_known(offers, desk.config.sources)
    new = wanted(offers, desk.config.sources)
    await edited(desk, lambda file: add_sources(file, new))
    for settings in desk.config.sources:
        answer = answers.get(settings.url)
        if answer and settings.kind == "feed" and settings.name in {source.name for source in new}:
            await refresh_feed(desk, settings, Manner(urgency="person"), given=answer)
    return new


def in_sections(kind: SourceKind, names: Sequence[str]) -> dict[str, Value]:
    """Give the settings by which a source stands in these sections: a site with those of its menu, others in one."""
    if kind != "mediaon":
        return {"section": names[0] if names else None}
    return {"sections": list(names) or None}


def wanted(offers: Iterable[Offer], sources: Sequence[SourceSettings]) -> list[NewSource]:
    """Give what is to be configured: offers of which there is no source yet, each under a name of its own."""
    keys = {source_key(source.url) for source in sources}
    names = {source.name for source in sources}
    found: list[NewSource] = []
    for offer in offers:
        key = source_key(offer.url)
        if key in keys:
            continue
        name = _free(offer.name or host(offer.url), names)
        keys.add(key)
        names.add(name)
        found.append(NewSource(offer.kind, name, offer.url, offer.section, offer.sections or None))
    return found


def refuse_known(offers: Sequence[Offer], sources: Sequence[SourceSettings]) -> None:
    """Raise SourceThere where all of these are configured already."""
    names = {source_key(source.url): source.name for source in sources}
    known = [names.get(source_key(offer.url)) for offer in offers]
    if known and all(known):
        raise SourceThere(name=known[0])


async def _first(desk: Desk, addresses: Sequence[str]) -> Answer:
    """Ask the addresses that may have been meant until a server is there; raises the first one's error."""
    first: FetchError | None = None
    for url in addresses:
        try:
            return await _asked(desk, url)
        except Refused:
            raise
        except FetchError as error:
            first = first or error
    raise first or FetchError(host="")


async def _refuse_sync_server(desk: Desk, url: str) -> None:
    """Raise SyncServerThere where such a server stands: its name and password are the reader's to write down."""

    async def ask(http: Http) -> Answer:
        return await desk.fetcher.get(Request(http.url, kind="api", urgency="person", polled=True, force=True))

    with suppress(FetchError, NoSyncServer):  # then it is what it was taken for: an address that offers nothing
        base = await api_at(url, ask, anywhere=False)
        raise SyncServerThere(host=host(base), url=base, file=str(desk.config_file))


async def _asked(desk: Desk, url: str) -> Answer:
    answer = await desk.fetcher.get(Request(url, kind="feed", urgency="person", polled=True, force=True))
    if answer.error is not None:
        raise answer.error
    return answer


async def _discovered(desk: Desk, answer: Answer) -> Discovery:
    context = Context(answer.url, answer.content_type)
    return await asyncio.wrap_future(desk.parser.parse("discover", answer.body, context))


def _free(name: str, taken: Iterable[str]) -> str:
    """Give this name, or the first that is free with a number behind it."""
    held = set(taken)
    number = 2
    free = name
    while free in held:
        free = f"{name} {number}"
        number += 1
    return free
