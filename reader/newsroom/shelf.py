"""Snapshots out of the library, as the panes and the command line are shown them; reads only, and never a request."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from reader.errors import UnknownName
from reader.library import Count, article, counts, failure, ids, shelves, snapshot, unread_among
from reader.library import headlines as held_headlines
from reader.library.pages import pages, states
from reader.library.sync_actions import count_pending
from reader.library.sync_feeds import feed_names
from reader.locale import say
from reader.model import (
    SAVED,
    UNREAD,
    ArticleState,
    Headline,
    ListState,
    MastheadState,
    SectionsState,
    Shelf,
    View,
)
from reader.text.dates import KST

if TYPE_CHECKING:
    from reader.newsroom.desk import Desk


def headlines(
    desk: Desk,
    *,
    section: str | None = None,
    source: str | None = None,
    query: str = "",
    unread: bool = False,
    saved: bool = False,
    limit: int | None = None,
) -> tuple[Headline, ...]:
    """Give the newest headlines (of a query: those that it finds); raises UnknownName for what is not configured."""
    if section is not None:
        _among("section", section, desk.library.read(shelves))
    if source is not None:
        _among("source", source, [*(each.name for each in desk.config.sources), *desk.library.read(feed_names)])
    return desk.library.read(
        held_headlines,
        desk.now(),
        section=section or "",
        source=source or "",
        query=query,
        unread=unread,
        saved=saved,
        limit=limit,
    )


def sections_state(desk: Desk, current: View, kept: Mapping[View, Count]) -> SectionsState:
    """Give the sections pane: everything, the sections, the `kept` queries, what is unread, what is saved."""
    labels = {"all": "view.all", "unread": "view.unread", "saved": "view.saved"}
    found = desk.library.read(counts)
    ends = {view: found.pop(view) for view in (UNREAD, SAVED)}
    return SectionsState(
        tuple(
            Shelf(view, view.name or say(labels[view.kind]), count.total, count.unread)
            for view, count in (found | dict(kept) | ends).items()
        ),
        current,
    )


def views(desk: Desk) -> tuple[View, ...]:
    """Give the kept queries in the configuration's order."""
    return tuple(View("query", kept.name, kept.query) for kept in desk.config.views)


async def count_kept(desk: Desk) -> dict[View, Count]:
    """Count what each kept query finds, beside the loop: a search of a large library takes some milliseconds."""
    import asyncio  # noqa: PLC0415 - a window has it; who only lists headlines needs none

    return {view: await asyncio.to_thread(desk.library.read, _counted, view, desk.now()) for view in views(desk)}


def _counted(conn: Any, view: View, now: datetime) -> Count:
    taken = snapshot(conn, view, now=now)
    return Count(taken.total, len(unread_among(conn, ids(conn, taken))))


def title_of(view: View) -> str:
    """Name a view for its list's title."""
    return say("ui.found", wanted=view.query) if view.passing else view.name or say(f"view.{view.kind}")


def article_state(desk: Desk, name: str, *, loading: bool) -> ArticleState:
    """Give what is held of an article, and one sentence about what is not."""
    held = desk.library.read(article, name, desk.now())
    if held is None:
        return ArticleState()
    if held.blocks or loading:
        return ArticleState(held, loading=loading and not held.blocks)
    trouble = desk.library.read(failure, name)
    if trouble is not None:
        return ArticleState(held, note=trouble.error[0], note_fields=trouble.error[1])
    return ArticleState(held, note="ui.note.text_offline" if desk.offline else "ui.note.text_not_held")


def masthead_state(desk: Desk, *, refreshing: bool, coming: tuple[int, int] = (0, 0)) -> MastheadState:
    """Give the masthead: the first paper's name, today in its zone, when any of its pages was last renewed.

    `coming`: how many of how many articles of a sync server have come.
    """
    keys = {source.key for source in desk.sources}
    polled = desk.library.read(states, desk.now())
    renewed = [page.freshness.fetched for page in polled if page.owner in keys and page.freshness.fetched]
    return MastheadState(
        name=desk.config.sources[0].name if desk.config.sources else "Nuri",
        today=desk.now().astimezone(KST).date(),
        renewed=max(renewed, default=None),
        offline=desk.offline,
        sample=desk.sample,
        refreshing=refreshing,
        to_send=desk.library.read(count_pending),
        coming=coming,
    )


def with_note(desk: Desk, state: ListState, *, refreshing: bool) -> ListState:
    """Give an empty list the sentence that says why, and what to do next."""
    if len(state.rows):
        return state
    records = [record for source in desk.sources for record in desk.library.read(pages, source.key)]
    if any(record.checked for record in records):
        empty = {UNREAD: "ui.note.all_read", SAVED: "ui.note.none_saved"}.get(state.view, "ui.note.empty_section")
        return replace(state, note=empty)
    failed = next((record.error for record in records if record.error), None)
    if refreshing or failed is None:
        return replace(state, note="ui.note.first_loading", loading=True)
    if desk.offline or failed[0] in {"error.offline", "error.unreachable"}:
        return replace(state, note="ui.note.first_offline")
    return replace(state, note="ui.note.first_failed", note_fields=(("reason", _why(failed)),))


def _why(error: tuple[str, tuple[tuple[str, str], ...]]) -> str:
    from reader.text.telling import sentence  # noqa: PLC0415 - only where something failed

    return sentence(*error)


def _among(what: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        raise UnknownName(what, name, tuple(difflib.get_close_matches(name, known, 3, 0.3) or known))
