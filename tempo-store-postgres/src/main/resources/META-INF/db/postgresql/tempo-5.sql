-- Which labels a job's nodes must have, and how long its scripts count as running on a silent one.
ALTER TABLE job ADD COLUMN node_labels text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE job ADD COLUMN lost_after_ms bigint;
