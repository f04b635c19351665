CREATE TABLE folder (
  id         BLOB    PRIMARY KEY,
  parent_id  BLOB    REFERENCES folder (id) DEFERRABLE INITIALLY DEFERRED,
  name       TEXT    NOT NULL,
  safe_name  TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX folder_path ON folder (coalesce(parent_id, x''), safe_name);
