CREATE FUNCTION tell_change() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE id text; BEGIN
  IF TG_NARGS > 1 AND TG_OP = 'DELETE' THEN EXECUTE format('SELECT encode(($1).%I, ''hex'')', TG_ARGV[1]) INTO id USING OLD
  ; ELSIF TG_NARGS > 1 THEN EXECUTE format('SELECT encode(($1).%I, ''hex'')', TG_ARGV[1]) INTO id USING NEW
  ; END IF
  ; PERFORM pg_notify('tempo/' || substr(md5(TG_TABLE_SCHEMA), 1, 12) || '/changes', TG_ARGV[0] || coalesce(':' || id, ''))
  ; RETURN NULL
  ; END $$;
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE OR DELETE ON setting FOR EACH STATEMENT EXECUTE FUNCTION tell_change('settings');
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE OR DELETE ON folder FOR EACH STATEMENT EXECUTE FUNCTION tell_change('folders');
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE OR DELETE ON retention_of_job FOR EACH STATEMENT EXECUTE FUNCTION tell_change('retention');
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE OR DELETE ON run_share FOR EACH STATEMENT EXECUTE FUNCTION tell_change('shares');
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE OR DELETE ON queue_pause FOR EACH STATEMENT EXECUTE FUNCTION tell_change('queues');
CREATE TRIGGER tell_change AFTER INSERT OR DELETE OR UPDATE OF metadata, scripts, conda_environment, required_level ON script_group FOR EACH STATEMENT EXECUTE FUNCTION tell_change('groups');
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE OR DELETE ON group_script FOR EACH ROW EXECUTE FUNCTION tell_change('jobs', 'job_id');
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE OR DELETE ON job_details FOR EACH ROW EXECUTE FUNCTION tell_change('jobs', 'job_id');
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE OR DELETE ON job FOR EACH ROW EXECUTE FUNCTION tell_change('jobs', 'id');
CREATE TRIGGER tell_change AFTER INSERT OR DELETE OR UPDATE OF username, email, role, active, language, timezone, retention_days ON users FOR EACH ROW EXECUTE FUNCTION tell_change('users', 'id');
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE OR DELETE ON log_quota FOR EACH ROW EXECUTE FUNCTION tell_change('users', 'user_id');
CREATE TRIGGER tell_change AFTER INSERT OR DELETE OR UPDATE OF name ON project FOR EACH ROW EXECUTE FUNCTION tell_change('projects', 'id');
CREATE UNLOGGED TABLE shared_ticket (
  hash       text COLLATE "C" PRIMARY KEY,
  path       text COLLATE "C" NOT NULL,
  session_id bytea,
  key_id     bytea,
  expires_at bigint NOT NULL
);
