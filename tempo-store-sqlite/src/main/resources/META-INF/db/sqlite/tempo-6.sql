-- How parameters become arguments of a script, by name; written as task_environment is.
ALTER TABLE job ADD COLUMN task_styles TEXT NOT NULL DEFAULT '';
