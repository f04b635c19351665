-- What logs of each starter come to, kept by triggers, as adding it up would read all of them; '' is for runs that nobody started.
CREATE TABLE log_total (
  starter TEXT PRIMARY KEY,
  logs INTEGER NOT NULL,
  lines INTEGER NOT NULL,
  stored_bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO log_total SELECT coalesce(starter, ''), count(*), sum(line_count), 0 FROM log GROUP BY 1;
INSERT INTO log_total SELECT coalesce(starter, ''), 0, 0, sum(length(data)) FROM chunk WHERE true GROUP BY 1 ON CONFLICT (starter) DO UPDATE SET stored_bytes = excluded.stored_bytes;
CREATE TRIGGER log_total_log_added AFTER INSERT ON log BEGIN INSERT INTO log_total VALUES (coalesce(new.starter, ''), 1, new.line_count, 0) ON CONFLICT (starter) DO UPDATE SET logs = logs + 1, lines = lines + excluded.lines; END;
CREATE TRIGGER log_total_log_changed AFTER UPDATE OF line_count ON log WHEN new.line_count <> old.line_count BEGIN UPDATE log_total SET lines = lines + new.line_count - old.line_count WHERE starter = coalesce(new.starter, ''); END;
CREATE TRIGGER log_total_log_removed AFTER DELETE ON log BEGIN UPDATE log_total SET logs = logs - 1, lines = lines - old.line_count WHERE starter = coalesce(old.starter, ''); END;
CREATE TRIGGER log_total_chunk_added AFTER INSERT ON chunk BEGIN INSERT INTO log_total VALUES (coalesce(new.starter, ''), 0, 0, length(new.data)) ON CONFLICT (starter) DO UPDATE SET stored_bytes = stored_bytes + excluded.stored_bytes; END;
CREATE TRIGGER log_total_chunk_changed AFTER UPDATE OF data ON chunk BEGIN UPDATE log_total SET stored_bytes = stored_bytes + length(new.data) - length(old.data) WHERE starter = coalesce(new.starter, ''); END;
CREATE TRIGGER log_total_chunk_removed AFTER DELETE ON chunk BEGIN UPDATE log_total SET stored_bytes = stored_bytes - length(old.data) WHERE starter = coalesce(old.starter, ''); END;
