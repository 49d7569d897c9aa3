"""Calls to a server as plain data: method, address, header fields, form.

Owns how the API wants to be asked. A password and tokens stand in a request's header or body alone, never in an
address, and are not shown by `repr`. In a form, what is said once stands before the ids: PHP reads no more than a
thousand fields.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from reader.sync import ids as item_ids

if TYPE_CHECKING:
    from reader.sync.model import State

PAGES = (50_000, 10_000, 1_000)
"""Ids in one answer (1.5 MB): the most of BazQux, The Old Reader and Inoreader; others know no limit."""

_API = "reader/api/0/"
_STATE = "user/-/state/com.google/"
_FORM = ("Content-Type", "application/x-www-form-urlencoded")
_LOGIN = {"client": "nuri", "accountType": "HOSTED_OR_GOOGLE", "service": "reader"}  # The Old Reader wants all three
_HOMES = ("api/greader.php", "reader", "")


@dataclass(frozen=True, slots=True)
class Http:
    """One request, ready to be sent; a body is a form."""

    method: Literal["GET", "POST"]
    url: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes | None = field(default=None, repr=False)


def candidates(url: str) -> tuple[str, ...]:
    """Give the addresses at which the API of a site may stand, the likeliest first; each is a base for the calls."""
    parts = urlsplit(url)
    whole = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
    root = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
    whole = whole.partition(f"/{_API}")[0].removesuffix("/accounts/ClientLogin")
    found = [whole, *(f"{place}/{home}".rstrip("/") for home in _HOMES for place in (whole, root))]
    return tuple(dict.fromkeys(found))


def probe(base: str) -> Http:
    """Ask without a name who is there; `replies.speaks` knows such a server by its refusal."""
    return Http("GET", _address(base, f"{_API}token"))


def login(base: str, username: str, password: str) -> Http:
    """Log in by POST, so that no log of a server on the way holds the password (Google ClientLogin)."""
    form = urlencode(_LOGIN | {"Email": username, "Passwd": password})
    return Http("POST", _address(base, "accounts/ClientLogin"), (_FORM,), form.encode())


def token(base: str, auth: str) -> Http:
    """Ask for the token that goes with every change."""
    return Http("GET", _address(base, f"{_API}token"), (_authorized(auth),))


def subscriptions(base: str, auth: str) -> Http:
    """Ask for all feeds with their folders."""
    return Http("GET", _address(base, f"{_API}subscription/list", output="json"), (_authorized(auth),))


def unread_ids(base: str, auth: str, *, most: int = PAGES[0], continuation: str = "") -> Http:
    """Ask for a page of the ids of what is unread, the newest first."""
    read = {"s": f"{_STATE}reading-list", "xt": f"{_STATE}read"}
    return _ids(base, auth, read, most, continuation)


def starred_ids(base: str, auth: str, *, most: int = PAGES[0], continuation: str = "") -> Http:
    """Ask for a page of the ids of what is starred, the newest first."""
    return _ids(base, auth, {"s": f"{_STATE}starred"}, most, continuation)


def contents(base: str, auth: str, names: Iterable[str]) -> Http:
    """Ask for these items whole; the login stands in the form as well, for there Miniflux looks for it in a POST."""
    form = urlencode([("T", auth), ("output", "json"), *(("i", item_ids.long(name)) for name in names)])
    url = _address(base, f"{_API}stream/items/contents", output="json")
    return Http("POST", url, (_authorized(auth), _FORM), form.encode())


def edit(base: str, auth: str, write_token: str, names: Iterable[str], state: State, *, on: bool) -> Http:
    """Add a state to these items, or take it from them; doing so twice is doing so once."""
    said = [("T", write_token), ("a" if on else "r", _STATE + state)]
    form = urlencode([*said, *(("i", item_ids.long(name)) for name in names)])
    return Http("POST", _address(base, f"{_API}edit-tag"), (_authorized(auth), _FORM), form.encode())


def _ids(base: str, auth: str, stream: dict[str, str], most: int, continuation: str) -> Http:
    more = {"c": continuation} if continuation else {}
    url = _address(base, f"{_API}stream/items/ids", output="json", **stream, n=str(most), **more)
    return Http("GET", url, (_authorized(auth),))


def _address(base: str, path: str, **query: str) -> str:
    asked = f"?{urlencode(query, quote_via=quote)}" if query else ""
    return f"{base.rstrip('/')}/{path}{asked}"


def _authorized(auth: str) -> tuple[str, str]:
    return "Authorization", f"GoogleLogin auth={auth}"
