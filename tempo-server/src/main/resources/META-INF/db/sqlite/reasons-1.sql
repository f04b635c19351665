CREATE TABLE run_reason (
  run_id      BLOB PRIMARY KEY,
  text        TEXT,
  line_number INTEGER,
  first_line  INTEGER,
  kind        TEXT
) STRICT, WITHOUT ROWID;
