CREATE TABLE project_home (
  user_id bytea NOT NULL PRIMARY KEY,
  directory text COLLATE "C" NOT NULL UNIQUE
);
CREATE TABLE project (
  id bytea NOT NULL PRIMARY KEY,
  user_id bytea NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name text COLLATE "C" NOT NULL,
  directory text COLLATE "C" NOT NULL,
  description text COLLATE "C" NOT NULL,
  is_default bigint NOT NULL,
  created_at bigint NOT NULL,
  accessed_at bigint NOT NULL,
  UNIQUE (user_id, directory)
);
CREATE TABLE active_project (
  session_id bytea NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
  project_id bytea NOT NULL REFERENCES project (id) ON DELETE CASCADE
);
CREATE INDEX active_project_of_project ON active_project (project_id);
