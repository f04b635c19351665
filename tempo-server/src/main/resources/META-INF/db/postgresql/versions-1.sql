CREATE TABLE script_version (
  job_id           bytea NOT NULL,
  number           bigint NOT NULL,
  kind             text COLLATE "C" NOT NULL,
  sha256           text COLLATE "C" NOT NULL,
  size_bytes       bigint NOT NULL,
  author           text COLLATE "C",
  message          text COLLATE "C",
  automatic        bigint NOT NULL,
  created_at       bigint NOT NULL,
  updated_at       bigint NOT NULL,
  first_definition bigint NOT NULL,
  last_definition  bigint NOT NULL,
  content          text COLLATE "C",
  PRIMARY KEY (job_id, number)
);
