"""The last observations of each provider, kept with the page that brought them; the last day's stay for a look back."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta
from typing import Any

from reader.library.pages import WEATHER, PageRecord, keep_page, page_numbered
from reader.library.records import from_iso, iso, moment, stamp
from reader.model import Freshness, Observation, Observations

LIFETIME = timedelta(hours=2)  # after the observation: providers publish hourly, up to half an hour late
KEPT = timedelta(days=1)
SAME_HOUR = timedelta(minutes=30)  # answers that name no hour are taken for the same one when fetched this close

_SELECT = "SELECT provider, observed, fetched, stations, page FROM observation"


def keep_observations(
    conn: sqlite3.Connection, observations: Observations, fetched: datetime, page: PageRecord | None = None
) -> None:
    """Keep one answer of a provider, and in the same transaction the page with its validators."""
    number = keep_page(conn, WEATHER, page) if page else None
    observed = iso(observations.observed)
    stations = [[one.station, one.name, one.sky, one.temperature, one.rain, one.wind] for one in observations.stations]
    conn.execute(
        "DELETE FROM observation WHERE provider = ? AND observed IS ? AND (observed IS NOT NULL OR fetched > ?)",
        (observations.provider, observed, stamp(fetched - SAME_HOUR)),
    )
    conn.execute(
        "INSERT INTO observation (provider, observed, fetched, stations, page) VALUES (?, ?, ?, ?, ?)",
        (observations.provider, observed, stamp(fetched), json.dumps(stations, ensure_ascii=False), number),
    )
    conn.execute(
        "DELETE FROM observation WHERE fetched < ? AND id NOT IN (SELECT max(id) FROM observation GROUP BY provider)",
        (stamp(fetched - KEPT),),
    )


def confirm_observations(conn: sqlite3.Connection, page: PageRecord) -> None:
    """Note that a 304 confirmed the page: what is held was fetched, as it were, just now."""
    keep_page(conn, WEATHER, page, unchanged=True)


def observations(conn: sqlite3.Connection, now: datetime, provider: str = "") -> tuple[Observations, Freshness] | None:
    """Give the newest observations (of one provider, or of whichever is newest) and how fresh they are.

    Stale: the last attempt to renew them failed, or they were observed more than two hours ago.
    """
    rows = conn.execute(f"{_SELECT} WHERE ?1 IN ('', provider)", (provider,)).fetchall()
    newest = max(rows, key=lambda row: (from_iso(row[1]) or moment(row[2]), row[2]), default=None)
    return _read(conn, newest, now) if newest else None


def history(conn: sqlite3.Connection, provider: str) -> tuple[Observations, ...]:
    """Give what is kept of a provider, the oldest first: about a day."""
    rows = conn.execute(f"{_SELECT} WHERE provider = ? ORDER BY id", (provider,))
    return tuple(_observations(row) for row in rows)


def day(conn: sqlite3.Connection, provider: str) -> tuple[tuple[datetime, Observations], ...]:
    """Give what is kept of a provider with its moment (the hour it names, else when it was fetched), oldest first."""
    rows = conn.execute(f"{_SELECT} WHERE provider = ? ORDER BY id", (provider,))
    found = [(moment(row[2]), _observations(row)) for row in rows]
    return tuple(sorted(((one.observed or fetched, one) for fetched, one in found), key=lambda pair: pair[0]))


def _read(conn: sqlite3.Connection, row: tuple[Any, ...], now: datetime) -> tuple[Observations, Freshness]:
    read = _observations(row)
    fetched = moment(row[2])
    page = page_numbered(conn, row[4])
    if page and page.checked:
        fetched = max(fetched, page.checked)
    failed = bool(page and page.failures)
    stale = failed or now - (read.observed or fetched) > LIFETIME
    return read, Freshness(fetched, stale, page.error[0] if page and page.error else "")


def _observations(row: tuple[Any, ...]) -> Observations:
    stations = tuple(Observation(*one) for one in json.loads(row[3]))
    return Observations(row[0], from_iso(row[1]), stations)
