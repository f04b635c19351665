CREATE TABLE badge (job_id bytea PRIMARY KEY, token text COLLATE "C" NOT NULL UNIQUE);
