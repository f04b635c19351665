CREATE TABLE users (
  id            bytea PRIMARY KEY,
  username      text COLLATE "C" NOT NULL,
  username_key  text COLLATE "C" NOT NULL UNIQUE,
  email         text COLLATE "C",
  role          text COLLATE "C" NOT NULL,
  active        bigint NOT NULL,
  language      text COLLATE "C",
  theme         text COLLATE "C" NOT NULL,
  timezone      text COLLATE "C",
  password_hash text COLLATE "C" NOT NULL,
  created_at    bigint NOT NULL,
  last_login_at bigint,
  retention_days bigint,
  sessions_epoch bigint NOT NULL DEFAULT 0,
  keys_epoch     bigint NOT NULL DEFAULT 0
);
CREATE TABLE former_users (
  id         bytea PRIMARY KEY,
  username   text COLLATE "C" NOT NULL,
  deleted_at bigint NOT NULL
);
