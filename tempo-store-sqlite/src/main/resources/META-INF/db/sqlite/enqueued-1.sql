-- What programs ask for in transactions of their own, until an engine takes it. parameters, context and omitted are
-- written as they are in run and job.
CREATE TABLE enqueued_run (
  id BLOB PRIMARY KEY,
  job_id BLOB NOT NULL,
  job_name TEXT NOT NULL,
  job_version INTEGER NOT NULL,
  queue TEXT NOT NULL,
  cause INTEGER NOT NULL,
  started_by TEXT,
  parameters TEXT NOT NULL,
  omitted TEXT NOT NULL,
  payload TEXT,
  label TEXT,
  context TEXT NOT NULL,
  run_key TEXT,
  priority INTEGER,
  not_before INTEGER,
  unique_key TEXT,
  unique_window_ms INTEGER,
  unique_policy TEXT
) STRICT, WITHOUT ROWID;
