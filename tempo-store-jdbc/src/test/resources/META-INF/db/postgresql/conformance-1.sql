-- Something of each kind of column.
CREATE TABLE sample (
  id bytea PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE,
  note text,
  amount bigint,
  ratio double precision,
  at bigint,
  flag bigint,
  content bytea
);
