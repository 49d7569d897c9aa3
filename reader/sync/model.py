"""What a sync server says, and what is to be told to it: frozen, slotted, light; ids are canonical (see `ids`)."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from reader.model import FeedEntry

API = "Google Reader API"
"""What is spoken here, by its name for people."""

State = Literal["read", "starred"]


class Subscription(Struct, frozen=True):
    """One feed of the account: the server's name for it (`feed/2`), and the folders that it stands in."""

    stream: str
    title: str
    folders: tuple[str, ...] = ()
    url: str = ""
    home: str = ""


class Ids(Struct, frozen=True):
    """One page of ids, in the server's order; `continuation` asks for the next one ("": this was the last)."""

    ids: tuple[str, ...]
    continuation: str = ""


class Item(Struct, frozen=True):
    """One article with its states; `entry.entry.identity` is its id. `origin`: the feed's title by the article."""

    id: str
    stream: str
    entry: FeedEntry
    read: bool = False
    starred: bool = False
    origin: str = ""


class Contents(Struct, frozen=True):
    """One answer's articles, each once; `empty` are those that came and say nothing at all."""

    items: tuple[Item, ...] = ()
    empty: tuple[str, ...] = ()


class Pending(Struct, frozen=True):
    """One thing that the reader did and the server does not know: `number` is its place in the order of doing."""

    number: int
    id: str
    state: State
    on: bool


class States(Struct, frozen=True):
    """All that is unread and all that is starred on the server, whole; what is in neither is read and not starred."""

    unread: AbstractSet[str]
    starred: AbstractSet[str]
