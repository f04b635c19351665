-- Null for a job that no program declares; else a bit for each part that others have changed since: 1 whether it is enabled, 2 its schedule.
ALTER TABLE job ADD COLUMN declared bigint;

-- The priority of a job's runs, and whether it is deleted once it has nothing left to do.
ALTER TABLE job ADD COLUMN priority bigint NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN delete_when_done bigint NOT NULL DEFAULT 0;
CREATE INDEX job_delete_when_done ON job (id) WHERE delete_when_done = 1;

-- Runs with a priority, or asked for at a later instant, are ranked: lane 1 while they are queued, apart from all others. So a
-- million runs that wait for their time cost those nothing that do not. Of the runs of a queue with the same run_key one runs at a
-- time; requests of a job with the same unique_key are the same one. after_run_id: after which run this one comes, and how that
-- must have ended.
ALTER TABLE run_open ADD COLUMN lane bigint NOT NULL DEFAULT 0;
ALTER TABLE run_open ADD COLUMN priority bigint NOT NULL DEFAULT 0;
ALTER TABLE run_open ADD COLUMN run_key text COLLATE "C";
ALTER TABLE run_open ADD COLUMN unique_key text COLLATE "C";
ALTER TABLE run_open ADD COLUMN after_run_id bytea;
ALTER TABLE run_open ADD COLUMN after_condition text COLLATE "C";
ALTER TABLE run_ended ADD COLUMN lane bigint NOT NULL DEFAULT 0;
ALTER TABLE run_ended ADD COLUMN priority bigint NOT NULL DEFAULT 0;
ALTER TABLE run_ended ADD COLUMN run_key text COLLATE "C";
ALTER TABLE run_ended ADD COLUMN unique_key text COLLATE "C";
ALTER TABLE run_ended ADD COLUMN after_run_id bytea;
ALTER TABLE run_ended ADD COLUMN after_condition text COLLATE "C";
CREATE OR REPLACE VIEW run AS SELECT * FROM run_open UNION ALL SELECT * FROM run_ended;
DROP INDEX run_open_of_queue;
CREATE INDEX run_open_of_queue ON run_open (queue, id) WHERE lane = 0;
CREATE INDEX run_open_ranked ON run_open (queue, priority, not_before, id) WHERE lane = 1;
CREATE INDEX run_open_ranked_by_id ON run_open (id) WHERE lane = 1;
CREATE INDEX run_open_waiting ON run_open (after_run_id) WHERE lane = 1 AND after_run_id IS NOT NULL;
CREATE INDEX run_open_unique ON run_open (job_id, unique_key, id) WHERE unique_key IS NOT NULL;
CREATE INDEX run_ended_unique ON run_ended (job_id, unique_key, id) WHERE unique_key IS NOT NULL;

-- What waits may be told another time through the view.
CREATE RULE run_changed AS ON UPDATE TO run DO INSTEAD
  UPDATE run_open SET not_before = new.not_before, lane = new.lane WHERE id = old.id;

-- How a queue was set up while Tempo ran; NULL for as the program says. rate_used: when permits were taken, as millis=count pairs.
ALTER TABLE queue ADD COLUMN max_running bigint;
ALTER TABLE queue ADD COLUMN threads text COLLATE "C";
ALTER TABLE queue ADD COLUMN rate_permits bigint;
ALTER TABLE queue ADD COLUMN rate_per_ms bigint;
ALTER TABLE queue ADD COLUMN rate_used text COLLATE "C" NOT NULL DEFAULT '';

-- Triggers that follow other jobs, and those of these of which a run has ended since they fired last.
ALTER TABLE job_trigger ADD COLUMN follows_jobs bigint NOT NULL DEFAULT 0;
ALTER TABLE job_trigger ADD COLUMN arrived text COLLATE "C";
CREATE INDEX job_trigger_that_follows ON job_trigger (job_id) WHERE follows_jobs = 1;
