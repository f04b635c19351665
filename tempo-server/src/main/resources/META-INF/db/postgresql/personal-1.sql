CREATE TABLE favorite (
  user_id bytea NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  job_id bytea NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  created_at bigint NOT NULL,
  PRIMARY KEY (user_id, job_id)
);
CREATE INDEX favorite_of_job ON favorite (job_id);
CREATE TABLE user_tag (
  user_id bytea NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  job_id bytea NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  tag text COLLATE "C" NOT NULL,
  PRIMARY KEY (user_id, job_id, tag)
);
CREATE INDEX user_tag_of_job ON user_tag (job_id);
