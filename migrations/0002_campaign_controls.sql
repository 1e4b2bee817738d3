-- What a person does with a send after it was made: call it off, hold it back, let it go on, stop it. `audit` has who did
-- what when; here is what holds now.

-- From when on its messages leave, and so until when it can be called off.
ALTER TABLE campaign ADD COLUMN leaves_at INTEGER NOT NULL DEFAULT 0;
-- Held back: since when and by whom; nobody where it held itself back because too much was refused.
ALTER TABLE campaign ADD COLUMN paused_at INTEGER;
ALTER TABLE campaign ADD COLUMN paused_by INTEGER REFERENCES staff;
-- Stopped, for good: what had not left never does.
ALTER TABLE campaign ADD COLUMN stopped_at INTEGER;
ALTER TABLE campaign ADD COLUMN stopped_by INTEGER REFERENCES staff;

-- A message of a campaign that is held back is not claimed. On the row, so that a claim needs no other table.
ALTER TABLE outbox ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (due_at) WHERE lease IS NULL AND reference IS NULL AND held = 0;

-- Until now nothing could be called off, and a pharmacy was made without the time for it.
UPDATE pharmacy SET undo_ms = 30000 WHERE demo = 0;
