"""Syncing with one server: whether it may be asked now, one round at a time in all windows, and what is kept of it.

A server that refused the password, or has its API switched off, is left alone until the configuration is changed or
its file is saved again; what tells that apart is kept, never the password.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from reader.errors import Refused, SyncRefused
from reader.library import PageRecord, page, recall, record_failure, remember
from reader.library.claims import Turn, TurnLost, claim_pages, release_pages
from reader.library.pages import keep_page
from reader.library.sync_actions import count_pending
from reader.model import SourceReport
from reader.newsroom import schedule
from reader.newsroom.desk import key_of
from reader.newsroom.sync_drive import Drive, Progress
from reader.text.telling import packed

if TYPE_CHECKING:
    from reader.config import SourceSettings
    from reader.errors import NuriError
    from reader.library import Told
    from reader.newsroom.desk import Desk
    from reader.newsroom.polling import Manner, Outcome
    from reader.newsroom.sync_drive import Tally

LISTED_FOR = timedelta(days=1)  # how long the list of feeds is believed while nothing speaks against it
_LEASE = timedelta(minutes=2)  # until the first request; each step of a round makes it longer
_NOT_FOUND = 404


class SyncReport(Struct, frozen=True):
    """What one round did: actions `pushed` and still `pending`, articles `new` and `marked` by what others did."""

    name: str
    status: Outcome
    pushed: int = 0
    new: int = 0
    marked: int = 0
    pending: int = 0
    requests: int = 0
    error: Told | None = None

    @property
    def brief(self) -> SourceReport:
        """The same as a refresh tells of every source."""
        return SourceReport(self.name, self.status, self.new, self.requests, self.error)


class _Held(Struct, frozen=True):
    """What the library holds of a server: its one page, and what a round leaves for the next."""

    page: PageRecord | None
    url: str = ""
    base: str = ""
    listed: int = 0
    refused: str = ""

    @property
    def kept(self) -> dict[str, Any]:
        return {"url": self.url, "base": self.base, "listed": self.listed, "refused": self.refused}


async def sync(
    desk: Desk, settings: SourceSettings, manner: Manner, progress: Progress = lambda *_: None
) -> SyncReport:
    """Make one round with a server, unless another is being made; failures are reported and kept with their time."""
    key, held = key_of(settings), _held(desk, settings)
    if held.refused == _fingerprint(desk, settings) and held.page:
        return _report(desk, settings, "skipped" if manner.due_only else "failed", error=held.page.error)
    if manner.due_only and due(desk, settings) > desk.now():  # in this order: "now" goes on
        return _report(desk, settings, "skipped")
    turn = Turn(key, settings.url, secrets.token_hex(8))
    drive = Drive(desk, settings, turn, urgency=manner.urgency, progress=progress, base=held.base)
    try:
        pages = {settings.url: held.page}
        if not await desk.write(claim_pages, key, pages, holder=turn.holder, now=desk.now(), lease=_LEASE):
            return _report(desk, settings, "skipped")
        error = await drive.run(feeds_due=desk.now().timestamp() - held.listed > LISTED_FOR.total_seconds())
        await _keep(desk, settings, drive, held, error)
    except TurnLost:
        return _report(desk, settings, "skipped", drive.tally)
    finally:
        progress(settings.name, 0, 0)
        desk.library.write(release_pages, key, turn.holder)
    if error is not None:
        return _report(desk, settings, "failed", drive.tally, packed(error))
    changed = drive.tally.new or drive.tally.marked or drive.tally.pushed
    return _report(desk, settings, "updated" if changed else "unchanged", drive.tally)


def due(desk: Desk, settings: SourceSettings) -> datetime:
    """Give when a server is to be asked again; now, where it refused and the configuration was changed since."""
    held = _held(desk, settings)
    lifted = held.refused and held.refused != _fingerprint(desk, settings)
    return (held.page.due if held.page and not lifted else None) or desk.now()


def _held(desk: Desk, settings: SourceSettings) -> _Held:
    key = key_of(settings)
    kept = desk.library.read(recall, f"sync:{key}") or {}
    if kept.get("url") != settings.url:  # the same server at another address: its API is looked for anew
        desk.sessions.pop(key, None)
        kept = {"url": settings.url}
    return _Held(desk.library.read(page, key, settings.url), **kept)


async def _keep(desk: Desk, settings: SourceSettings, drive: Drive, held: _Held, error: NuriError | None) -> None:
    """Keep how a round ended; where the API was is forgotten with an address that is not there any more."""
    key, url, now, tally = key_of(settings), settings.url, desk.now(), drive.tally
    interval = timedelta(minutes=settings.interval_minutes)
    lost = isinstance(error, Refused) and error.fields.get("status") == _NOT_FOUND
    if lost:
        desk.sessions.pop(key, None)
    kept = _Held(
        held.page,
        url,
        base="" if lost else tally.base,
        listed=int(now.timestamp()) if tally.listed else held.listed,
        refused=_fingerprint(desk, settings) if isinstance(error, SyncRefused) else "",
    ).kept
    wait_until = tally.wait.wait_until if tally.wait else None
    elapsed = timedelta(seconds=tally.elapsed)

    def keep(conn: Any) -> None:
        remember(conn, f"sync:{key}", kept)
        if error is None:
            due = schedule.next_visit(now, interval, lifetime=None, wait_until=wait_until, dice=desk.dice())
            page = PageRecord(
                url, "sync", checked=now, due=due, interval=interval, status=tally.status, elapsed=elapsed
            )
            keep_page(conn, key, page)
        else:
            failures = (held.page.failures if held.page else 0) + 1
            due = schedule.next_try(now, interval, failures, wait_until=wait_until, dice=desk.dice())
            due = schedule.NEVER if kept["refused"] else due
            told, status = packed(error), tally.status
            record_failure(conn, key, url, role="sync", error=told, now=now, due=due, status=status, elapsed=elapsed)

    await drive.write(keep)


def _report(
    desk: Desk, settings: SourceSettings, status: Outcome, tally: Tally | None = None, error: Told | None = None
) -> SyncReport:
    waiting = desk.library.read(count_pending, key_of(settings))
    if tally is None:
        return SyncReport(settings.name, status, pending=waiting, error=error)
    return SyncReport(settings.name, status, tally.pushed, tally.new, tally.marked, waiting, tally.requests, error)


def _fingerprint(desk: Desk, settings: SourceSettings) -> str:
    """Tell one configuration from another without the password: who asks whom, and when the file was last saved."""
    try:
        saved = desk.config_file.stat().st_mtime_ns
    except OSError:
        saved = 0
    told = [settings.url, settings.username, settings.password_env, *settings.password_command, saved]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]
