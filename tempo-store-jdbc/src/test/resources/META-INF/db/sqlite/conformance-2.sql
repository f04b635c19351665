CREATE TABLE part (
  sample_id BLOB NOT NULL REFERENCES sample (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  PRIMARY KEY (sample_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO sample (id, name) VALUES (zeroblob(16), 'made by the second script');
