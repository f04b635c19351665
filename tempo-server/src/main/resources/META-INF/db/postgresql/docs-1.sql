CREATE TABLE job_doc (
  job_id     bytea NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  language   text COLLATE "C" NOT NULL,
  content    text COLLATE "C" NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (job_id, language)
);
