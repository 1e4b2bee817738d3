-- A text is tried out before it is sent: by a test to numbers of one's own, and by a send whose first messages go alone.

-- The numbers to which a person sent their last test: JSON, at most three, as they are stored elsewhere.
ALTER TABLE staff ADD COLUMN test_phones TEXT NOT NULL DEFAULT '[]';

-- A test, message.kind 1: the client with whose values it was written. It went to none of their numbers, and is none of
-- their messages.
ALTER TABLE campaign ADD COLUMN tests INTEGER REFERENCES client;

-- How many of its first messages leave alone and are watched. Empty where all leave at once, and as soon as the others do.
ALTER TABLE campaign ADD COLUMN canary INTEGER CHECK (canary >= 1);
CREATE INDEX campaign_canary ON campaign (id) WHERE canary IS NOT NULL;
