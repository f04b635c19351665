-- Null for a job that no program declares; else a bit for each part that others have changed since: 1 whether it is enabled, 2 its schedule.
ALTER TABLE job ADD COLUMN declared INTEGER;
