CREATE TABLE folder (
  id         bytea PRIMARY KEY,
  parent_id  bytea REFERENCES folder (id) DEFERRABLE INITIALLY DEFERRED,
  name       text COLLATE "C" NOT NULL,
  safe_name  text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
);
CREATE UNIQUE INDEX folder_path ON folder (coalesce(parent_id, ''::bytea), safe_name);
