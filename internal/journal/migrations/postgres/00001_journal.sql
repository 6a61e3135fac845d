-- +goose Up
CREATE TABLE shelf (
  id       TEXT PRIMARY KEY,
  last_seq BIGINT NOT NULL
);

-- A row with a NULL id is a stone: its number stays, everything else is erased.
CREATE TABLE entry (
  shelf   TEXT    NOT NULL REFERENCES shelf (id),
  seq     BIGINT NOT NULL,
  id      TEXT,
  rev     BIGINT,
  author  TEXT,
  day     BIGINT,
  tag     BYTEA,
  place   BYTEA,
  pair    BYTEA,
  opening TEXT,
  sealed  BYTEA,
  wrap    BYTEA,
  held    BYTEA,
  PRIMARY KEY (shelf, seq)
);
CREATE INDEX entry_tag ON entry (shelf, tag, seq);
CREATE UNIQUE INDEX entry_place ON entry (shelf, place) WHERE place IS NOT NULL;
CREATE UNIQUE INDEX entry_pair ON entry (shelf, pair) WHERE pair IS NOT NULL;
CREATE UNIQUE INDEX entry_id ON entry (shelf, id) WHERE id IS NOT NULL;

CREATE TABLE request (
  shelf  TEXT    NOT NULL REFERENCES shelf (id),
  id     TEXT    NOT NULL,
  day    BIGINT NOT NULL,
  answer BYTEA    NOT NULL,
  PRIMARY KEY (shelf, id)
);

CREATE TABLE unsent (
  shelf  TEXT    NOT NULL REFERENCES shelf (id),
  page   BYTEA    NOT NULL,
  day    BIGINT NOT NULL,
  sealed BYTEA    NOT NULL,
  PRIMARY KEY (shelf, page)
);

-- +goose Down
DROP TABLE unsent;
DROP TABLE request;
DROP TABLE entry;
DROP TABLE shelf;
