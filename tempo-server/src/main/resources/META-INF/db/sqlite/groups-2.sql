ALTER TABLE script_group ADD COLUMN required_level TEXT;
