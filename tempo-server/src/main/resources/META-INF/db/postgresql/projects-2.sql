-- What was begun of a project's directories and has not ended: it is ended at the next start.
CREATE TABLE project_move (
  project_id bytea NOT NULL PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  home text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  target text COLLATE "C" NOT NULL,
  fresh text COLLATE "C"
);
