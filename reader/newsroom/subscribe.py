"""Finding sources behind an address, and giving them the place and name under which they are configured.

A page is asked for once; only where it offers nothing are the usual places of feeds tried, one after the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from reader.config.edit import NewSource
from reader.errors import FetchError, NothingOffered, ParseError, Refused, SourceThere
from reader.fetch import Request
from reader.library import source_key
from reader.parsing import Context
from reader.text.address import host

if TYPE_CHECKING:
    from reader.config import SourceSettings
    from reader.fetch import Answer
    from reader.model import Discovery, Offer
    from reader.newsroom.desk import Desk

_MOST_GUESSES = 8


async def offered(desk: Desk, typed: str) -> tuple[Offer, ...]:
    """Give the sources that an address typed by a person offers, the best first; never none.

    Raises FetchError, ParseError, NothingOffered.
    """
    addresses = await asyncio.wrap_future(desk.parser.parse("addresses", typed.encode(), Context("")))
    answer = await _first(desk, addresses)
    found = await _discovered(desk, answer)
    for guess in found.guesses[:_MOST_GUESSES]:
        if found.offers:
            break
        try:
            found = replace(await _discovered(desk, await _asked(desk, guess)), guesses=found.guesses)
        except (FetchError, ParseError):
            continue  # a guess that was wrong says nothing
    if not found.offers:
        raise NothingOffered(host=host(answer.url))
    return found.offers


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
