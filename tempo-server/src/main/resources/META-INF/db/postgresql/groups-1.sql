CREATE TABLE script_group (
  id text COLLATE "C" PRIMARY KEY,
  metadata text COLLATE "C",
  scripts text COLLATE "C",
  conda_environment text COLLATE "C",
  discovered_at bigint NOT NULL,
  refreshed_at bigint NOT NULL
);
CREATE TABLE group_script (
  job_id bytea PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
  group_id text COLLATE "C" NOT NULL,
  file text COLLATE "C" NOT NULL,
  missing bigint NOT NULL,
  resume bigint NOT NULL,
  discovered_at bigint NOT NULL,
  found text COLLATE "C" NOT NULL,
  edited text COLLATE "C" NOT NULL,
  edits bigint NOT NULL
);
CREATE UNIQUE INDEX group_script_by_file ON group_script (group_id, file);
CREATE TABLE metadata_change (
  id bytea PRIMARY KEY,
  job_id bytea NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  field text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  old_value text COLLATE "C" NOT NULL,
  new_value text COLLATE "C" NOT NULL,
  author_id bytea,
  at bigint NOT NULL
);
CREATE INDEX metadata_change_of_job ON metadata_change (job_id, id);
