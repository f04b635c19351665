-- Runs with a priority, or asked for at a later instant, are ranked: lane 1 while they are queued, apart from all others, which are
-- found by run_open as before. So a million runs that wait for their time cost those nothing that do not.
ALTER TABLE run ADD COLUMN lane INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
-- Of the runs of a queue with the same key one runs at a time; requests of a job with the same unique key are the same one.
ALTER TABLE run ADD COLUMN run_key TEXT;
ALTER TABLE run ADD COLUMN unique_key TEXT;
UPDATE run SET lane = 1 WHERE status < 2 AND status = 0 AND attempt = 1 AND not_before > queued_at;
DROP INDEX run_open;
CREATE INDEX run_open ON run (queue, id) WHERE status < 2 AND lane = 0;
CREATE INDEX run_ranked ON run (queue, priority, not_before, id) WHERE status = 0 AND lane = 1;
CREATE INDEX run_ranked_by_id ON run (id) WHERE status = 0 AND lane = 1;
CREATE INDEX run_unique ON run (job_id, unique_key, id) WHERE unique_key IS NOT NULL;
-- The priority of a job's runs, and whether it is deleted once it has nothing left to do.
ALTER TABLE job ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN delete_when_done INTEGER NOT NULL DEFAULT 0;
CREATE INDEX job_delete_when_done ON job (id) WHERE delete_when_done = 1;
-- How a queue was set up while Tempo ran; NULL for as the program says. rate_used: when permits were taken, as millis=count pairs.
ALTER TABLE queue ADD COLUMN max_running INTEGER;
ALTER TABLE queue ADD COLUMN threads TEXT;
ALTER TABLE queue ADD COLUMN rate_permits INTEGER;
ALTER TABLE queue ADD COLUMN rate_per_ms INTEGER;
ALTER TABLE queue ADD COLUMN rate_used TEXT NOT NULL DEFAULT '';
