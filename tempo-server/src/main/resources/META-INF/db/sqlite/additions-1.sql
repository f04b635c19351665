CREATE TABLE requirement_addition (
  run_id        BLOB PRIMARY KEY,
  job_id        BLOB NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  before_adding TEXT,
  after_adding  TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX requirement_addition_of_job ON requirement_addition (job_id);
