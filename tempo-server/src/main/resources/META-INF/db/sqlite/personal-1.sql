CREATE TABLE favorite (
  user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  job_id BLOB NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, job_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX favorite_of_job ON favorite (job_id);
CREATE TABLE user_tag (
  user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  job_id BLOB NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (user_id, job_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_tag_of_job ON user_tag (job_id);
