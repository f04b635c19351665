CREATE TABLE user_lists (
  user_id  BLOB PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  document TEXT NOT NULL
);
