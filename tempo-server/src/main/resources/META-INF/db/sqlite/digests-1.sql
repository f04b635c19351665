CREATE TABLE digest (
  user_id    BLOB    PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  frequency  TEXT    NOT NULL,
  told_until INTEGER NOT NULL
);
CREATE TABLE lateness (
  id          BLOB    PRIMARY KEY,
  job_id      BLOB    NOT NULL,
  job_name    TEXT    NOT NULL,
  kind        TEXT    NOT NULL,
  since       INTEGER NOT NULL,
  expected_at INTEGER NOT NULL,
  missed_at   INTEGER,
  ended_at    INTEGER
);
CREATE INDEX lateness_since ON lateness (since);
CREATE UNIQUE INDEX lateness_open ON lateness (job_id) WHERE ended_at IS NULL;
