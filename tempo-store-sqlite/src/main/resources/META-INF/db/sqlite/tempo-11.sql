-- Values of the program's own, as its codec writes them: what handlers are given, and what they hand over; the latter apart, since lists need
-- not read it.
ALTER TABLE job ADD COLUMN task_payload TEXT;
ALTER TABLE run ADD COLUMN payload TEXT;
CREATE TABLE run_result (
  run_id  BLOB PRIMARY KEY,
  content TEXT NOT NULL
) STRICT;
