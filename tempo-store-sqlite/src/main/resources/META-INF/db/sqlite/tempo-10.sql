-- What a run carries for interceptors and handlers; written as task_environment is.
ALTER TABLE run ADD COLUMN context TEXT;
