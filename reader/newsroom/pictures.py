"""An article's pictures: fetched as a person waits for them, kept by the cache alone, drawn in the worker.

The picture that was asked for last stays at hand, so that another size of the window draws it anew without a request.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from reader.errors import FetchError, NotWhatItSays
from reader.fetch import Request
from reader.text.address import host, safe_url

if TYPE_CHECKING:
    from reader.fetch import Answer
    from reader.model import Drawing, Frame
    from reader.newsroom.desk import Desk

_NEVER = ("text/", "image/svg", "application/json", "application/pdf")
"""What is no picture by its own account; of all else the bytes decide, since servers say too little of them."""


class Pictures:
    """The pictures of one window."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._held: tuple[str, Answer] | None = None

    async def draw(self, url: str, frame: Frame) -> Drawing:
        """Fetch the picture at `url`, from the cache where it is fresh, and draw it; raises FetchError, ParseError."""
        answer = await self._answer(url)
        return await asyncio.wrap_future(self._desk.parser.draw(answer.body, answer.url, frame))

    async def _answer(self, url: str) -> Answer:
        if self._held and self._held[0] == url:
            return self._held[1]
        await self._desk.load()
        answer = await self._desk.fetcher.get(Request(safe_url(url), kind="image", urgency="person"))
        if not answer.body:
            raise answer.error or FetchError(host=host(url))
        told = answer.content_type.partition(";")[0].strip().lower()
        if told.startswith(_NEVER):
            raise NotWhatItSays(host=host(answer.url), expected="JPEG, PNG, GIF, WEBP", found=told)
        self._held = url, answer
        return answer
