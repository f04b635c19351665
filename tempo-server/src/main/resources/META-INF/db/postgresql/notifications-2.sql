ALTER TABLE notice ADD COLUMN lane text COLLATE "C" NOT NULL DEFAULT 'mail';
DROP INDEX notice_due;
CREATE INDEX notice_due ON notice (lane, due_at) WHERE due_at IS NOT NULL;
