CREATE TABLE run_setup (
  job_id      BLOB    NOT NULL,
  definition  INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  document    TEXT    NOT NULL,
  PRIMARY KEY (job_id, definition, recorded_at)
) STRICT, WITHOUT ROWID;
