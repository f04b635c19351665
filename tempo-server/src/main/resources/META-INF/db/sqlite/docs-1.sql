CREATE TABLE job_doc (
  job_id     BLOB    NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  language   TEXT    NOT NULL,
  content    TEXT    NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (job_id, language)
) STRICT, WITHOUT ROWID;
