-- The store that was opened last: one that was cut off since another was opened knows by it that it must not go on.
CREATE TABLE holder (one bigint PRIMARY KEY CHECK (one = 1), id bytea NOT NULL);

-- Runs that waited for a later instant before there were lanes are ranked as those are that came after them.
UPDATE run_open SET lane = 1 WHERE status = 0 AND lane = 0 AND attempt = 1 AND not_before > queued_at;
