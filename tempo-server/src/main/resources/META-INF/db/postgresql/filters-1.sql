CREATE TABLE user_filters (
  user_id  bytea PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  document text COLLATE "C" NOT NULL
);
