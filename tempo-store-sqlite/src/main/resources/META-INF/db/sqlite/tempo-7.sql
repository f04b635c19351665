-- What the host files a run under. With job and starter, so that runs of others are passed over without being read.
ALTER TABLE run ADD COLUMN label TEXT;
CREATE INDEX run_of_label ON run (label, id, job_id, started_by) WHERE label IS NOT NULL;
