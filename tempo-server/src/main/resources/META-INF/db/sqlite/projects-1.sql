CREATE TABLE project_home (
  user_id BLOB NOT NULL PRIMARY KEY,
  directory TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;
CREATE TABLE project (
  id BLOB NOT NULL PRIMARY KEY,
  user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  directory TEXT NOT NULL,
  description TEXT NOT NULL,
  is_default INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  accessed_at INTEGER NOT NULL,
  UNIQUE (user_id, directory)
) STRICT, WITHOUT ROWID;
CREATE TABLE active_project (
  session_id BLOB NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
  project_id BLOB NOT NULL REFERENCES project (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX active_project_of_project ON active_project (project_id);
