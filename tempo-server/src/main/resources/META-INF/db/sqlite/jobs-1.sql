CREATE TABLE job_details (
  job_id         BLOB    PRIMARY KEY,
  owner_id       BLOB    REFERENCES users (id) ON DELETE SET NULL,
  folder_id      BLOB    REFERENCES folder (id),
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  script_version INTEGER NOT NULL,
  revision       INTEGER NOT NULL,
  document       TEXT    NOT NULL
);
