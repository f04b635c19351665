ALTER TABLE api_keys ADD COLUMN made_by bytea;
CREATE INDEX api_keys_by_maker ON api_keys (made_by);
