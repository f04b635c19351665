CREATE TABLE requirement_addition (
  run_id        bytea PRIMARY KEY,
  job_id        bytea NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  before_adding text COLLATE "C",
  after_adding  text COLLATE "C"
);
CREATE INDEX requirement_addition_of_job ON requirement_addition (job_id);
