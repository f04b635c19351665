-- What programs ask for in transactions of their own, until an engine takes it. parameters, context and omitted are
-- written as they are in run and job.
CREATE TABLE enqueued_run (
  id bytea PRIMARY KEY,
  job_id bytea NOT NULL,
  job_name text COLLATE "C" NOT NULL,
  job_version bigint NOT NULL,
  queue text COLLATE "C" NOT NULL,
  cause bigint NOT NULL,
  started_by text COLLATE "C",
  parameters text COLLATE "C" NOT NULL,
  omitted text COLLATE "C" NOT NULL,
  payload text COLLATE "C",
  label text COLLATE "C",
  context text COLLATE "C" NOT NULL,
  run_key text COLLATE "C",
  priority bigint,
  not_before bigint,
  unique_key text COLLATE "C",
  unique_window_ms bigint,
  unique_policy text COLLATE "C"
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000, autovacuum_analyze_threshold = 5000);
