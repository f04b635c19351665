CREATE TABLE script_group (
  id TEXT PRIMARY KEY,
  metadata TEXT,
  scripts TEXT,
  conda_environment TEXT,
  discovered_at INTEGER NOT NULL,
  refreshed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE group_script (
  job_id BLOB PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
  group_id TEXT NOT NULL,
  file TEXT NOT NULL,
  missing INTEGER NOT NULL,
  resume INTEGER NOT NULL,
  discovered_at INTEGER NOT NULL,
  found TEXT NOT NULL,
  edited TEXT NOT NULL,
  edits INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX group_script_by_file ON group_script (group_id, file);
CREATE TABLE metadata_change (
  id BLOB PRIMARY KEY,
  job_id BLOB NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  field TEXT NOT NULL,
  source TEXT NOT NULL,
  old_value TEXT NOT NULL,
  new_value TEXT NOT NULL,
  author_id BLOB,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX metadata_change_of_job ON metadata_change (job_id, id);
