CREATE TABLE retention_of_job (
  job_id bytea PRIMARY KEY,
  days   bigint,
  newest bigint
);
