CREATE TABLE api_keys (
  id            BLOB    PRIMARY KEY,
  owner_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  epoch         INTEGER NOT NULL,
  hash          BLOB    NOT NULL UNIQUE,
  name          TEXT    NOT NULL,
  prefix        TEXT    NOT NULL,
  from_settings INTEGER NOT NULL,
  scope         TEXT    NOT NULL,
  jobs          TEXT,
  role          TEXT,
  expires_at    INTEGER,
  created_at    INTEGER NOT NULL,
  last_used_at  INTEGER
);
CREATE INDEX api_keys_by_owner ON api_keys (owner_id);
