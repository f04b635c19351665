-- Ids are UUIDs of version 7 as 16 bytes. Instants are milliseconds since the epoch. Maps are
-- application/x-www-form-urlencoded; what is sealed has != in the place of =. Durations end in _ms.

CREATE TABLE job (
  id BLOB PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  enabled INTEGER NOT NULL,
  zone TEXT NOT NULL,
  task_kind TEXT NOT NULL,
  task_body TEXT NOT NULL,
  task_parameters TEXT NOT NULL,
  task_environment TEXT NOT NULL,
  task_directory TEXT,
  python_version TEXT,
  python_requirements TEXT NOT NULL,
  python_conda TEXT,
  queue TEXT NOT NULL,
  overlap TEXT NOT NULL,
  retry_count INTEGER NOT NULL,
  retry_delay_ms INTEGER NOT NULL,
  retry_backoff TEXT NOT NULL,
  retry_max_delay_ms INTEGER NOT NULL,
  retry_jitter REAL NOT NULL,
  timeout_ms INTEGER,
  grace_ms INTEGER NOT NULL,
  leftovers TEXT NOT NULL,
  rerun_if_lost INTEGER NOT NULL,
  limit_memory_bytes INTEGER,
  limit_cpu_percent INTEGER,
  limit_processes INTEGER,
  limit_output_bytes INTEGER,
  limit_nice INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE job_trigger (
  id BLOB PRIMARY KEY,
  job_id BLOB NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  expression TEXT NOT NULL,
  zone TEXT,
  dst TEXT NOT NULL,
  start_at INTEGER,
  end_at INTEGER,
  excluded_dates TEXT NOT NULL,
  jitter_ms INTEGER NOT NULL,
  misfire TEXT NOT NULL,
  grace_ms INTEGER NOT NULL,
  enabled INTEGER NOT NULL,
  at_startup INTEGER NOT NULL,
  next_nominal INTEGER,
  next_at INTEGER,
  last_fired_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX job_trigger_due ON job_trigger (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX job_trigger_of_job ON job_trigger (job_id, position);
CREATE INDEX job_trigger_at_startup ON job_trigger (job_id) WHERE at_startup = 1;

-- status: 0 queued, 1 running, 2 success, 3 failure, 4 timeout, 5 cancelled, 6 skipped, 7 lost
-- cause: 0 schedule, 1 manual, 2 startup, 3 url, 4 retry, 5 api
CREATE TABLE run (
  id BLOB PRIMARY KEY,
  job_id BLOB NOT NULL,
  job_name TEXT NOT NULL,
  job_version INTEGER NOT NULL,
  queue TEXT NOT NULL,
  cause INTEGER NOT NULL,
  started_by TEXT,
  trigger_id BLOB,
  scheduled_for INTEGER,
  parameters TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  unpaid INTEGER NOT NULL,
  first_run_id BLOB,
  engine_id BLOB NOT NULL,
  status INTEGER NOT NULL,
  queued_at INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  exit_code INTEGER,
  signal TEXT,
  error TEXT,
  cpu_ms INTEGER NOT NULL DEFAULT 0,
  max_memory_bytes INTEGER NOT NULL DEFAULT 0,
  max_cpu_percent REAL NOT NULL DEFAULT 0,
  line_count INTEGER NOT NULL DEFAULT 0,
  output_bytes INTEGER NOT NULL DEFAULT 0,
  processes_ended INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- With started_by, so that runs of others are passed over without being read.
CREATE INDEX run_of_job ON run (job_id, id, started_by);
CREATE INDEX run_of_starter ON run (started_by, id) WHERE started_by IS NOT NULL;
-- One index for queued and running, so that a start changes no index.
CREATE INDEX run_open ON run (queue, id) WHERE status < 2;
CREATE INDEX run_ended ON run (status, id) WHERE status >= 2;
-- Most runs succeed: of a job's runs, those are found by run_of_job, and this costs them nothing.
CREATE INDEX run_unsuccessful_of_job ON run (job_id, status, id) WHERE status >= 3;
CREATE UNIQUE INDEX run_of_occurrence ON run (trigger_id, scheduled_for)
  WHERE trigger_id IS NOT NULL AND attempt = 1;

CREATE TABLE ledger (
  id BLOB PRIMARY KEY,
  job_id BLOB NOT NULL,
  trigger_id BLOB NOT NULL,
  decision TEXT NOT NULL,
  run_id BLOB,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  count INTEGER NOT NULL,
  reason TEXT NOT NULL,
  decided_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX ledger_of_job ON ledger (job_id, last_at);

CREATE TABLE queue (
  name TEXT PRIMARY KEY,
  paused INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Versions of tables that other parts keep in this file.
CREATE TABLE component (
  name TEXT PRIMARY KEY,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
