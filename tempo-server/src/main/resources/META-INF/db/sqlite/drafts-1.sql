CREATE TABLE draft (
  user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  job_id BLOB NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  content TEXT NOT NULL,
  base_version INTEGER NOT NULL,
  base_sha256 TEXT,
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, job_id)
) STRICT;
CREATE INDEX draft_of_job ON draft (job_id);
