-- +goose Up
-- One row (id 1): who came first, and their words on who runs this server.
CREATE TABLE server (
  id            BIGINT PRIMARY KEY CHECK (id = 1),
  first_account TEXT COLLATE "C" NOT NULL,
  keeper        BYTEA
);

CREATE TABLE account (
  id            TEXT COLLATE "C" PRIMARY KEY,
  turn          BIGINT NOT NULL,
  name_mac      BYTEA NOT NULL UNIQUE,
  name_secret   TEXT COLLATE "C" NOT NULL,
  seal_key      BYTEA NOT NULL,
  sign_key      BYTEA NOT NULL,
  password_lock BYTEA NOT NULL,
  recovery_lock BYTEA NOT NULL,
  recovery_look BYTEA NOT NULL UNIQUE,
  shelf         TEXT COLLATE "C" NOT NULL UNIQUE,
  profile       BYTEA NOT NULL,
  notice        BYTEA NOT NULL
);

CREATE TABLE device (
  look       BYTEA PRIMARY KEY,
  account    TEXT COLLATE "C" NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  expires_ms BIGINT NOT NULL
);
CREATE INDEX device_account ON device (account);

-- A row without lock is a lapsed one: kept for a while to say whose it was.
CREATE TABLE session (
  id         TEXT COLLATE "C" PRIMARY KEY,
  look       BYTEA NOT NULL UNIQUE,
  account    TEXT COLLATE "C" NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  device     BYTEA,
  lock       BYTEA,
  agent      BYTEA,
  shared     BOOLEAN NOT NULL,
  created_ms BIGINT NOT NULL,
  seen_ms    BIGINT NOT NULL,
  private_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL
);
CREATE INDEX session_account ON session (account);

CREATE TABLE couple (
  id    TEXT COLLATE "C" PRIMARY KEY,
  shelf TEXT COLLATE "C" NOT NULL UNIQUE,
  epoch BIGINT NOT NULL
);

-- The primary key is what allows one couple at a time.
CREATE TABLE member (
  account   TEXT COLLATE "C" PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  couple    TEXT COLLATE "C" NOT NULL REFERENCES couple (id) ON DELETE CASCADE,
  wrap      BYTEA NOT NULL,
  card      BYTEA NOT NULL,
  pin       BYTEA,
  signature BYTEA
);
CREATE INDEX member_couple ON member (couple);

-- One standing invitation per account. With a couple it has been used, and waits
-- for the inviter to confirm.
CREATE TABLE invitation (
  account    TEXT COLLATE "C" PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  look       BYTEA NOT NULL UNIQUE,
  code       BYTEA NOT NULL,
  greeting   BYTEA NOT NULL,
  expires_ms BIGINT NOT NULL,
  couple     TEXT COLLATE "C" REFERENCES couple (id) ON DELETE CASCADE,
  joined     BYTEA
);

-- Keyed hashes of who may have to wait, for a day.
CREATE TABLE throttle (
  look     BYTEA PRIMARY KEY,
  failures BIGINT NOT NULL,
  until_ms BIGINT NOT NULL,
  erase_ms BIGINT NOT NULL
);
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
