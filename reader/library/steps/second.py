"""Version 2: the search index, texts one behind the other, claims on pages, and articles of several sources."""

from __future__ import annotations

# The index holds no text: only which syllables, pairs, words and first consonants stand in an article, not where
# (detail = none: 0.5 bytes a byte of text; with places it would be 1.7). To take an article out, what was put in must
# be said again; so `unsearched` keeps what an article was before it changed until `indexing` has caught up.
_SEARCH = """
CREATE VIRTUAL TABLE search USING fts5 (
    single, pair, word, initial, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);

CREATE TABLE unsearched (                       -- what the index does not know yet, and what it holds instead
    article INTEGER PRIMARY KEY,
    title TEXT,                                 -- NULL: nothing
    subtitle TEXT,
    author TEXT,
    text TEXT
) STRICT;

CREATE TABLE word (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;  -- to find what stands inside of words with letters

CREATE VIEW searchable AS                       -- what the reader is shown of an article, be it from lists or its page
    SELECT a.id AS article,
           a.title || coalesce(char(10) || nullif(nullif(b.title, a.title), ''), '') AS title,
           a.subtitle || coalesce(char(10) || nullif(nullif(b.subtitle, a.subtitle), ''), '') AS subtitle,
           a.author || coalesce(char(10) || nullif(nullif(b.author, a.author), ''), '') AS author,
           coalesce(b.text, a.summary) AS text
      FROM article a LEFT JOIN body b ON b.article = a.id;

CREATE TRIGGER search_added AFTER INSERT ON article BEGIN
    INSERT INTO unsearched (article) VALUES (new.id);
END;

CREATE TRIGGER search_head_changed BEFORE UPDATE OF title, subtitle, summary, author ON article
WHEN (old.title, old.subtitle, old.summary, old.author) IS NOT (new.title, new.subtitle, new.summary, new.author) BEGIN
    INSERT INTO unsearched SELECT * FROM searchable
     WHERE article = old.id AND NOT EXISTS (SELECT 1 FROM unsearched WHERE article = old.id);
END;

CREATE TRIGGER search_text_kept BEFORE INSERT ON body BEGIN
    INSERT INTO unsearched SELECT * FROM searchable
     WHERE article = new.article AND NOT EXISTS (SELECT 1 FROM unsearched WHERE article = new.article);
END;

CREATE TRIGGER search_removed BEFORE DELETE ON article BEGIN
    INSERT INTO unsearched SELECT * FROM searchable
     WHERE article = old.id AND NOT EXISTS (SELECT 1 FROM unsearched WHERE article = old.id);
    DELETE FROM unsearched WHERE article = old.id AND title IS NULL;
END;

INSERT INTO unsearched (article) SELECT id FROM article;
"""

# Texts come in any order, mostly the newest first, which leaves a table by article number two thirds empty (measured:
# 5.6 kB of file for a text of 2 kB). Numbered as they come they stand one behind the other: 2.4 kB.
_BODIES = """
CREATE TABLE body_2 (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL UNIQUE REFERENCES article (id) ON DELETE CASCADE,
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
INSERT INTO body_2 (article, title, subtitle, author, section, image, published, updated, text, shape, fetched, parser)
    SELECT article, title, subtitle, author, section, image, published, updated, text, shape, fetched, parser FROM body;
DROP TABLE body;
ALTER TABLE body_2 RENAME TO body;
"""

_CLAIMS = """
CREATE TABLE claim (                            -- which window is fetching what, so that no other does
    owner TEXT NOT NULL,
    url TEXT NOT NULL,
    holder TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (owner, url)
) STRICT, WITHOUT ROWID;
"""

# One article may be reached by several sources. `address` is its link without what makes no difference, so that the
# second source finds it; each further one stands in `carrier` under the name that the article would have had from it.
_CARRIERS = """
ALTER TABLE article ADD COLUMN address TEXT NOT NULL DEFAULT '';
UPDATE article SET address = canonical(url);
CREATE INDEX article_address ON article (address) WHERE address <> '';

CREATE TABLE carrier (
    name TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    source INTEGER NOT NULL REFERENCES source (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX carrier_article ON carrier (article, source);
"""

_ELAPSED = """
ALTER TABLE page ADD COLUMN elapsed INTEGER NOT NULL DEFAULT 0;  -- milliseconds that the last answer took
"""

TEXT = _BODIES + _SEARCH + _CLAIMS + _CARRIERS + _ELAPSED
