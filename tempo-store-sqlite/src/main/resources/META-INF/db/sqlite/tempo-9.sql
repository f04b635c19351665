-- Which failures are retried: sets by name, written as task_environment is, each as the values of a form.
ALTER TABLE job ADD COLUMN retry_conditions TEXT NOT NULL DEFAULT '';
