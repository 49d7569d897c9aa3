"""Version 3: sync servers, whose feeds are sources of their own, their items, and what they are still to be told."""

from __future__ import annotations

# A feed of a server is a source with a `parent`. What the server last said of an item is kept beside it, so that only
# what it has changed since changes an article, whatever else has happened to that. An item without an article was asked
# for in vain (`absent`: when), or pruned here.
TEXT = """
ALTER TABLE source ADD COLUMN parent INTEGER REFERENCES source (id);
CREATE INDEX source_parent ON source (parent) WHERE parent IS NOT NULL;

CREATE TABLE sync_item (
    server INTEGER NOT NULL REFERENCES source (id),
    item TEXT NOT NULL,
    feed INTEGER REFERENCES source (id),
    article INTEGER REFERENCES article (id) ON DELETE SET NULL,
    read INTEGER NOT NULL,
    starred INTEGER NOT NULL,
    absent INTEGER,
    PRIMARY KEY (server, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX sync_item_article ON sync_item (article) WHERE article IS NOT NULL;

CREATE TABLE sync_action (                      -- what the reader did and the server has not acknowledged
    id INTEGER PRIMARY KEY AUTOINCREMENT,       -- a new one each time: an answer to an older one never strikes it out
    server INTEGER NOT NULL REFERENCES source (id),
    item TEXT NOT NULL,
    state TEXT NOT NULL,                        -- 'read' or 'starred'
    wanted INTEGER NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (server, item, state)
) STRICT;
"""
