"""The tables of ``library.sqlite``, the truth that the vector index is made from."""

from __future__ import annotations

SCHEMA = 2
"""Version of the tables. One of version 1 is brought up to date, any other is refused."""

ARTICLE = "id, sha256, title, source, outlet, author, url, published, characters, text"
"""Columns of an article that its seal is made from, like the three that follow."""

PLACE = "path, record, article, file_sha256, added"

PASSAGE = "key, id, article, start, stop, sentences"

VECTORS = "id, vector, sentence_vectors"

SEALS = {
    "articles": {"seal": ARTICLE},
    "locations": {"seal": PLACE},
    "passages": {"seal": PASSAGE, "vector_seal": VECTORS},
}
"""Every column that holds a seal (`rag.library.rows.seal`), and what it is made from.

SQLite takes whatever bytes a page holds; with a seal, a row that a failing disk has changed
is known when it is read, and no reader is shown a wrong date or a wrong quote."""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE articles (
    id         TEXT PRIMARY KEY,
    sha256     TEXT NOT NULL,
    title      TEXT NOT NULL,
    source     TEXT,
    outlet     TEXT,              -- source, folded for comparing
    author     TEXT,
    url        TEXT,
    published  INTEGER,           -- yyyymmdd
    characters INTEGER NOT NULL,
    text       TEXT NOT NULL,     -- late, so that listing never reads its pages
    seal       BLOB
);
CREATE INDEX articles_filtered ON articles (published, outlet, id);

CREATE TABLE locations (
    path        TEXT NOT NULL,
    record      TEXT NOT NULL,
    article     TEXT NOT NULL REFERENCES articles (id),
    file_sha256 TEXT NOT NULL,
    added       TEXT NOT NULL,    -- ISO 8601, UTC
    seal        BLOB,
    PRIMARY KEY (path, record)
) WITHOUT ROWID;
CREATE INDEX locations_of_article ON locations (article);

-- Files whose every record is stored; one that was interrupted half-way is not here.
CREATE TABLE files (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE passages (
    key              INTEGER PRIMARY KEY,   -- rowid of its words
    id               TEXT NOT NULL UNIQUE,
    article          TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start            INTEGER NOT NULL,
    stop             INTEGER NOT NULL,
    sentences        TEXT NOT NULL,         -- JSON, [[start, end], …]
    vector           BLOB NOT NULL,         -- little-endian float16
    sentence_vectors BLOB NOT NULL,         -- the same, row by row
    seal             BLOB,
    vector_seal      BLOB
);
CREATE INDEX passages_of_article ON passages (article);

CREATE VIRTUAL TABLE words USING fts5 (
    title, text, tokenize = 'porter unicode61 remove_diacritics 2'
);

-- Passages whose entry in the vector index may differ from the tables above.
CREATE TABLE pending (passage TEXT PRIMARY KEY) WITHOUT ROWID;
"""
