CREATE TABLE users (
  id            BLOB    PRIMARY KEY,
  username      TEXT    NOT NULL,
  username_key  TEXT    NOT NULL UNIQUE,
  email         TEXT,
  role          TEXT    NOT NULL,
  active        INTEGER NOT NULL,
  language      TEXT,
  theme         TEXT    NOT NULL,
  timezone      TEXT,
  password_hash TEXT    NOT NULL,
  created_at    INTEGER NOT NULL,
  last_login_at INTEGER,
  retention_days INTEGER,
  sessions_epoch INTEGER NOT NULL DEFAULT 0,
  keys_epoch     INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE former_users (
  id         BLOB    PRIMARY KEY,
  username   TEXT    NOT NULL,
  deleted_at INTEGER NOT NULL
);
