CREATE TABLE job_use (
  user_id bytea NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  job_id bytea NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  used_at bigint NOT NULL,
  PRIMARY KEY (user_id, job_id)
);
CREATE INDEX job_use_of_job ON job_use (job_id);
