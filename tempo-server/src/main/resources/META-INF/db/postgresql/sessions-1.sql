CREATE TABLE sessions (
  id         bytea PRIMARY KEY,
  user_id    bytea NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  epoch      bigint NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);
