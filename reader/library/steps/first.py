"""Version 1: sources, pages, articles with their places, texts, marks and the log, and counts kept by triggers."""

from __future__ import annotations

APPLICATION = 0x4E757269  # "Nuri" in ASCII, so that `restore` can tell a library from another program's database

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('generation', 0);

CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    place INTEGER NOT NULL,
    active INTEGER NOT NULL,
    every INTEGER NOT NULL,                     -- no sections were named: all of its menu
    lead INTEGER REFERENCES article (id) ON DELETE SET NULL
) STRICT;

CREATE TABLE section (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE menu (                             -- what the site's own menu says, in its order
    source INTEGER NOT NULL REFERENCES source (id),
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    number TEXT NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (source, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE shelf (                            -- the sections of a source that the reader sees, in order
    source INTEGER NOT NULL REFERENCES source (id),
    section INTEGER NOT NULL REFERENCES section (id),
    place INTEGER NOT NULL,
    PRIMARY KEY (source, section)
) STRICT, WITHOUT ROWID;

CREATE TABLE page (                             -- what is polled; validators stand beside what a 304 would validate
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,                        -- a source's key, or 'weather'
    url TEXT NOT NULL,
    role TEXT NOT NULL,
    section TEXT NOT NULL,
    etag TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    parser INTEGER NOT NULL,
    checked INTEGER,
    changed INTEGER,
    due INTEGER,
    interval INTEGER NOT NULL,
    lifetime INTEGER,
    status INTEGER NOT NULL,
    next_url TEXT NOT NULL,
    failures INTEGER NOT NULL,
    failed INTEGER,
    error TEXT NOT NULL,
    UNIQUE (owner, url)
) STRICT;

CREATE TABLE article (
    id INTEGER PRIMARY KEY AUTOINCREMENT,       -- never used twice: open lists hold these numbers
    name TEXT NOT NULL UNIQUE,                  -- the id that people see
    source INTEGER NOT NULL REFERENCES source (id),
    identity TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    subtitle TEXT NOT NULL,
    summary TEXT NOT NULL,
    author TEXT NOT NULL,
    image TEXT NOT NULL,
    section TEXT NOT NULL,                      -- what its own page says, for want of a list that names one
    published TEXT,
    sort_time INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    confirmed INTEGER NOT NULL,                 -- when a list last showed it that shows it no more
    trusted INTEGER NOT NULL,                   -- its head comes from a list, not only from a front page
    front INTEGER NOT NULL,                     -- a page showed it outside of any section
    listed INTEGER NOT NULL,                    -- its source and one of its sections are configured, or it is front
    read_at INTEGER,
    saved_at INTEGER,
    hidden_at INTEGER,
    opened_at INTEGER
) STRICT;
-- The columns of a WHERE stand in its index too: SQLite before 3.43 looks at the row for them otherwise.
CREATE INDEX article_order ON article (sort_time, rank, id, generation, listed, hidden_at)
    WHERE listed = 1 AND hidden_at IS NULL;
CREATE INDEX article_unread ON article (sort_time, rank, id, generation, listed, hidden_at, read_at)
    WHERE listed = 1 AND hidden_at IS NULL AND read_at IS NULL;
CREATE INDEX article_saved ON article (sort_time, rank, id, generation, saved_at, hidden_at)
    WHERE saved_at IS NOT NULL AND hidden_at IS NULL;
CREATE INDEX article_hidden ON article (id) WHERE hidden_at IS NOT NULL;
CREATE INDEX article_news ON article (generation);
CREATE INDEX article_url ON article (url);

CREATE TABLE standing (                         -- an article's place in a section, once there always there
    section INTEGER NOT NULL REFERENCES section (id),
    sort_time INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES article (id),
    generation INTEGER NOT NULL,
    listed INTEGER NOT NULL,                    -- this section of this source is configured
    PRIMARY KEY (section, sort_time, rank, article)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX standing_article ON standing (article, section, listed);
CREATE INDEX standing_news ON standing (section, generation);

CREATE TABLE listing (                          -- what each page showed when it was last read
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    page INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    PRIMARY KEY (article, page)
) STRICT, WITHOUT ROWID;
CREATE INDEX listing_page ON listing (page);

CREATE TABLE body (                             -- the text once as plain text, and the shape that makes blocks of it
    article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    subtitle TEXT NOT NULL,
    author TEXT NOT NULL,
    section TEXT NOT NULL,
    image TEXT NOT NULL,
    published TEXT,
    updated TEXT,
    text TEXT NOT NULL,
    shape TEXT NOT NULL,
    fetched INTEGER NOT NULL,
    parser INTEGER NOT NULL
) STRICT;

CREATE TABLE trouble (                          -- why an article's text could not be had
    article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    error TEXT NOT NULL,
    at INTEGER NOT NULL,
    retry INTEGER,                              -- NULL: never by itself
    tries INTEGER NOT NULL
) STRICT;

CREATE TABLE action (                           -- everything the reader did, with its time
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    verb TEXT NOT NULL,
    view TEXT NOT NULL,
    count INTEGER NOT NULL,
    undoable INTEGER NOT NULL,
    undone_at INTEGER
) STRICT;
CREATE INDEX action_undoable ON action (id) WHERE undoable = 1;

CREATE TABLE action_article (                   -- what an action changed, and what stood there before
    action INTEGER NOT NULL REFERENCES action (id) ON DELETE CASCADE,
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    was INTEGER,
    PRIMARY KEY (action, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX action_article_article ON action_article (article);

CREATE TABLE observation (
    id INTEGER PRIMARY KEY,
    provider TEXT NOT NULL,
    observed TEXT,
    fetched INTEGER NOT NULL,
    stations TEXT NOT NULL,
    page INTEGER REFERENCES page (id) ON DELETE SET NULL
) STRICT;

CREATE TABLE memory (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE place (                            -- the block at the top when an article was left
    article INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    block INTEGER NOT NULL
) STRICT;
"""

_TALLY = """
CREATE TABLE tally (section INTEGER PRIMARY KEY, total INTEGER NOT NULL, unread INTEGER NOT NULL) STRICT;
INSERT INTO tally VALUES (0, 0, 0), (-1, 0, 0);  -- 0: everything, -1: what is saved

CREATE TRIGGER section_added AFTER INSERT ON section BEGIN
    INSERT INTO tally VALUES (new.id, 0, 0);
END;

CREATE TRIGGER article_added AFTER INSERT ON article WHEN new.hidden_at IS NULL BEGIN
    UPDATE tally SET total = total + 1, unread = unread + (new.read_at IS NULL)
     WHERE (section = 0 AND new.listed = 1) OR (section = -1 AND new.saved_at IS NOT NULL);
END;

CREATE TRIGGER article_removed BEFORE DELETE ON article BEGIN
    DELETE FROM standing WHERE article = old.id;
    UPDATE tally SET total = total - 1, unread = unread - (old.read_at IS NULL)
     WHERE old.hidden_at IS NULL
       AND ((section = 0 AND old.listed = 1) OR (section = -1 AND old.saved_at IS NOT NULL));
END;

CREATE TRIGGER article_marked AFTER UPDATE OF read_at, saved_at, hidden_at, listed ON article BEGIN
    UPDATE tally SET
        total = total + (new.listed AND new.hidden_at IS NULL) - (old.listed AND old.hidden_at IS NULL),
        unread = unread + (new.listed AND new.hidden_at IS NULL AND new.read_at IS NULL)
                        - (old.listed AND old.hidden_at IS NULL AND old.read_at IS NULL)
     WHERE section = 0;
    UPDATE tally SET
        total = total + (new.saved_at IS NOT NULL AND new.hidden_at IS NULL)
                      - (old.saved_at IS NOT NULL AND old.hidden_at IS NULL),
        unread = unread + (new.saved_at IS NOT NULL AND new.hidden_at IS NULL AND new.read_at IS NULL)
                        - (old.saved_at IS NOT NULL AND old.hidden_at IS NULL AND old.read_at IS NULL)
     WHERE section = -1;
    UPDATE tally SET
        total = total + (new.hidden_at IS NULL) - (old.hidden_at IS NULL),
        unread = unread + (new.hidden_at IS NULL AND new.read_at IS NULL)
                        - (old.hidden_at IS NULL AND old.read_at IS NULL)
     WHERE section IN (SELECT section FROM standing WHERE article = new.id AND listed = 1);
END;

CREATE TRIGGER standing_added AFTER INSERT ON standing WHEN new.listed = 1 BEGIN
    UPDATE tally SET
        total = total + (SELECT hidden_at IS NULL FROM article WHERE id = new.article),
        unread = unread + (SELECT hidden_at IS NULL AND read_at IS NULL FROM article WHERE id = new.article)
     WHERE section = new.section;
END;

CREATE TRIGGER standing_removed AFTER DELETE ON standing WHEN old.listed = 1 BEGIN
    UPDATE tally SET
        total = total - (SELECT hidden_at IS NULL FROM article WHERE id = old.article),
        unread = unread - (SELECT hidden_at IS NULL AND read_at IS NULL FROM article WHERE id = old.article)
     WHERE section = old.section;
END;

CREATE TRIGGER standing_changed AFTER UPDATE OF listed ON standing WHEN old.listed <> new.listed BEGIN
    UPDATE tally SET
        total = total + (new.listed - old.listed) * (SELECT hidden_at IS NULL FROM article WHERE id = new.article),
        unread = unread + (new.listed - old.listed)
                        * (SELECT hidden_at IS NULL AND read_at IS NULL FROM article WHERE id = new.article)
     WHERE section = new.section;
END;
"""

TEXT = _TABLES + _TALLY + f"PRAGMA application_id = {APPLICATION};"
