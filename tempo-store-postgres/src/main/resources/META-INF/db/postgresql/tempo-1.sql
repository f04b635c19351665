-- Ids are UUIDs of version 7 as 16 bytes. Instants are milliseconds since the epoch. Maps are
-- application/x-www-form-urlencoded; what is sealed has != in the place of =. Durations end in _ms.
-- Texts are compared byte by byte, whatever the database's own order.

CREATE TABLE job (
  id bytea PRIMARY KEY,
  key text COLLATE "C" NOT NULL UNIQUE,
  name text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  enabled bigint NOT NULL,
  zone text COLLATE "C" NOT NULL,
  task_kind text COLLATE "C" NOT NULL,
  task_body text COLLATE "C" NOT NULL,
  task_parameters text COLLATE "C" NOT NULL,
  task_environment text COLLATE "C" NOT NULL,
  task_secrets text COLLATE "C" NOT NULL,
  task_directory text COLLATE "C",
  task_file text COLLATE "C",
  task_root text COLLATE "C",
  task_styles text COLLATE "C" NOT NULL,
  python_version text COLLATE "C",
  python_requirements text COLLATE "C" NOT NULL,
  python_conda text COLLATE "C",
  queue text COLLATE "C" NOT NULL,
  overlap text COLLATE "C" NOT NULL,
  retry_count bigint NOT NULL,
  retry_delay_ms bigint NOT NULL,
  retry_backoff text COLLATE "C" NOT NULL,
  retry_max_delay_ms bigint NOT NULL,
  retry_jitter double precision NOT NULL,
  timeout_ms bigint,
  grace_ms bigint NOT NULL,
  leftovers text COLLATE "C" NOT NULL,
  rerun_if_lost bigint NOT NULL,
  limit_memory_bytes bigint,
  limit_cpu_percent bigint,
  limit_processes bigint,
  limit_output_bytes bigint,
  limit_nice bigint,
  retry_conditions text COLLATE "C" NOT NULL,
  task_payload text COLLATE "C"
);

CREATE TABLE job_trigger (
  id bytea PRIMARY KEY,
  job_id bytea NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  position bigint NOT NULL,
  kind text COLLATE "C" NOT NULL,
  expression text COLLATE "C" NOT NULL,
  zone text COLLATE "C",
  dst text COLLATE "C" NOT NULL,
  start_at bigint,
  end_at bigint,
  excluded_dates text COLLATE "C" NOT NULL,
  jitter_ms bigint NOT NULL,
  misfire text COLLATE "C" NOT NULL,
  grace_ms bigint NOT NULL,
  enabled bigint NOT NULL,
  at_startup bigint NOT NULL,
  next_nominal bigint,
  next_at bigint,
  last_fired_at bigint
);

