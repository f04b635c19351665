-- Later attempts are found by the first one.
CREATE INDEX run_attempt ON run (first_run_id, attempt, id) WHERE first_run_id IS NOT NULL;

-- Runs that wait for another one stand behind all others in run_ranked; each index costs every run a little.
DROP INDEX run_waiting_for_run;
