ALTER TABLE sessions ADD COLUMN half_hash bytea;
