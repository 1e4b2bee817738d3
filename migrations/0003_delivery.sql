-- Real networks: until when a message is tried, which message another one repeats, what people answer, and a time that a
-- send was set to.

-- Until when a message is tried: then it is *expiré* and its credits are given back.
ALTER TABLE outbox ADD COLUMN give_up_at INTEGER NOT NULL DEFAULT 0;
UPDATE outbox SET give_up_at = due_at + 86400000;

-- The message that this one repeats: a test, or one that a person sent again by hand.
ALTER TABLE message ADD COLUMN repeats INTEGER REFERENCES message;
CREATE INDEX message_repeats ON message (repeats) WHERE repeats IS NOT NULL;

-- What somebody wrote to the pharmacy. By phone, as an opt-out is: who wrote may be several clients or none.
CREATE TABLE inbound (
  id INTEGER PRIMARY KEY,
  pharmacy_id INTEGER NOT NULL REFERENCES pharmacy,
  phone TEXT NOT NULL,
  at INTEGER NOT NULL,
  reference TEXT NOT NULL,            -- the network's: the same text twice is one
  text TEXT NOT NULL,
  stops INTEGER NOT NULL CHECK (stops IN (0, 1)),
  UNIQUE (pharmacy_id, reference)
) STRICT;
CREATE INDEX inbound_by_phone ON inbound (pharmacy_id, phone, id);
