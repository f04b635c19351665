CREATE TABLE queue_pause (
  name      TEXT    PRIMARY KEY,
  paused_by TEXT    NOT NULL,
  paused_at INTEGER NOT NULL
);
