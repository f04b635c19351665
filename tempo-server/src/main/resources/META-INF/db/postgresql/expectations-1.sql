CREATE TABLE late_watch (
  job_id         bytea PRIMARY KEY,
  since          bigint NOT NULL,
  started        bigint NOT NULL,
  succeeded_from bigint NOT NULL,
  succeeded      bigint NOT NULL,
  kind           text COLLATE "C",
  late_since     bigint,
  expected_at    bigint,
  missed_at      bigint
);