CREATE INDEX job_trigger_due ON job_trigger (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX job_trigger_of_job ON job_trigger (job_id, position);
CREATE INDEX job_trigger_at_startup ON job_trigger (job_id) WHERE at_startup = 1;

-- status: 0 queued, 1 running, 2 success, 3 failure, 4 timeout, 5 cancelled, 6 skipped, 7 lost
-- cause: 0 schedule, 1 manual, 2 startup, 3 url, 4 retry, 5 api, 6 interface
-- type: 0 work that ends by itself, 1 a program that serves until it is stopped
-- Runs that have not ended. Rows come and go: room is left for their new versions, and what is dead is
-- cleared away early. What has ended is in run_ended, whose rows never change. No index has the status, so
-- that a start changes none.
CREATE TABLE run_open (
  id bytea PRIMARY KEY,
  job_id bytea NOT NULL,
  job_name text COLLATE "C" NOT NULL,
  job_version bigint NOT NULL,
  queue text COLLATE "C" NOT NULL,
  cause bigint NOT NULL,
  started_by text COLLATE "C",
  trigger_id bytea,
  scheduled_for bigint,
  parameters text COLLATE "C" NOT NULL,
  attempt bigint NOT NULL,
  unpaid bigint NOT NULL,
  first_run_id bytea,
  engine_id bytea NOT NULL,
  status bigint NOT NULL CHECK (status < 2),
  queued_at bigint NOT NULL,
  not_before bigint NOT NULL,
  started_at bigint,
  script_sha256 text COLLATE "C",
  file_sha256 text COLLATE "C",
  label text COLLATE "C",
  type bigint NOT NULL,
  context text COLLATE "C",
  payload text COLLATE "C",
  finished_at bigint,
  exit_code bigint,
  signal text COLLATE "C",
  error text COLLATE "C",
  cpu_ms bigint,
  max_memory_bytes bigint,
  max_cpu_percent double precision,
  line_count bigint,
  output_bytes bigint,
  processes_ended bigint,
  dead_letter bigint
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_threshold = 5000);

CREATE INDEX run_open_of_queue ON run_open (queue, id);
CREATE INDEX run_open_of_job ON run_open (job_id, id);
CREATE INDEX run_open_of_starter ON run_open (started_by, id) WHERE started_by IS NOT NULL;
CREATE INDEX run_open_of_label ON run_open (label, id) WHERE label IS NOT NULL;
CREATE UNIQUE INDEX run_open_of_occurrence ON run_open (trigger_id, scheduled_for)
  WHERE trigger_id IS NOT NULL AND attempt = 1;

CREATE TABLE run_ended (
  id bytea PRIMARY KEY,
  job_id bytea NOT NULL,
  job_name text COLLATE "C" NOT NULL,
  job_version bigint NOT NULL,
  queue text COLLATE "C" NOT NULL,
  cause bigint NOT NULL,
  started_by text COLLATE "C",
  trigger_id bytea,
  scheduled_for bigint,
  parameters text COLLATE "C" NOT NULL,
  attempt bigint NOT NULL,
  unpaid bigint NOT NULL,
  first_run_id bytea,
  engine_id bytea NOT NULL,
  status bigint NOT NULL CHECK (status >= 2),
  queued_at bigint NOT NULL,
  not_before bigint NOT NULL,
  started_at bigint,
  script_sha256 text COLLATE "C",
  file_sha256 text COLLATE "C",
  label text COLLATE "C",
  type bigint NOT NULL,
  context text COLLATE "C",
  payload text COLLATE "C",
  finished_at bigint,
  exit_code bigint,
  signal text COLLATE "C",
  error text COLLATE "C",
  cpu_ms bigint NOT NULL,
  max_memory_bytes bigint NOT NULL,
  max_cpu_percent double precision NOT NULL,
  line_count bigint NOT NULL,
  output_bytes bigint NOT NULL,
  processes_ended bigint NOT NULL,
  dead_letter bigint
);

-- With started_by, so that runs of others are passed over without being read.
CREATE INDEX run_ended_of_job ON run_ended (job_id, id) INCLUDE (started_by);
CREATE INDEX run_ended_of_starter ON run_ended (started_by, id) WHERE started_by IS NOT NULL;
CREATE INDEX run_ended_of_status ON run_ended (status, id);
-- Most runs succeed: of a job's runs, those are found by run_ended_of_job, and this costs them nothing.
CREATE INDEX run_ended_unsuccessful_of_job ON run_ended (job_id, status, id) WHERE status >= 3;
CREATE INDEX run_ended_unsuccessful_of_starter ON run_ended (started_by, status, id)
  WHERE status >= 3 AND started_by IS NOT NULL;
CREATE INDEX run_ended_unsuccessful_of_label ON run_ended (label, status, id) WHERE status >= 3 AND label IS NOT NULL;
CREATE INDEX run_ended_of_label ON run_ended (label, id) INCLUDE (job_id, started_by) WHERE label IS NOT NULL;
CREATE UNIQUE INDEX run_ended_of_occurrence ON run_ended (trigger_id, scheduled_for)
  WHERE trigger_id IS NOT NULL AND attempt = 1;

-- 1 for a run that nothing tries again, though it failed, as long as nobody has acknowledged that.
CREATE INDEX run_ended_dead_letter ON run_ended (dead_letter, id) INCLUDE (job_id, started_by) WHERE dead_letter = 1;

CREATE VIEW run AS SELECT * FROM run_open UNION ALL SELECT * FROM run_ended;

-- What runs execute in the place of their jobs' scripts: the digest with the run, the text apart, since lists need not read it.
CREATE TABLE run_script (
  run_id bytea PRIMARY KEY,
  language text COLLATE "C" NOT NULL,
  content text COLLATE "C" NOT NULL
);

-- What handlers hand over, as the program's codec writes it.
CREATE TABLE run_result (
  run_id bytea PRIMARY KEY,
  content text COLLATE "C" NOT NULL
);

CREATE TABLE ledger (
  id bytea PRIMARY KEY,
  job_id bytea NOT NULL,
  trigger_id bytea NOT NULL,
  decision text COLLATE "C" NOT NULL,
  run_id bytea,
  first_at bigint NOT NULL,
  last_at bigint NOT NULL,
  count bigint NOT NULL,
  reason text COLLATE "C" NOT NULL,
  decided_at bigint NOT NULL
);

CREATE INDEX ledger_of_job ON ledger (job_id, last_at);

CREATE TABLE queue (
  name text COLLATE "C" PRIMARY KEY,
  paused bigint NOT NULL
);

-- Samples of a run, about a minute in a row, packed as SampleCodec says. memory_bytes is the sum of
-- their memory.
CREATE TABLE run_sample (
  run_id bytea NOT NULL,
  first_at bigint NOT NULL,
  count bigint NOT NULL,
  memory_bytes bigint NOT NULL,
  packed bytea NOT NULL,
  PRIMARY KEY (run_id, first_at)
);

-- Sums of a job's runs that ended within a period. period: 0 an hour, 1 a day. What begins with
-- process_ is of runs that were processes; process_memory_bytes is the sum of their averages.
CREATE TABLE metric (
  job_id bytea NOT NULL,
  period bigint NOT NULL,
  start_at bigint NOT NULL,
  runs bigint NOT NULL,
  successes bigint NOT NULL,
  failures bigint NOT NULL,
  duration_ms bigint NOT NULL,
  processes bigint NOT NULL,
  process_ms bigint NOT NULL,
  process_cpu_ms bigint NOT NULL,
  process_memory_bytes bigint NOT NULL,
  max_cpu_percent double precision NOT NULL,
  max_memory_bytes bigint NOT NULL,
  PRIMARY KEY (job_id, period, start_at)
);

-- Runs up to this one are counted, except those in metric_open.
CREATE TABLE metric_mark (
  id bigint PRIMARY KEY CHECK (id = 1),
  run_id bytea NOT NULL
);

INSERT INTO metric_mark (id, run_id) VALUES (1, decode(repeat('00', 16), 'hex'));

-- Runs up to the mark that had not ended when it passed them.
CREATE TABLE metric_open (
  run_id bytea PRIMARY KEY
);
