CREATE TABLE queue_pause (
  name      text COLLATE "C" PRIMARY KEY,
  paused_by text COLLATE "C" NOT NULL,
  paused_at bigint NOT NULL
);
