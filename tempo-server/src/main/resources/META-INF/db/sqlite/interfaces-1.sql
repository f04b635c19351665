CREATE TABLE interface (
  id BLOB NOT NULL PRIMARY KEY,
  user_id BLOB NOT NULL,
  job_id BLOB NOT NULL,
  project_id BLOB NOT NULL,
  session_id BLOB,
  run_id BLOB NOT NULL,
  port INTEGER NOT NULL,
  started_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE interface_cookie (
  hash TEXT NOT NULL PRIMARY KEY,
  interface_id BLOB NOT NULL,
  session_id BLOB,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX interface_cookie_of_interface ON interface_cookie (interface_id);
CREATE TABLE interface_port (
  run_id BLOB NOT NULL PRIMARY KEY,
  port INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
