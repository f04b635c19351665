-- Where each run's log stands, and whose it is.
CREATE TABLE log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run bytea NOT NULL UNIQUE,
  job bytea NOT NULL,
  starter text COLLATE "C",
  started_at bigint NOT NULL,
  line_count bigint NOT NULL,
  output_bytes bigint NOT NULL,
  capped bigint NOT NULL,
  stdout_offset bigint NOT NULL,
  stdout_mid_line bigint NOT NULL,
  stderr_offset bigint NOT NULL,
  stderr_mid_line bigint NOT NULL,
  finished bigint NOT NULL
) WITH (fillfactor = 80);

-- Lines, packed. The id stays while an open chunk grows: searches go by it.
CREATE TABLE chunk (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  log bigint NOT NULL REFERENCES log (id),
  first_line bigint NOT NULL,
  sealed bigint NOT NULL,
  indexed bigint NOT NULL,
  run bytea NOT NULL,
  job bytea NOT NULL,
  starter text COLLATE "C",
  earliest bigint NOT NULL,
  latest bigint NOT NULL,
  streams bigint NOT NULL,
  label text COLLATE "C",
  data bytea NOT NULL
);

-- The lines are deflated already.
ALTER TABLE chunk ALTER COLUMN data SET STORAGE EXTERNAL;

CREATE UNIQUE INDEX chunk_of_log ON chunk (log, first_line);

-- Open chunks: every search looks into them.
CREATE INDEX chunk_unindexed ON chunk (id) WHERE indexed = 0;

-- What the runs of chunks are filed under.
CREATE INDEX chunk_of_label ON chunk (label, id) WHERE label IS NOT NULL;

-- What logs of each starter come to; '' is for runs that nobody started. Added up when it is asked for: a row
-- that each commit updates would leave a dead version behind at each of them.
CREATE INDEX log_of_starter ON log ((coalesce(starter, '')));
CREATE INDEX chunk_of_starter ON chunk ((coalesce(starter, '')));
CREATE VIEW log_total AS
  SELECT coalesce(starter, '') AS starter, count(*) AS logs, sum(line_count) AS lines, 0 AS stored_bytes
  FROM log GROUP BY 1
  UNION ALL
  SELECT coalesce(starter, ''), 0, 0, sum(length(data)) FROM chunk GROUP BY 1;

-- Which three characters in a row stand in a chunk, as bits; until it is in a segment. See ChunkSignature.
CREATE TABLE chunk_signature (
  chunk bigint PRIMARY KEY,
  bits bytea NOT NULL
);

ALTER TABLE chunk_signature ALTER COLUMN bits SET STORAGE EXTERNAL;

-- The signatures of many chunks, cut the other way: a slice has a bit of each chunk for some of the bits that
-- a signature has. A search reads the slices of a few bits. See SignatureSegment.
CREATE TABLE segment (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  oldest bigint NOT NULL,
  newest bigint NOT NULL,
  chunks bytea NOT NULL
);

CREATE INDEX segment_by_chunk ON segment (newest);

CREATE TABLE segment_slice (
  segment bigint NOT NULL REFERENCES segment (id) ON DELETE CASCADE,
  slice bigint NOT NULL,
  rows bytea NOT NULL,
  PRIMARY KEY (segment, slice)
);

ALTER TABLE segment_slice ALTER COLUMN rows SET STORAGE EXTERNAL;
