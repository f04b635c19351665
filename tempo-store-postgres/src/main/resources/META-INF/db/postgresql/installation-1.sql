CREATE TABLE IF NOT EXISTS installation (one bigint PRIMARY KEY CHECK (one = 1), id bytea NOT NULL);
