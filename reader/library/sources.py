"""Which sources and sections the reader has configured, and what each site's menu says.

A source that is no longer configured keeps its rows and is not listed; neither are articles that stand only in
sections which are not configured. Bookmarks are listed whatever happens to their source.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from reader.model import ALL, SAVED, UNREAD, Section, Source, View

# Whether a row belongs on the shelves; `article.front` was shown outside of any section, as a lead may be.
# Any of the sources that carry an article may put it there.
_SOURCES = "(SELECT source FROM article WHERE id = {0} UNION ALL SELECT source FROM carrier WHERE article = {0})"
_STANDING_LISTED = (
    f"SELECT EXISTS (SELECT 1 FROM source s WHERE s.id IN {_SOURCES.format('t.article')} AND s.active"  # noqa: S608 - constants of this module
    " AND (s.every OR EXISTS (SELECT 1 FROM shelf h WHERE h.source = s.id AND h.section = t.section)))"
)
LISTED = (
    f"SELECT EXISTS (SELECT 1 FROM source s WHERE s.id IN {_SOURCES.format('a.id')} AND s.active"  # noqa: S608 - likewise
    " AND (s.every OR a.front OR EXISTS (SELECT 1 FROM standing t WHERE t.article = a.id AND t.listed = 1)))"
)


class Count(Struct, frozen=True):
    """How many articles a view holds, and how many of them are unread."""

    total: int = 0
    unread: int = 0


def set_sources(
    conn: sqlite3.Connection, sources: Sequence[Source], sections: Mapping[str, Sequence[str]] | None = None
) -> bool:
    """Register the configured sources in their order, each with its sections by name (none named: all of its menu).

    Tells whether anything was other than before; when nothing was, nothing is written.
    """
    named = {source.key: tuple(dict.fromkeys((sections or {}).get(source.key, ()))) for source in sources}
    if _configured(conn) == [(source, named[source.key]) for source in sources]:
        return False
    conn.execute("UPDATE source SET active = 0")
    for place, source in enumerate(sources):
        _set_source(conn, source, place, named[source.key])
    for row in conn.execute("SELECT id FROM source WHERE active = 1 AND kind = 'greader'").fetchall():
        set_children(conn, row[0])
    _relist(conn)
    return True


def sources(conn: sqlite3.Connection) -> tuple[Source, ...]:
    """Give the configured sources in their order, without the feeds of sync servers."""
    rows = conn.execute("SELECT key, name, kind, url FROM source WHERE active = 1 AND parent IS NULL ORDER BY place")
    return tuple(Source(*row) for row in rows)


def set_menu(conn: sqlite3.Connection, source_key: str, entries: Sequence[Section]) -> bool:
    """Keep what the site's menu says; where no sections were named, they are the shelves. Tells whether it changed."""
    if not entries or tuple(entries) == menu(conn, source_key):
        return False
    number, every = conn.execute("SELECT id, every FROM source WHERE key = ?", (source_key,)).fetchone()
    conn.execute("DELETE FROM menu WHERE source = ?", (number,))
    rows = [(number, place, entry.name, entry.number, entry.url) for place, entry in enumerate(entries)]
    conn.executemany("INSERT INTO menu VALUES (?, ?, ?, ?, ?)", rows)
    if every:
        _set_shelves(conn, number, tuple(dict.fromkeys(entry.name for entry in entries)))
    return True


def menu(conn: sqlite3.Connection, source_key: str) -> tuple[Section, ...]:
    """Give the site's menu as it was last seen; empty before the first time."""
    rows = conn.execute(
        "SELECT m.name, m.number, m.url FROM menu m JOIN source s ON s.id = m.source WHERE s.key = ? ORDER BY m.place",
        (source_key,),
    )
    return tuple(Section(*row) for row in rows)


def shelves(conn: sqlite3.Connection, source_key: str = "") -> tuple[str, ...]:
    """Name the sections that the reader sees, in order and each once: of one source, or of all configured ones."""
    rows = conn.execute(
        "SELECT c.name FROM shelf h JOIN source s ON s.id = h.source JOIN section c ON c.id = h.section"
        " WHERE s.active = 1 AND (?1 = '' OR s.key = ?1) ORDER BY s.place, s.parent IS NOT NULL, h.place",
        (source_key,),
    )
    return tuple(dict.fromkeys(row[0] for row in rows))


def several(conn: sqlite3.Connection, section: str = "") -> bool:
    """Tell whether articles of more than one source may stand in this section, or (none is named) at all."""
    row = conn.execute(
        "SELECT count(*) FROM source s WHERE s.active = 1 AND s.kind <> 'greader' AND (?1 = '' OR EXISTS"
        " (SELECT 1 FROM shelf h JOIN section c ON c.id = h.section WHERE h.source = s.id AND c.name = ?1))",
        (section,),
    ).fetchone()
    return int(row[0]) > 1


def sources_in(conn: sqlite3.Connection, section: str) -> frozenset[str]:
    """Give the keys of the configured sources that have this section on their shelves, themselves or in a feed."""
    rows = conn.execute(
        "SELECT coalesce(p.key, s.key) FROM shelf h JOIN section c ON c.id = h.section"
        " JOIN source s ON s.id = h.source LEFT JOIN source p ON p.id = s.parent WHERE s.active = 1 AND c.name = ?",
        (section,),
    )
    return frozenset(row[0] for row in rows)


