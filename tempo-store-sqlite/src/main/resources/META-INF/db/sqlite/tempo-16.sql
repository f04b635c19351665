-- After which run another one comes, and how that must have ended. What waits for a run is found by an index of its own.
ALTER TABLE run ADD COLUMN after_run_id BLOB;
ALTER TABLE run ADD COLUMN after_condition TEXT;
CREATE INDEX run_waiting_for_run ON run (after_run_id) WHERE status = 0 AND lane = 1 AND after_run_id IS NOT NULL;
-- Triggers that follow other jobs, and those of these of which a run has ended since they fired last.
ALTER TABLE job_trigger ADD COLUMN follows_jobs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_trigger ADD COLUMN arrived TEXT;
CREATE INDEX job_trigger_that_follows ON job_trigger (job_id) WHERE follows_jobs = 1;
