-- +goose Up
CREATE TABLE shelf (
  id       TEXT PRIMARY KEY,
  last_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Sealed rows have a kilobyte or more. They lie in a rowid table, where three share a page; without rowid each
-- would have a page of its own.
-- A row with a NULL id is a stone: its number stays, everything else is erased.
CREATE TABLE entry (
  shelf   TEXT    NOT NULL REFERENCES shelf (id),
  seq     INTEGER NOT NULL,
  id      TEXT,
  rev     INTEGER,
  author  TEXT,
  day     INTEGER,
  tag     BLOB,
  place   BLOB,
  pair    BLOB,
  opening TEXT,
  sealed  BLOB,
  wrap    BLOB,
  held    BLOB,
  PRIMARY KEY (shelf, seq)
) STRICT;
CREATE INDEX entry_tag ON entry (shelf, tag, seq);
CREATE UNIQUE INDEX entry_place ON entry (shelf, place) WHERE place IS NOT NULL;
CREATE UNIQUE INDEX entry_pair ON entry (shelf, pair) WHERE pair IS NOT NULL;
CREATE UNIQUE INDEX entry_id ON entry (shelf, id) WHERE id IS NOT NULL;

CREATE TABLE request (
  shelf  TEXT    NOT NULL REFERENCES shelf (id),
  id     TEXT    NOT NULL,
  day    INTEGER NOT NULL,
  answer BLOB    NOT NULL,
  PRIMARY KEY (shelf, id)
) STRICT;

CREATE TABLE unsent (
  shelf  TEXT    NOT NULL REFERENCES shelf (id),
  page   BLOB    NOT NULL,
  day    INTEGER NOT NULL,
  sealed BLOB    NOT NULL,
  PRIMARY KEY (shelf, page)
) STRICT;

-- +goose Down
DROP TABLE unsent;
DROP TABLE request;
DROP TABLE entry;
DROP TABLE shelf;
