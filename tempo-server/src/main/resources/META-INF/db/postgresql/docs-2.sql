-- Counts the changes of a page, so that nobody writes over what they have not seen. A page that was deleted stays as an empty one.
ALTER TABLE job_doc ADD COLUMN version bigint NOT NULL DEFAULT 1;
