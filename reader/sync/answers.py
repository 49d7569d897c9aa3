"""Small answers of a server to model: a login, a write token, feeds, ids, and the word that a change was made.

Strict where a mistake would change what a reader sees: a list of ids with one that cannot be read is none at all, for
what is not in it is taken as read. Nothing of an answer goes into an error, since it may hold a secret.
"""

from __future__ import annotations

import json
import re
from typing import Any

from reader.errors import NotWhatItSays
from reader.sync.ids import canonical
from reader.sync.model import API, Ids, Subscription
from reader.text.address import LONGEST, safe_url
from reader.text.clean import TITLE, clean

MOST_IDS = 200_000
MOST_FEEDS = 20_000
MOST_FOLDERS = 20

_LABEL = re.compile(r"user/[^/]*/label/(.+)", re.DOTALL)
_LOGIN = re.compile(r"^Auth=([!-~]{1,1000})\s*$", re.MULTILINE)
_LONE = re.compile("[\ud800-\udfff]")
_SECRET = re.compile(r"[!-~]{1,1000}")
_PAGE = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml|!--)", re.IGNORECASE)


def login(text: str) -> str:
    """Read the answer to a login, lines of `Auth=…` or JSON of the same names; gives what proves who we are.

    "" is the answer `Error=…`, which not every server (BazQux) gives with a status of its own.
    """
    if text.startswith("Error="):
        return ""
    lines = _LOGIN.search(text)
    told = lines[1] if lines else text_of(document(text, "ClientLogin"), "Auth") if text.lstrip()[:1] == "{" else ""
    return _secret(told, text, "ClientLogin")


def token(text: str) -> str:
    """Read a write token: one word."""
    return _secret(text.strip(), text, "token")


def done(text: str) -> bool:
    """Read the answer to a change; anything but OK, such as the page of a network's own login, is none."""
    if text.strip() != "OK":
        raise _strange("OK", text)
    return True


def feeds(text: str) -> tuple[Subscription, ...]:
    """Read the list of feeds, in its order, each once."""
    found: dict[str, Subscription] = {}
    for told in members(document(text, "subscriptions"), "subscriptions", text)[:MOST_FEEDS]:
        if not isinstance(told, dict):
            continue
        stream = clean(text_of(told, "id"), limit=LONGEST)
        if stream:
            found.setdefault(stream, _subscription(stream, told))
    return tuple(found.values())


def ids(text: str) -> Ids:
    """Read one page of ids."""
    told = document(text, "itemRefs")
    refs = members(told, "itemRefs", text)
    if len(refs) > MOST_IDS:
        raise NotWhatItSays(expected=API, found="JSON", cause=f"{len(refs)} ids in one answer")
    try:
        found = tuple(dict.fromkeys([item_id(ref) for ref in refs]))
    except ValueError as error:
        raise NotWhatItSays(expected=API, found="JSON", cause=str(error)) from error
    return Ids(found, continuation=clean(text_of(told, "continuation"), limit=LONGEST))


def item_id(told: object) -> str:
    """Give the canonical id in an object; raises ValueError where there is none."""
    value = told.get("id") if isinstance(told, dict) else None
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if value.bit_length() <= 64 else ""  # noqa: PLR2004 - as long as ids are
    return canonical(value if isinstance(value, str) else "")


def document(text: str, expected: str) -> dict[str, Any]:
    """Read JSON; raises NotWhatItSays for anything else than an object."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise _strange(expected, text) from None
    if not isinstance(told, dict):
        raise _strange(expected, text)
    return told


def members(told: dict[str, Any], name: str, text: str) -> list[Any]:
    """Give a list that must be there; null is how Go writes an empty one."""
    value = told.get(name, "")
    if value is None:
        return []
    if not isinstance(value, list):
        raise _strange(name, text)
    return value


def text_of(told: object, name: str) -> str:
    """Give a text in an object, "" where there is none; without lone surrogates, which no encoding can say."""
    value = told.get(name) if isinstance(told, dict) else None
    return _LONE.sub("", value) if isinstance(value, str) else ""


def list_of(told: dict[str, Any], name: str) -> list[Any]:
    """Give a list in an object, empty where there is none."""
    value = told.get(name)
    return value if isinstance(value, list) else []


def object_of(told: dict[str, Any], name: str) -> dict[str, Any]:
    """Give an object in an object, empty where there is none."""
    value = told.get(name)
    return value if isinstance(value, dict) else {}


def folder(label: str) -> str:
    """Give the folder in `user/…/label/NAME`; "" for a state, and for what is neither."""
    named = _LABEL.fullmatch(label)
    return clean(named[1], limit=TITLE) if named else ""


def _subscription(stream: str, told: dict[str, Any]) -> Subscription:
    labels = list_of(told, "categories")[:MOST_FOLDERS]
    names = [clean(text_of(label, "label"), limit=TITLE) or folder(text_of(label, "id")) for label in labels]
    url = safe_url(text_of(told, "url")) or safe_url(stream.removeprefix("feed/"))
    return Subscription(
        stream,
        clean(text_of(told, "title"), limit=TITLE) or url or stream,
        tuple(dict.fromkeys(name for name in names if name)),
        url,
        safe_url(text_of(told, "htmlUrl")),
    )


def _secret(told: str, text: str, expected: str) -> str:
    if not _SECRET.fullmatch(told) or _PAGE.match(text):
        raise _strange(expected, text)
    return told


def _strange(expected: str, text: str) -> NotWhatItSays:
    found = "HTML" if _PAGE.match(text) else "JSON" if text.lstrip()[:1] in {"{", "["} else "?"
    return NotWhatItSays(expected=API, found=found, cause=f"no {expected}")
