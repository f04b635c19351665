CREATE TABLE run_setup (
  job_id      bytea NOT NULL,
  definition  bigint NOT NULL,
  recorded_at bigint NOT NULL,
  document    text COLLATE "C" NOT NULL,
  PRIMARY KEY (job_id, definition, recorded_at)
);
