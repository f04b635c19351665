CREATE TABLE retention_of_job (
  job_id BLOB PRIMARY KEY,
  days   INTEGER,
  newest INTEGER
);
