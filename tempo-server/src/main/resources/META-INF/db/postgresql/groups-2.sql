ALTER TABLE script_group ADD COLUMN required_level text COLLATE "C";
