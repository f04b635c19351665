-- What nodes that share the schema have besides runs and jobs. All tables are small, and all but feed are emptied as fast as they
-- are filled: what is dead is cleared away early.

-- Who leads. The beat grows as long as it does. Whatever a commit depends on is in a unique index, and the beat is not: so a commit's
-- lock on the row (FOR KEY SHARE) excludes another holder, and no beat.
CREATE TABLE lease (
  name text COLLATE "C" PRIMARY KEY,
  holder bytea NOT NULL,
  epoch bigint NOT NULL,
  held bigint NOT NULL,
  beat bigint NOT NULL,
  node_id bytea NOT NULL,
  data_version bigint NOT NULL
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

CREATE UNIQUE INDEX lease_fence ON lease (name, holder, epoch, held);

-- What the last leader left to the next one.
CREATE TABLE handover (
  one bigint PRIMARY KEY CHECK (one = 1),
  body bytea NOT NULL
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

-- One row for each node, of its newest incarnation. Labels and handlers are application/x-www-form-urlencoded.
CREATE TABLE node (
  id bytea PRIMARY KEY,
  incarnation bytea NOT NULL,
  name text COLLATE "C" NOT NULL,
  labels text COLLATE "C" NOT NULL,
  handlers text COLLATE "C" NOT NULL,
  runs_scripts bigint NOT NULL,
  capacity bigint NOT NULL,
  address text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  data_version bigint NOT NULL,
  beat bigint NOT NULL,
  up bigint NOT NULL,
  draining bigint NOT NULL,
  joined_at bigint NOT NULL,
  seen_at bigint NOT NULL
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

CREATE UNIQUE INDEX node_incarnation ON node (incarnation, up);
CREATE UNIQUE INDEX node_name ON node (name) WHERE up = 1;

-- What nodes ask of the leader.
CREATE TABLE command (
  id bytea PRIMARY KEY,
  incarnation bytea NOT NULL,
  kind text COLLATE "C" NOT NULL,
  body bytea NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_insert_threshold = -1);

CREATE TABLE answer (
  command bytea PRIMARY KEY,
  done bigint NOT NULL,
  body bytea NOT NULL,
  answered_at bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_insert_threshold = -1);

-- What nodes tell of the runs that they were assigned.
CREATE TABLE outcome (
  id bytea PRIMARY KEY,
  run bytea NOT NULL,
  incarnation bytea NOT NULL,
  kind text COLLATE "C" NOT NULL,
  body bytea NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_insert_threshold = -1);

-- Runs that nodes are asked to stop.
CREATE TABLE run_stop (
  run bytea PRIMARY KEY,
  incarnation bytea NOT NULL,
  cause bytea NOT NULL
);

CREATE INDEX run_stop_of_node ON run_stop (incarnation);

-- Which incarnation of a node executes a run that is under way. Not an index over runs: a start would then change all of theirs.
CREATE TABLE assignment (
  run bytea PRIMARY KEY,
  incarnation bytea NOT NULL
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_threshold = -1);

CREATE INDEX assignment_of_node ON assignment (incarnation, run);

-- The turns of leaders, in their order and without a gap; the last one stays as it is pruned, without its body. refused: the runs,
-- then the starts, that a turn was refused, each with their number before them.
CREATE TABLE feed (
  turn bigint PRIMARY KEY,
  holder bytea NOT NULL,
  epoch bigint NOT NULL,
  refused bytea NOT NULL,
  body bytea,
  made_at bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = -1);

-- Who watches the lines of which run, for as long as is said again and again.
CREATE UNLOGGED TABLE log_watch (
  watcher bytea PRIMARY KEY,
  run bytea NOT NULL,
  ends_at bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

-- The newest lines of runs that are watched from other nodes, packed, for moments.
CREATE UNLOGGED TABLE log_tail (
  run bytea NOT NULL,
  last_line bigint NOT NULL,
  data bytea NOT NULL,
  made_at bigint NOT NULL,
  PRIMARY KEY (run, last_line)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_insert_threshold = -1);

ALTER TABLE log_tail ALTER COLUMN data SET STORAGE EXTERNAL;
