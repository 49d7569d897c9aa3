"""The Google Reader API over a `Reader`: which call does what, answered to the letter as the recorded servers do.

Among the letters: FreshRSS says of every 401 that the token is bad, repeats the last id of a page at the head of the
next and drops it, and reads no more than a thousand form fields but for the ids.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from .answer import Answer, Asked
from .greader import Held, Reader

JSON = "application/json; charset=UTF-8"
PLAIN = "text/plain; charset=UTF-8"
STATE = "user/-/state/com.google/"
LABEL = "user/-/label/"
PREFIX = "tag:google.com,2005:reader/item/"
PHP_FIELDS = 1_000
WORDS = {400: "Bad Request!", 401: "Unauthorized!", 501: "Not Implemented!", 503: "Service Unavailable!"}


class ReaderPages:
    """Answers what is asked below the API's base."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._calls: dict[str, Callable[[Asked], Answer]] = {
            "token": self._token,
            "user-info": lambda _: _json({"userId": reader.name, "userName": reader.name}),
            "subscription/list": self._subscriptions,
            "subscription/quickadd": self._quickadd,
            "subscription/edit": self._subscription_edit,
            "tag/list": self._tags,
            "unread-count": self._counts,
            "stream/items/ids": self._ids,
            "stream/items/contents": self._items,
            "edit-tag": self._edit_tag,
            "mark-all-as-read": self._mark_all,
        }

    def answer(self, asked: Asked) -> Answer | None:
        """Answer a call; None for any path that is not the API's."""
        base = self._reader.dialect.base
        path = unquote(asked.path).removeprefix(base)
        if base and asked.path.rstrip("/") == base:
            return Answer(b"OK", PLAIN, validated=False)
        if not asked.path.startswith(base) or not path.startswith(("/accounts/", "/reader/api/0/")):
            return None
        if self._reader.off:
            return self._refuse(503)
        if path == "/accounts/ClientLogin":
            return self._login(asked)
        if not self._admitted(asked):
            return self._refuse(401)
        name = path.removeprefix("/reader/api/0/")
        if name.startswith("stream/contents/"):
            return self._stream(asked, name.removeprefix("stream/contents/"))
        call = self._calls.get(name)
        return call(asked) if call else self._refuse(400)

    def _admitted(self, asked: Asked) -> bool:
        if asked.method == "POST" and self._reader.dialect.posts_by_form:
            return dict(asked.fields).get("T") == self._reader.auth
        return asked.authorization == f"GoogleLogin auth={self._reader.auth}"

    def _login(self, asked: Asked) -> Answer:
        form = dict(asked.fields) | asked.query
        if (form.get("Email"), form.get("Passwd")) != (self._reader.name, self._reader.password):
            return self._refuse(401)
        auth = self._reader.auth
        return Answer(f"SID={auth}\nLSID=null\nAuth={auth}\n".encode(), PLAIN, validated=False)

    def _token(self, _: Asked) -> Answer:
        return Answer(f"{self._reader.token}\n".encode(), PLAIN, validated=False)

    def _refuse(self, status: int) -> Answer:
        named = self._reader.dialect.bad_token
        bad = ((named, "true"),) if status == HTTPStatus.UNAUTHORIZED and named else ()
        return Answer(WORDS[status].encode(), PLAIN, status, bad, validated=False)

    # What is there

    def _subscriptions(self, asked: Asked) -> Answer:
        if asked.query.get("output") != "json":
            return self._refuse(501)
        return _json(
            {
                "subscriptions": [
                    {
                        "id": feed.stream,
                        "title": feed.title,
                        "categories": [{"id": LABEL + feed.folder, "label": feed.folder}],
                        "url": feed.url,
                        "htmlUrl": feed.home,
                        "iconUrl": f"{feed.home}icon",
                    }
                    for feed in self._reader.feeds
                ]
            }
        )

    def _tags(self, _: Asked) -> Answer:
        folders = dict.fromkeys(feed.folder for feed in self._reader.feeds)
        named = [{"id": LABEL + name, "type": "folder"} for name in folders]
        return _json({"tags": [{"id": f"{STATE}starred"}, *named]})

    def _counts(self, _: Asked) -> Answer:
        rows: dict[str, list[int]] = {feed.stream: [0, 0] for feed in self._reader.feeds}
        for one in self._reader.newest():
            row = rows.setdefault(one.stream, [0, 0])
            row[0] += not one.read
            row[1] = max(row[1], one.crawled)
        total = sum(count for count, _ in rows.values())
        rows[f"{STATE}reading-list"] = [total, max((newest for _, newest in rows.values()), default=0)]
        told = [
            {"id": name, "count": count, "newestItemTimestampUsec": str(newest)}
            for name, (count, newest) in rows.items()
        ]
        return _json({"max": total, "unreadcounts": told})

    def _ids(self, asked: Asked) -> Answer:
        dialect = self._reader.dialect
        if 0 < self._reader.most_page < int(asked.query.get("n", "20")):
            return self._refuse(400)
        page, more = self._page(asked, asked.query.get("s", ""))
        refs = [{"id": one.id if dialect.short_refs else dialect.long(one.id)} for one in page]
        told: dict[str, Any] = {"itemRefs": refs or (None if dialect.empty == "null" else [])}
        return _json(told | more)

    def _stream(self, asked: Asked, stream: str) -> Answer:
        page, more = self._page(asked, stream)
        return self._contents(page, more)

    def _page(self, asked: Asked, stream: str) -> tuple[list[Held], dict[str, str]]:
        """Give a page of a stream, the newest first, and how it goes on."""
        count = int(asked.query.get("n", "20"))
        count = min(count, self._reader.page) if self._reader.page else count
        told = asked.query.get("c", "")
        repeats = self._reader.dialect.digits == "microseconds"
        found = [one for one in self._reader.newest() if self._in(one, stream, asked.query)]
        if repeats:
            found = [one for one in found if not told or one.crawled <= int(told)][1 if told else 0 :]
            page = found[:count]
            more = {"continuation": str(page[-1].crawled)} if page and len(page) >= count else {}
        else:
            start = int(told or 0)
            page = found[start : start + count]
            more = {"continuation": str(start + count)} if start + count < len(found) else {}
        return page, more

    def _in(self, one: Held, stream: str, query: dict[str, str]) -> bool:
        if one.crawled < int(query.get("ot", "0")) * 1_000_000:
            return False
        without, only = query.get("xt", ""), query.get("it", "")
        if (without == f"{STATE}read" and one.read) or (only == f"{STATE}starred" and not one.starred):
            return False
        if stream.startswith("feed/"):
            return one.stream == stream
        if stream.startswith(LABEL):
            folders = {feed.stream: feed.folder for feed in self._reader.feeds}
            return folders.get(one.stream) == stream.removeprefix(LABEL)
        return {f"{STATE}starred": one.starred, f"{STATE}read": one.read}.get(stream, True)

    def _items(self, asked: Asked) -> Answer:
        names = self._named(asked)
        if asked.method != "POST" or not names or 0 < self._reader.most_items < len(names):
            return self._refuse(400)
        found = [one for name in names if (one := self._reader.held(name))]
        found.sort(key=lambda one: -one.crawled)
        return self._contents(found[: self._reader.few_items or None], {})

    def _contents(self, found: list[Held], more: dict[str, str]) -> Answer:
        feeds = {feed.stream: feed for feed in self._reader.feeds}
        items = []
        for one in found:
            feed = feeds.get(one.stream)
            states = [name for name, on in (("read", one.read), ("starred", one.starred)) if on]
            labels = [
                f"{STATE}reading-list",
                *([LABEL + feed.folder] if feed else []),
                *(STATE + name for name in states),
            ]
            item: dict[str, Any] = {
                "id": self._reader.dialect.long(one.id),
                "crawlTimeMsec": str(one.crawled // 1_000),
                "timestampUsec": str(one.crawled),
                "published": one.published,
                "title": one.title,
                "canonical": [{"href": one.href}],
                "alternate": [{"href": one.href}],
                "categories": labels,
                "origin": {"streamId": one.stream, **({"htmlUrl": feed.home, "title": feed.title} if feed else {})},
                "summary": {"content": one.html},
            }
            items.append(item | ({"author": one.author} if one.author else {}))
        return _json({"id": f"{STATE}reading-list", "updated": 0, "items": items} | more)

    # What is changed

    def _form(self, asked: Asked) -> dict[str, str]:
        """Give what PHP reads of a form, the last of each name; ids are read apart."""
        return dict(asked.fields[:PHP_FIELDS])

    def _named(self, asked: Asked) -> list[str]:
        """Give the canonical ids that a form names, in either spelling."""
        found = []
        for name, value in asked.fields:
            if name == "i":
                short = value.removeprefix(PREFIX)
                hexadecimal = value.startswith((PREFIX, "0"))
                plain = self._reader.dialect.digits == "object" or not hexadecimal
                found.append(short if plain else str(int(short, 16)))
        return found

    def _change(self, asked: Asked, change: Callable[[dict[str, str]], bool]) -> Answer:
        form = self._form(asked)
        if form.get("T", "") not in ("", self._reader.token):
            return self._refuse(401)
        return Answer(b"OK", PLAIN, validated=False) if change(form) else self._refuse(400)

    def _edit_tag(self, asked: Asked) -> Answer:
        def change(form: dict[str, str]) -> bool:
            names = self._named(asked)
            if 0 < self._reader.most_edits < len(names):
                return False
            for field, on in (("a", True), ("r", False)):
                self._reader.edit(names, form.get(field, "").removeprefix(STATE), on=on)
            return True

        return self._change(asked, change)

    def _mark_all(self, asked: Asked) -> Answer:
        def change(form: dict[str, str]) -> bool:
            stream, until = form.get("s", ""), int(form.get("ts", "0") or 0)
            named = [one for one in self._reader.newest() if self._in(one, stream, {})]
            self._reader.mark(*(one.id for one in named if not until or one.crawled <= until), read=True)
            return bool(stream)

        return self._change(asked, change)

    def _quickadd(self, asked: Asked) -> Answer:
        url = asked.query.get("quickadd", "").removeprefix("feed/")
        stream = self._reader.subscribe(url, url=url)
        return _json({"numResults": 1, "query": url, "streamId": stream, "streamName": url})

    def _subscription_edit(self, asked: Asked) -> Answer:
        stream = asked.query.get("s", "")
        if stream not in {feed.stream for feed in self._reader.feeds}:
            return self._refuse(400)
        if asked.query.get("ac") == "unsubscribe":
            self._reader.unsubscribe(stream)
        else:
            folder = asked.query.get("a", "").removeprefix(LABEL)
            self._reader.change(stream, title=asked.query.get("t", ""), folder=folder)
        return Answer(b"OK", PLAIN, validated=False)


def _json(told: dict[str, Any]) -> Answer:
    return Answer((json.dumps(told, ensure_ascii=False) + "\n").encode(), JSON, validated=False)
