CREATE TABLE interface (
  id bytea NOT NULL PRIMARY KEY,
  user_id bytea NOT NULL,
  job_id bytea NOT NULL,
  project_id bytea NOT NULL,
  session_id bytea,
  run_id bytea NOT NULL,
  port bigint NOT NULL,
  started_at bigint NOT NULL
);
CREATE TABLE interface_cookie (
  hash text COLLATE "C" NOT NULL PRIMARY KEY,
  interface_id bytea NOT NULL,
  session_id bytea,
  created_at bigint NOT NULL
);
CREATE INDEX interface_cookie_of_interface ON interface_cookie (interface_id);
CREATE TABLE interface_port (
  run_id bytea NOT NULL PRIMARY KEY,
  port bigint NOT NULL
);
