CREATE TABLE preset (
  user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  job_id BLOB NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  project TEXT NOT NULL,
  name TEXT NOT NULL,
  document TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, job_id, project, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX preset_of_job ON preset (job_id);
