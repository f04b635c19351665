-- Samples of a run, about a minute in a row, packed as SamplePack says. memory_bytes is the sum of
-- their memory.
CREATE TABLE run_sample (
  run_id BLOB NOT NULL,
  first_at INTEGER NOT NULL,
  count INTEGER NOT NULL,
  memory_bytes INTEGER NOT NULL,
  packed BLOB NOT NULL,
  PRIMARY KEY (run_id, first_at)
) STRICT, WITHOUT ROWID;

-- Sums of a job's runs that ended within a period. period: 0 an hour, 1 a day. What begins with
-- process_ is of runs that were processes; process_memory_bytes is the sum of their averages.
CREATE TABLE metric (
  job_id BLOB NOT NULL,
  period INTEGER NOT NULL,
  start_at INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  successes INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  processes INTEGER NOT NULL,
  process_ms INTEGER NOT NULL,
  process_cpu_ms INTEGER NOT NULL,
  process_memory_bytes INTEGER NOT NULL,
  max_cpu_percent REAL NOT NULL,
  max_memory_bytes INTEGER NOT NULL,
  PRIMARY KEY (job_id, period, start_at)
) STRICT, WITHOUT ROWID;

-- Runs up to this one are counted, except those in metric_open.
CREATE TABLE metric_mark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  run_id BLOB NOT NULL
) STRICT;

INSERT INTO metric_mark (id, run_id) VALUES (1, zeroblob(16));

-- Runs up to the mark that had not ended when it passed them.
CREATE TABLE metric_open (
  run_id BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;
