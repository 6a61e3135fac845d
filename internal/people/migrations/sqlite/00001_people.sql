-- +goose Up
-- One row (id 1): who came first, and their words on who runs this server.
CREATE TABLE server (
  id            INTEGER PRIMARY KEY CHECK (id = 1),
  first_account TEXT NOT NULL,
  keeper        BLOB
) STRICT;

CREATE TABLE account (
  id            TEXT PRIMARY KEY,
  turn          INTEGER NOT NULL,
  name_mac      BLOB    NOT NULL UNIQUE,
  name_secret   TEXT    NOT NULL,
  seal_key      BLOB    NOT NULL,
  sign_key      BLOB    NOT NULL,
  password_lock BLOB    NOT NULL,
  recovery_lock BLOB    NOT NULL,
  recovery_look BLOB    NOT NULL UNIQUE,
  shelf         TEXT    NOT NULL UNIQUE,
  profile       BLOB    NOT NULL,
  notice        BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
  look       BLOB    PRIMARY KEY,
  account    TEXT    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX device_account ON device (account);

-- A row without lock is a lapsed one: kept for a while to say whose it was.
CREATE TABLE session (
  id         TEXT PRIMARY KEY,
  look       BLOB    NOT NULL UNIQUE,
  account    TEXT    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  device     BLOB,
  lock       BLOB,
  agent      BLOB,
  shared     INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  seen_ms    INTEGER NOT NULL,
  private_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_account ON session (account);

CREATE TABLE couple (
  id    TEXT PRIMARY KEY,
  shelf TEXT    NOT NULL UNIQUE,
  epoch INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The primary key is what allows one couple at a time.
CREATE TABLE member (
  account   TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  couple    TEXT NOT NULL REFERENCES couple (id) ON DELETE CASCADE,
  wrap      BLOB NOT NULL,
  card      BLOB NOT NULL,
  pin       BLOB,
  signature BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX member_couple ON member (couple);

-- One standing invitation per account. With a couple it has been used, and waits
-- for the inviter to confirm.
CREATE TABLE invitation (
  account    TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  look       BLOB    NOT NULL UNIQUE,
  code       BLOB    NOT NULL,
  greeting   BLOB    NOT NULL,
  expires_ms INTEGER NOT NULL,
  couple     TEXT REFERENCES couple (id) ON DELETE CASCADE,
  joined     BLOB
) STRICT, WITHOUT ROWID;

-- Keyed hashes of who may have to wait, for a day.
CREATE TABLE throttle (
  look     BLOB    PRIMARY KEY,
  failures INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  erase_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX throttle_erase ON throttle (erase_ms);

-- +goose Down
DROP TABLE throttle;
DROP TABLE invitation;
DROP TABLE member;
DROP TABLE couple;
DROP TABLE session;
DROP TABLE device;
DROP TABLE account;
DROP TABLE server;
