CREATE TABLE late_watch (
  job_id         BLOB    PRIMARY KEY,
  since          INTEGER NOT NULL,
  started        INTEGER NOT NULL,
  succeeded_from INTEGER NOT NULL,
  succeeded      INTEGER NOT NULL,
  kind           TEXT,
  late_since     INTEGER,
  expected_at    INTEGER,
  missed_at      INTEGER
);
