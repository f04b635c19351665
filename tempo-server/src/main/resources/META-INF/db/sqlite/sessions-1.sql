CREATE TABLE sessions (
  id         BLOB    PRIMARY KEY,
  user_id    BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  epoch      INTEGER NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);
