-- Where each run's log stands, and whose it is.
CREATE TABLE log (
  id INTEGER PRIMARY KEY,
  run BLOB NOT NULL UNIQUE,
  job BLOB NOT NULL,
  starter TEXT,
  started_at INTEGER NOT NULL,
  line_count INTEGER NOT NULL,
  output_bytes INTEGER NOT NULL,
  capped INTEGER NOT NULL,
  stdout_offset INTEGER NOT NULL,
  stdout_mid_line INTEGER NOT NULL,
  stderr_offset INTEGER NOT NULL,
  stderr_mid_line INTEGER NOT NULL,
  finished INTEGER NOT NULL
) STRICT;

-- Lines, packed. The id stays while an open chunk grows: searches go by it. The data comes last, so that
-- the rest is read without it.
CREATE TABLE chunk (
  id INTEGER PRIMARY KEY,
  log INTEGER NOT NULL REFERENCES log (id),
  first_line INTEGER NOT NULL,
  sealed INTEGER NOT NULL,
  indexed INTEGER NOT NULL,
  run BLOB NOT NULL,
  job BLOB NOT NULL,
  starter TEXT,
  earliest INTEGER NOT NULL,
  latest INTEGER NOT NULL,
  streams INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX chunk_of_log ON chunk (log, first_line);

-- Open chunks, and those that are not worth an index: every search looks into them.
CREATE INDEX chunk_unindexed ON chunk (id) WHERE indexed = 0;

-- Which three characters in a row stand in which indexed chunk; see LogGrams.
CREATE VIRTUAL TABLE gram USING fts5 (
  grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);

-- Merging less often makes writing cheaper; a search has a few more parts to look into.
INSERT INTO gram (gram, rank) VALUES ('automerge', 8);
