"""A sync server found behind an address, and parted with: what is needed to configure it, what is left when it goes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from reader.errors import ActionsWait, AskedToWait, NoSyncServer, Refused
from reader.library.pruning import Prunable
from reader.library.sync_actions import count_pending
from reader.library.sync_feeds import articles_of, forget_server
from reader.newsroom.desk import key_of
from reader.newsroom.retention import let_go
from reader.sync import replies, requests
from reader.text.address import host

if TYPE_CHECKING:
    from reader.config import SourceSettings
    from reader.fetch import Answer
    from reader.newsroom.desk import Desk
    from reader.sync.requests import Http


async def api_at(url: str, ask: Callable[[Http], Awaitable[Answer]], *, anywhere: bool = True) -> str:
    """Find the base of the API at or below an address, or `anywhere` on its site, without a login.

    Raises FetchError, NoSyncServer.
    """
    first, *others = requests.candidates(url)
    for base in (first, *(each for each in others if anywhere or each.startswith(first))):
        answer = await ask(requests.probe(base))
        said = answer.refusal
        if said and replies.speaks(said.status, said.headers, said.body):
            return base
        if answer.error and (not isinstance(answer.error, Refused) or isinstance(answer.error, AskedToWait)):
            raise answer.error
    raise NoSyncServer(host=host(url))


def refuse_to_part(desk: Desk, settings: SourceSettings) -> None:
    """Raise ActionsWait where a server that is to be removed is still to be told of something."""
    if settings.kind == "greader" and (count := desk.library.read(count_pending, key_of(settings))):
        articles = len(desk.library.read(articles_of, key_of(settings)))
        raise ActionsWait(name=settings.name, articles=articles, count=count)


async def part_with(desk: Desk, settings: SourceSettings, *, forget: bool) -> tuple[int, int]:
    """Drop what a removed server has not been told, and with `forget` its articles but for bookmarks; counts both."""
    key = key_of(settings)
    doomed = desk.library.read(articles_of, key) if forget else ()
    dropped = await desk.write(forget_server, key)
    return dropped, await let_go(desk, Prunable(doomed)) if doomed else 0
