-- What was begun of a project's directories and has not ended: it is ended at the next start.
CREATE TABLE project_move (
  project_id BLOB NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  home TEXT NOT NULL,
  source TEXT NOT NULL,
  target TEXT NOT NULL,
  fresh TEXT
) STRICT, WITHOUT ROWID;
