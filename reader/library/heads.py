"""Rows made into headlines: an article's head with the reader's marks and how fresh what is known of it is.

One SELECT serves lists, single articles and the command line. Freshness comes from the pages that list an article now;
where none does any more, from the last that did, and stale when all that its source polls is.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from reader.library.pages import states
from reader.library.records import from_iso, moment
from reader.model import Freshness, Headline

GONE = Headline(id="", source="", title="", url="")  # stands for a row that was deleted under an open list

SELECT = """
SELECT a.id, a.name, s.name, a.title, a.url, coalesce(
        (SELECT c.name FROM standing t JOIN section c ON c.id = t.section
           LEFT JOIN shelf h ON h.section = t.section AND h.source = a.source
          WHERE t.article = a.id ORDER BY t.listed DESC, h.place IS NULL, h.place, t.section LIMIT 1), a.section),
    a.subtitle, a.summary, a.author, a.image, a.published, a.first_seen,
    a.read_at IS NOT NULL, a.saved_at IS NOT NULL, EXISTS (SELECT 1 FROM body b WHERE b.article = a.id),
    coalesce((SELECT p.key FROM source p WHERE p.id = s.parent), s.key), a.confirmed,
    (SELECT json_group_array(l.page) FROM listing l WHERE l.article = a.id),
    (SELECT json_group_array(name) FROM (SELECT DISTINCT o.name FROM carrier k JOIN source o ON o.id = k.source
       WHERE k.article = a.id AND o.id <> a.source ORDER BY o.place))
FROM article a JOIN source s ON s.id = a.source
"""


class PageStates(Struct, frozen=True):
    """How every polled page stands at one moment: by number, and by owner."""

    by_number: dict[int, Freshness]
    by_owner: dict[str, bool]

    @classmethod
    def at(cls, conn: sqlite3.Connection, now: datetime) -> PageStates:
        """Look at every page once, so that a window of rows asks no more."""
        found = states(conn, now)
        owners: dict[str, bool] = {}
        for page in found:
            owners[page.owner] = owners.get(page.owner, True) and page.freshness.stale
        return cls({page.number: page.freshness for page in found}, owners)

    def of(self, owner: str, confirmed: int, listed_on: Sequence[int]) -> Freshness:
        """Give an article's freshness: the best of the pages that list it, else what was last known."""
        found = [self.by_number[page] for page in listed_on if page in self.by_number]
        times = [one.fetched for one in found if one.fetched]
        stale = all(one.stale for one in found) if found else self.by_owner.get(owner, False)
        return Freshness(max((moment(confirmed), *times)), stale)


def rows(conn: sqlite3.Connection, numbers: Sequence[int], now: datetime) -> tuple[Headline, ...]:
    """Give the headlines of these rows, in their order; one that was deleted meanwhile is `GONE`."""
    states = PageStates.at(conn, now)
    query = f"{SELECT} WHERE a.id IN (SELECT value FROM json_each(?))"  # noqa: S608 - a constant of this module
    found = conn.execute(query, (json.dumps(list(numbers)),))
    held = {row[0]: headline(row, states) for row in found}
    return tuple(held.get(number, GONE) for number in numbers)


def headline(row: tuple[Any, ...], states: PageStates) -> Headline:
    """Make a headline of one row of `SELECT`."""
    _, name, source, title, url, section, subtitle, summary, author, image, published, first_seen, *rest = row
    read, saved, has_text, owner, confirmed, listed_on, also = rest
    return Headline(
        id=name,
        source=source,
        title=title,
        url=url,
        section=section,
        also=tuple(json.loads(also)),
        subtitle=subtitle,
        summary=summary,
        author=author,
        image=image,
        published=from_iso(published),
        first_seen=moment(first_seen),
        read=bool(read),
        saved=bool(saved),
        has_text=bool(has_text),
        freshness=states.of(owner, confirmed, json.loads(listed_on)),
    )
