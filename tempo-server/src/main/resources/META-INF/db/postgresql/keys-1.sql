CREATE TABLE api_keys (
  id            bytea PRIMARY KEY,
  owner_id      bytea NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  epoch         bigint NOT NULL,
  hash          bytea NOT NULL UNIQUE,
  name          text COLLATE "C" NOT NULL,
  prefix        text COLLATE "C" NOT NULL,
  from_settings bigint NOT NULL,
  scope         text COLLATE "C" NOT NULL,
  jobs          text COLLATE "C",
  role          text COLLATE "C",
  expires_at    bigint,
  created_at    bigint NOT NULL,
  last_used_at  bigint
);
CREATE INDEX api_keys_by_owner ON api_keys (owner_id);
