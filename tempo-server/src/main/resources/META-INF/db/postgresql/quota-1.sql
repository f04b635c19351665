CREATE TABLE log_quota (
  user_id bytea PRIMARY KEY,
  bytes   bigint NOT NULL
);
CREATE TABLE log_unkept (
  run_id bytea PRIMARY KEY
);
