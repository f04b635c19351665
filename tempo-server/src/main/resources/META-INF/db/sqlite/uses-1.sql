CREATE TABLE job_use (
  user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  job_id BLOB NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  used_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, job_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_use_of_job ON job_use (job_id);
