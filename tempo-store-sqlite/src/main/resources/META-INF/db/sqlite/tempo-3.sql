-- Secret variables of a script, encrypted; written as task_environment is.
ALTER TABLE job ADD COLUMN task_secrets TEXT NOT NULL DEFAULT '';
