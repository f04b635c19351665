CREATE TABLE run_note (
  run_id bytea PRIMARY KEY,
  note   text COLLATE "C" NOT NULL
);
CREATE TABLE run_tag (
  run_id bytea NOT NULL,
  tag    text COLLATE "C" NOT NULL,
  PRIMARY KEY (run_id, tag)
);
CREATE INDEX run_tag_by_tag ON run_tag (tag, run_id);
CREATE TABLE run_bookmark (
  user_id bytea NOT NULL,
  run_id  bytea NOT NULL,
  PRIMARY KEY (user_id, run_id)
);
CREATE TABLE run_share (
  run_id  bytea NOT NULL,
  user_id bytea NOT NULL,
  PRIMARY KEY (run_id, user_id)
);
