CREATE TABLE part (
  sample_id bytea NOT NULL REFERENCES sample (id) ON DELETE CASCADE,
  number bigint NOT NULL,
  PRIMARY KEY (sample_id, number)
);
INSERT INTO sample (id, name) VALUES (decode(repeat('00', 16), 'hex'), 'made by the second script');
