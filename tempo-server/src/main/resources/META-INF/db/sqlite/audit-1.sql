CREATE TABLE audit (
  id       BLOB    PRIMARY KEY,
  at       INTEGER NOT NULL,
  user_id  BLOB,
  username TEXT,
  key_id   BLOB,
  client   TEXT    NOT NULL,
  route    TEXT    NOT NULL,
  subject  TEXT,
  status   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX audit_by_user ON audit (user_id, id);
CREATE INDEX audit_by_time ON audit (at);
