CREATE TABLE user_filters (
  user_id  BLOB PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  document TEXT NOT NULL
);
