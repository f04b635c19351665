-- Something of each kind of column.
CREATE TABLE sample (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  note TEXT,
  amount INTEGER,
  ratio REAL,
  at INTEGER,
  flag INTEGER,
  content BLOB
) STRICT;
