-- What was known of a delivery and not kept (docs/delivery.md).

-- The balance, in centimes, from which on clients were reminded: read again when each message leaves. Empty where the send
-- named none.
ALTER TABLE campaign ADD COLUMN minimum INTEGER;
-- Messages that left although their clients had paid a part meanwhile.
ALTER TABLE campaign ADD COLUMN paid_in_part INTEGER NOT NULL DEFAULT 0 CHECK (paid_in_part >= 0);
-- What the client owed when a reminder was written, in centimes; empty once a payment in part is counted, and for other texts.
ALTER TABLE outbox ADD COLUMN owed INTEGER;

-- Nothing ever read it: only one process delivers from a database, and a lease that is not its own is a dead one's.
ALTER TABLE outbox DROP COLUMN lease_until;

-- A network that names no message is not quoted with a name of ours. In the outbox the empty reference says "accepted".
UPDATE outbox SET reference = '' WHERE reference IN ('kannel', 'twilio') OR reference = 'smpp-' || id;
UPDATE message_event SET detail = NULL
WHERE kind = 3 AND (detail IN ('kannel', 'twilio') OR detail = 'smpp-' || message_id);

-- The time of the last turn that changed something: a clock that is behind it at the next start was set back meanwhile.
CREATE TABLE delivery_clock (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL) STRICT;

-- A text from a number that no client has went to every pharmacy: it was meant for one of them at most.
DELETE FROM inbound
WHERE NOT EXISTS (SELECT 1 FROM client c WHERE c.pharmacy_id = inbound.pharmacy_id AND c.phone = inbound.phone);
