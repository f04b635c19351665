CREATE TABLE draft (
  user_id bytea NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  job_id bytea NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  content text COLLATE "C" NOT NULL,
  base_version bigint NOT NULL,
  base_sha256 text COLLATE "C",
  saved_at bigint NOT NULL,
  PRIMARY KEY (user_id, job_id)
);
CREATE INDEX draft_of_job ON draft (job_id);
