CREATE TABLE preset (
  user_id bytea NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  job_id bytea NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  project text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  document text COLLATE "C" NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (user_id, job_id, project, name)
);
CREATE INDEX preset_of_job ON preset (job_id);
