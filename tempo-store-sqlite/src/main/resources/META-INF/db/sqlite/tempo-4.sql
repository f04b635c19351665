-- What runs execute in the place of their jobs' scripts: the digest with the run, the text apart, since lists need not read it.
ALTER TABLE run ADD COLUMN script_sha256 TEXT;
CREATE TABLE run_script (
  run_id   BLOB PRIMARY KEY,
  language TEXT NOT NULL,
  content  TEXT NOT NULL
) STRICT;
