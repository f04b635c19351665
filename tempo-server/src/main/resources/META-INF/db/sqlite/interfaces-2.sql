ALTER TABLE interface ADD COLUMN key_id BLOB;
ALTER TABLE interface ADD COLUMN role TEXT;
ALTER TABLE interface_cookie ADD COLUMN key_id BLOB;
