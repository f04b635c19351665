CREATE TABLE notice (
  id         BLOB    PRIMARY KEY,
  run_id     BLOB    NOT NULL,
  channel    TEXT    NOT NULL,
  target     TEXT    NOT NULL,
  document   TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  attempts   INTEGER NOT NULL,
  due_at     INTEGER,
  error      TEXT,
  UNIQUE (run_id, channel, target)
);
CREATE INDEX notice_due ON notice (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE notice_mark (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  until INTEGER NOT NULL
);
