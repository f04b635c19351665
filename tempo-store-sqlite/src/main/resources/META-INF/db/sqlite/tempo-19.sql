-- A run that is asked for in a long transaction may have ended requests of the same key after it: what is open is found by itself.
CREATE INDEX run_unique_open ON run (job_id, unique_key, id) WHERE status < 2 AND unique_key IS NOT NULL;
