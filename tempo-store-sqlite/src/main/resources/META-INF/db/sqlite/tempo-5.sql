-- A script that is executed where it lies: its file, and what no link may lead out of. A run keeps the digest of what that file said.
ALTER TABLE job ADD COLUMN task_file TEXT;
ALTER TABLE job ADD COLUMN task_root TEXT;
ALTER TABLE run ADD COLUMN file_sha256 TEXT;
