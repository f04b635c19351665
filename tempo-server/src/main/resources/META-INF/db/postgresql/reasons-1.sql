CREATE TABLE run_reason (
  run_id      bytea PRIMARY KEY,
  text        text COLLATE "C",
  line_number bigint,
  first_line  bigint,
  kind        text COLLATE "C"
);
