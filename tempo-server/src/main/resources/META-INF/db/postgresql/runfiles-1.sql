CREATE TABLE run_file (
  run_id bytea NOT NULL PRIMARY KEY,
  project_id bytea NOT NULL,
  group_id text COLLATE "C" NOT NULL,
  total bigint NOT NULL,
  is_complete bigint NOT NULL,
  document text COLLATE "C" NOT NULL
);
-- Runs are in two tables, so that a reference cannot do this. What moves from one to the other is not deleted.
CREATE FUNCTION run_file_deleted() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN DELETE FROM run_file WHERE run_id IN (SELECT id FROM gone); RETURN NULL; END $$;
CREATE TRIGGER run_file_deleted AFTER DELETE ON run_ended
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION run_file_deleted();
