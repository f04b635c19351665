-- Later attempts are found by the first one.
CREATE INDEX run_open_attempt ON run_open (first_run_id, attempt, id) WHERE first_run_id IS NOT NULL;
CREATE INDEX run_ended_attempt ON run_ended (first_run_id, attempt, id) WHERE first_run_id IS NOT NULL;