def counts(conn: sqlite3.Connection) -> dict[View, Count]:
    """Count every view of the sections pane, in its order: everything, the sections, what is unread, what is saved.

    Reads the table that triggers keep: as quick at 100,000 articles as at ten.
    """
    rows = {row[0]: Count(row[1], row[2]) for row in conn.execute("SELECT section, total, unread FROM tally")}
    numbers = dict(conn.execute("SELECT name, id FROM section"))
    found = {ALL: rows[0]}
    found |= {View("section", name): rows[numbers[name]] for name in shelves(conn)}
    return found | {UNREAD: Count(rows[0].unread, rows[0].unread), SAVED: rows[-1]}


def source_counts(conn: sqlite3.Connection) -> dict[str, Count]:
    """Count what each source carries on the shelves, by its key: 80 ms at 100,000 articles, so beside the loop."""
    rows = conn.execute(
        "SELECT s.key, count(*), sum(a.read_at IS NULL) FROM source s"
        " JOIN (SELECT a.id, coalesce(f.parent, f.id) AS source FROM article a JOIN source f ON f.id = a.source"
        " UNION SELECT k.article, coalesce(f.parent, f.id) FROM carrier k JOIN source f ON f.id = k.source) c"
        " ON c.source = s.id"
        " JOIN article a ON a.id = c.id WHERE s.active = 1 AND a.listed = 1 AND a.hidden_at IS NULL GROUP BY s.key"
    )
    return {key: Count(total, unread) for key, total, unread in rows}


def set_children(conn: sqlite3.Connection, parent: int) -> None:
    """Let the feeds of a server stand where the server does, each in its own folders or in the one section of all."""
    query = "SELECT key, place, active, every FROM source WHERE id = ?"
    server, place, active, every = conn.execute(query, (parent,)).fetchone()
    fixed = () if every else shelved(conn, server)
    for number, key in conn.execute("SELECT id, key FROM source WHERE parent = ?", (parent,)).fetchall():
        conn.execute("UPDATE source SET place = ?, active = ? WHERE id = ?", (place, active, number))
        names = fixed or tuple(entry.name for entry in menu(conn, key))
        _set_shelves(conn, number, names)
        for name in names:
            _move(conn, number, section_number(conn, name))
    _relist(conn)


def shelved(conn: sqlite3.Connection, source_key: str) -> tuple[str, ...]:
    """Name the sections in which a source stands, in order, configured or not."""
    rows = conn.execute(
        "SELECT c.name FROM shelf h JOIN source s ON s.id = h.source JOIN section c ON c.id = h.section"
        " WHERE s.key = ? ORDER BY h.place",
        (source_key,),
    )
    return tuple(row[0] for row in rows)


def section_number(conn: sqlite3.Connection, name: str) -> int:
    """Give the library's own number for a section, made when the name is new."""
    conn.execute("INSERT OR IGNORE INTO section (name) VALUES (?)", (name,))
    return int(conn.execute("SELECT id FROM section WHERE name = ?", (name,)).fetchone()[0])


def _configured(conn: sqlite3.Connection) -> list[tuple[Source, tuple[str, ...]]]:
    named: defaultdict[str, list[str]] = defaultdict(list)
    for key, section in conn.execute(
        "SELECT s.key, c.name FROM source s JOIN shelf h ON h.source = s.id JOIN section c ON c.id = h.section"
        " WHERE s.active = 1 AND s.every = 0 ORDER BY h.place"
    ):
        named[key].append(section)
    return [(source, tuple(named[source.key])) for source in sources(conn)]


def _set_source(conn: sqlite3.Connection, source: Source, place: int, sections: tuple[str, ...]) -> None:
    row = conn.execute(
        "INSERT INTO source (key, name, kind, url, place, active, every) VALUES (?, ?, ?, ?, ?, 1, ?)"
        " ON CONFLICT (key) DO UPDATE SET name = excluded.name, kind = excluded.kind, url = excluded.url,"
        " place = excluded.place, active = 1, every = excluded.every RETURNING id",
        (source.key, source.name, source.kind, source.url, place, not sections),
    ).fetchone()
    names = sections or tuple(dict.fromkeys(entry.name for entry in menu(conn, source.key)))
    _set_shelves(conn, row[0], names)
    if source.kind == "feed" and sections:
        _move(conn, row[0], section_number(conn, sections[0]))


def _move(conn: sqlite3.Connection, source: int, section: int) -> None:
    """Let everything that a feed brought stand in the section that it has now, also what it lists no more."""
    conn.execute(
        "INSERT OR IGNORE INTO standing (section, sort_time, rank, article, generation, listed)"
        " SELECT ?2, sort_time, rank, id, generation, 0 FROM article WHERE source = ?1"
        " OR id IN (SELECT article FROM carrier WHERE source = ?1)",
        (source, section),
    )


def _set_shelves(conn: sqlite3.Connection, source: int, names: tuple[str, ...]) -> None:
    conn.execute("DELETE FROM shelf WHERE source = ?", (source,))
    rows = [(source, section_number(conn, name), place) for place, name in enumerate(names)]
    conn.executemany("INSERT INTO shelf VALUES (?, ?, ?)", rows)


def _relist(conn: sqlite3.Connection) -> None:
    """Decide anew for every row whether it is listed; only a changed configuration asks for it."""
    conn.execute(f"UPDATE standing AS t SET listed = ({_STANDING_LISTED}) WHERE listed <> ({_STANDING_LISTED})")  # noqa: S608 - constants of this module
    conn.execute(f"UPDATE article AS a SET listed = ({LISTED}) WHERE listed <> ({LISTED})")  # noqa: S608 - likewise
