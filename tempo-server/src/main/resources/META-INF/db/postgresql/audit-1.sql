CREATE TABLE audit (
  id       bytea PRIMARY KEY,
  at       bigint NOT NULL,
  user_id  bytea,
  username text COLLATE "C",
  key_id   bytea,
  client   text COLLATE "C" NOT NULL,
  route    text COLLATE "C" NOT NULL,
  subject  text COLLATE "C",
  status   bigint NOT NULL
);
CREATE INDEX audit_by_user ON audit (user_id, id);
CREATE INDEX audit_by_time ON audit (at);
