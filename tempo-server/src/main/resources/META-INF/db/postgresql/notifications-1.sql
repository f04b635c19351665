CREATE TABLE notice (
  id         bytea PRIMARY KEY,
  run_id     bytea NOT NULL,
  channel    text COLLATE "C" NOT NULL,
  target     text COLLATE "C" NOT NULL,
  document   text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  attempts   bigint NOT NULL,
  due_at     bigint,
  error      text COLLATE "C",
  UNIQUE (run_id, channel, target)
);
CREATE INDEX notice_due ON notice (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE notice_mark (
  id    bigint PRIMARY KEY CHECK (id = 1),
  until bigint NOT NULL
);
