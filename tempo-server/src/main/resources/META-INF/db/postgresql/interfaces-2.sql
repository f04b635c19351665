ALTER TABLE interface ADD COLUMN key_id bytea;
ALTER TABLE interface ADD COLUMN role text COLLATE "C";
ALTER TABLE interface_cookie ADD COLUMN key_id bytea;
