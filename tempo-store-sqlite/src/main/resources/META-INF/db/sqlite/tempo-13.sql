-- What did not succeed of somebody's runs, and of those that are filed together: found without looking at what did.
CREATE INDEX run_unsuccessful_of_starter ON run (started_by, status, id) WHERE status >= 3 AND started_by IS NOT NULL;
CREATE INDEX run_unsuccessful_of_label ON run (label, status, id) WHERE status >= 3 AND label IS NOT NULL;
