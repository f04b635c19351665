CREATE TABLE digest (
  user_id    bytea PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  frequency  text COLLATE "C" NOT NULL,
  told_until bigint NOT NULL
);
CREATE TABLE lateness (
  id          bytea PRIMARY KEY,
  job_id      bytea NOT NULL,
  job_name    text COLLATE "C" NOT NULL,
  kind        text COLLATE "C" NOT NULL,
  since       bigint NOT NULL,
  expected_at bigint NOT NULL,
  missed_at   bigint,
  ended_at    bigint
);
CREATE INDEX lateness_since ON lateness (since);
CREATE UNIQUE INDEX lateness_open ON lateness (job_id) WHERE ended_at IS NULL;
