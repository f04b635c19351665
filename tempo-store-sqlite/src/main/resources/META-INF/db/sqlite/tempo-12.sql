-- 1 for a run that nothing tries again, though it failed, as long as nobody has acknowledged that. With job and starter, as run_of_label has them.
ALTER TABLE run ADD COLUMN dead_letter INTEGER;
CREATE INDEX run_dead_letter ON run (dead_letter, id, job_id, started_by) WHERE dead_letter = 1;
