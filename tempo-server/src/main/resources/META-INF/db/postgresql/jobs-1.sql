CREATE TABLE job_details (
  job_id         bytea PRIMARY KEY,
  owner_id       bytea REFERENCES users (id) ON DELETE SET NULL,
  folder_id      bytea REFERENCES folder (id),
  created_at     bigint NOT NULL,
  updated_at     bigint NOT NULL,
  script_version bigint NOT NULL,
  revision       bigint NOT NULL,
  document       text COLLATE "C" NOT NULL
);
