"""How a round asks: with a login and a write token, renewed when they have expired, and in batches that a server takes.

Owns what is tried again and what ends a round (`Over`); what is asked, and what becomes of it, is the round's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from reader.errors import ApiOff, FetchError, LoginRefused
from reader.sync import requests
from reader.sync.replies import Reply
from reader.sync.steps import Ask, Compared, Kind, Step
from reader.text.address import host

if TYPE_CHECKING:
    from reader.errors import NuriError
    from reader.sync.requests import Http

_FEW = 20  # a batch of these is halved for one that is bad among them, not for their number
_SLOW = 4  # refusals that a slow answer counts for, which costs as long as a server may take
_MOST_REFUSED = 12  # batches in a row: enough to find one bad item among 250

T = TypeVar("T")
Told: TypeAlias = Reply | Compared | None
Walk: TypeAlias = Generator[Step, Told, T]


@dataclass(slots=True)
class Session:
    """What is known of a server from round to round, in memory alone: where it is, and who we are to it."""

    base: str
    auth: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


class Over(Exception):
    """Ends a round early."""

    def __init__(self, error: NuriError) -> None:
        self.error = error


class Asking:
    """The asking of one round. `passed_over` is why something was left out that the server refused by itself."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._host = host(session.base)
        self._refused = 0
        self.passed_over: NuriError | None = None

    def got(self, kind: Kind, call: Callable[[str, str], Http]) -> Walk[Any]:
        """Ask for what the round cannot do without; `call` takes the base and the login."""
        return self.taken((yield from self.asked(kind, call)))

    def taken(self, reply: Reply) -> Any:
        """Give what was read of a reply without which the round cannot go on."""
        if reply.parsed is None:
            raise Over(self._why(reply))
        return reply.parsed

    def asked(self, kind: Kind, call: Callable[[str, str], Http]) -> Walk[Reply]:
        """Ask with a login; one that has expired is renewed once."""
        for _ in range(2):
            if not self._session.auth:
                yield from self._log_in()
            reply = yield from self._told(Ask(kind, call(self._session.base, self._session.auth)))
            if not reply.expired:
                return reply
            self._session.auth = self._session.token = ""
        raise Over(LoginRefused(host=self._host))

    def written(self, call: Callable[[str, str, str], Http]) -> Walk[Reply]:
        """Ask for a change; `call` takes a write token as well, which is renewed once when it has expired.

        So is an expired login, by asking for that token: FreshRSS says of either that the token is bad.
        """
        session = self._session
        for _ in range(2):
            if not session.token:
                session.token = yield from self.got("greader.token", requests.token)
            reply = yield from self._told(Ask("greader.done", call(session.base, session.auth, session.token)))
            if not reply.expired:
                break
            session.token = ""
        return reply

    def each(
        self,
        names: Sequence[str],
        most: int,
        ask: Callable[[Sequence[str]], Walk[Reply]],
        keep: Callable[[Sequence[str], Any], Walk[Sequence[str]]],
        *,
        repeatable: bool,
    ) -> Walk[None]:
        """Ask in batches and keep each; what `keep` gives back is asked again.

        A batch that is refused as too much is halved; a name that is refused alone is passed over. So is one that was
        too slow, where asking is `repeatable`: what is written may have been written all the same.
        """
        waiting = deque([names] if names else [])
        while waiting:
            piece = waiting.popleft()
            if len(piece) > most:
                waiting.appendleft(piece[most:])
                piece = piece[:most]
            reply = yield from ask(piece)
            if reply.parsed is not None:
                self._refused = 0
                if left := (yield from keep(piece, reply.parsed)):
                    waiting.appendleft(left)
                continue
            self._refuse(reply, repeatable=repeatable)
            if len(piece) > 1:
                middle = (len(piece) + 1) // 2
                most = min(most, max(_FEW, middle))
                waiting.extendleft((piece[middle:], piece[:middle]))
            else:
                self.passed_over = self._why(reply)

    def _refuse(self, reply: Reply, *, repeatable: bool) -> None:
        """Count a refusal; one that has nothing to do with how much was asked for ends the round."""
        slow = repeatable and reply.too_slow
        self._refused += _SLOW if slow else 1
        if not (reply.too_much or slow) or self._refused > _MOST_REFUSED:
            raise Over(self._why(reply))

    def _log_in(self) -> Walk[None]:
        reply = yield from self._told(Ask("greader.login", None))
        if not isinstance(reply.parsed, str) or not reply.parsed:
            unknown = reply.unknown or reply.parsed == ""
            raise Over(LoginRefused(host=self._host) if unknown else self._why(reply))
        self._session.auth = reply.parsed

    def _told(self, ask: Ask) -> Walk[Reply]:
        reply = yield ask
        if not isinstance(reply, Reply):
            raise TypeError("an Ask is answered by a Reply")
        if reply.off:
            raise Over(ApiOff(host=self._host))
        return reply

    def _why(self, reply: Reply) -> NuriError:
        return reply.error or FetchError(host=self._host)
