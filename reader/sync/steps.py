"""What a round asks of whoever drives it, one step at a time, and what it is told: plain frozen data.

Each step says in its docstring what is to be told when it is done; `Reply` (in `replies`) answers an `Ask`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from reader.errors import NuriError
    from reader.sync.model import Item, States, Subscription
    from reader.sync.requests import Http

Kind = Literal["greader.login", "greader.token", "greader.feeds", "greader.ids", "greader.contents", "greader.done"]


class Ask(Struct, frozen=True):
    """Send this and have the answer read by the parser of `kind`; told: a `Reply`.

    The request of a login is the driver's to make (`requests.login`), for only it has the password.
    """

    kind: Kind
    request: Http | None


class Pushed(Struct, frozen=True):
    """The server has these actions: strike them out, in one transaction. Told: nothing."""

    numbers: tuple[int, ...]


class Compare(Struct, frozen=True):
    """Say which of `names` (the newest first) are not held, and what is no longer as it is held; told: `Compared`."""

    names: tuple[str, ...]
    states: States


class Compared(Struct, frozen=True):
    """The answer to `Compare`: what to fetch, in the order given.

    `gone`: something is held as unread or starred that the lists do not have any more. Its feed may be gone, so that
    the feeds are asked for first.
    """

    missing: Sequence[str]
    gone: bool = False


class Feeds(Struct, frozen=True):
    """These are all the feeds of the account, in its order. Told: nothing."""

    subscriptions: tuple[Subscription, ...]


class Reconcile(Struct, frozen=True):
    """Give everything that is held of the account's feeds these states. Told: nothing.

    Not to what is pending, or was done since the round began.
    """

    states: States


class Keep(Struct, frozen=True):
    """Keep these articles, with the states that they have; `absent` were asked for and are not there.

    `done` of `total` that were missing are settled with this. Told: nothing.
    """

    items: tuple[Item, ...]
    absent: tuple[str, ...]
    done: int
    total: int


class Done(Struct, frozen=True):
    """The round is over; `error` ended it early or left something undone.

    After a SyncRefused none is to follow before the configuration changes.
    """

    error: NuriError | None = None


Step: TypeAlias = Ask | Pushed | Compare | Feeds | Reconcile | Keep | Done
