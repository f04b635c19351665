CREATE TABLE script_version (
  job_id           BLOB    NOT NULL,
  number           INTEGER NOT NULL,
  kind             TEXT    NOT NULL,
  sha256           TEXT    NOT NULL,
  size_bytes       INTEGER NOT NULL,
  author           TEXT,
  message          TEXT,
  automatic        INTEGER NOT NULL,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  first_definition INTEGER NOT NULL,
  last_definition  INTEGER NOT NULL,
  content          TEXT,
  PRIMARY KEY (job_id, number)
) STRICT, WITHOUT ROWID;
