-- Comptoir, the first schema. Shapes and reasons: docs/architecture.md and the measurements behind them.
--
-- Times are INTEGER milliseconds UTC, money INTEGER centimes, credits INTEGER. Every table of a tenant begins with
-- pharmacy_id, and so do its indexes; the tables that grow carry it in the high bits of their id:
-- message.id = pharmacy << 40 | n. n counts up per pharmacy and created_at never goes back (max(now, last)), so the
-- table itself is "newest first" and `id BETWEEN` bounds every query to the tenant.

CREATE TABLE pharmacy (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  phone TEXT NOT NULL DEFAULT '',
  sender TEXT NOT NULL CHECK (length(sender) BETWEEN 1 AND 11),
  zone TEXT NOT NULL DEFAULT 'Africa/Casablanca',
  -- Minutes of the day between which messages leave: 09:00-20:00 unless set otherwise; 0-1440 is any hour.
  opens_at INTEGER NOT NULL DEFAULT 540 CHECK (opens_at BETWEEN 0 AND 1440),
  closes_at INTEGER NOT NULL DEFAULT 1200 CHECK (closes_at BETWEEN 0 AND 1440),
  -- How long a send can be called off before its first message leaves.
  undo_ms INTEGER NOT NULL DEFAULT 30000 CHECK (undo_ms BETWEEN 0 AND 600000),
  demo INTEGER NOT NULL DEFAULT 0 CHECK (demo IN (0, 1)),
  last_message INTEGER NOT NULL DEFAULT 0,
  last_created_at INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;

-- The first message of each local day. The day is fixed when it is written: a change of zone later moves nothing.
CREATE TABLE pharmacy_day (
  pharmacy_id INTEGER NOT NULL REFERENCES pharmacy,
  day INTEGER NOT NULL,               -- days since 1970-01-01 in the pharmacy's zone
  first_message INTEGER NOT NULL,
  PRIMARY KEY (pharmacy_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
  id INTEGER PRIMARY KEY,
  pharmacy_id INTEGER NOT NULL REFERENCES pharmacy,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,             -- folded, for sorting and search
  email TEXT NOT NULL UNIQUE,         -- lower case
  password TEXT,                      -- argon2id in PHC form; NULL until the one-time link was used
  permissions INTEGER NOT NULL,
  language TEXT NOT NULL DEFAULT 'fr' CHECK (language IN ('fr', 'ar', 'en')),
  created_at INTEGER NOT NULL,
  deactivated_at INTEGER
) STRICT;
CREATE INDEX staff_of_pharmacy ON staff (pharmacy_id, name_key);

-- The cookie holds the token; only its SHA-256 is stored.
CREATE TABLE session (
  token_hash BLOB PRIMARY KEY,
  staff_id INTEGER NOT NULL REFERENCES staff,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_staff ON session (staff_id);

-- A link with which a person sets a password, once.
CREATE TABLE password_link (
  token_hash BLOB PRIMARY KEY,
  staff_id INTEGER NOT NULL REFERENCES staff,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE client (
  id INTEGER PRIMARY KEY,
  pharmacy_id INTEGER NOT NULL REFERENCES pharmacy,
  public_id TEXT NOT NULL UNIQUE,
  reference TEXT,                     -- the id in the pharmacy's own software: who a client is, where there is one
  first_name TEXT NOT NULL DEFAULT '',
  last_name TEXT NOT NULL DEFAULT '',
  name_key TEXT NOT NULL,             -- ' ' and the folded words of the name: instr(name_key, ' amin') begins a word
  phone TEXT,                         -- E.164 if it can receive an SMS
  phone_typed TEXT NOT NULL DEFAULT '',
  phone_fault INTEGER,                -- domain::phone::Unusable if it cannot
  digits TEXT NOT NULL DEFAULT '',    -- national and international digits, for the search
  balance INTEGER NOT NULL DEFAULT 0,
  language TEXT NOT NULL DEFAULT 'fr' CHECK (language IN ('fr', 'ar')),
  last_payment_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((phone IS NULL) = (phone_fault IS NOT NULL)),
  CHECK (balance BETWEEN -100000000 AND 100000000)
) STRICT;
CREATE UNIQUE INDEX client_reference ON client (pharmacy_id, reference) WHERE reference IS NOT NULL;
CREATE INDEX client_by_balance ON client (pharmacy_id, balance DESC, id);
CREATE INDEX client_by_name ON client (pharmacy_id, name_key, id);
CREATE INDEX client_by_phone ON client (pharmacy_id, phone) WHERE phone IS NOT NULL;

-- Who no longer wants SMS: a fact of the phone, with when and how, also for a number that no client has.
CREATE TABLE opt_out (
  pharmacy_id INTEGER NOT NULL REFERENCES pharmacy,
  phone TEXT NOT NULL,
  at INTEGER NOT NULL,
  staff_id INTEGER REFERENCES staff,
  how TEXT NOT NULL,
  PRIMARY KEY (pharmacy_id, phone)
) STRICT, WITHOUT ROWID;

CREATE TABLE template (
  id INTEGER PRIMARY KEY,
  pharmacy_id INTEGER NOT NULL REFERENCES pharmacy,
  public_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  objective INTEGER NOT NULL,
  is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  archived_at INTEGER
) STRICT;
CREATE UNIQUE INDEX template_name ON template (pharmacy_id, name_key) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX template_default ON template (pharmacy_id, objective) WHERE is_default = 1;

CREATE TABLE template_version (
  template_id INTEGER NOT NULL REFERENCES template,
  version INTEGER NOT NULL CHECK (version >= 1),
  text TEXT NOT NULL,
  staff_id INTEGER REFERENCES staff,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (template_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE campaign (
  id INTEGER PRIMARY KEY,
  pharmacy_id INTEGER NOT NULL REFERENCES pharmacy,
  public_id TEXT NOT NULL UNIQUE,
  key TEXT NOT NULL,                  -- made when the form opens: the same send twice is the same campaign
  content_hash BLOB NOT NULL,         -- SHA-256 of what was asked for: the same key with other content is a conflict
  staff_id INTEGER NOT NULL REFERENCES staff,
  objective INTEGER NOT NULL,
  template_id INTEGER NOT NULL REFERENCES template,
  template_version INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  text TEXT NOT NULL,                 -- with its placeholders, as it was used
  messages INTEGER NOT NULL CHECK (messages >= 1),
  credits INTEGER NOT NULL CHECK (credits >= 1),
  left_out TEXT NOT NULL,             -- JSON of domain::campaign::LeftOut and numbers
  created_at INTEGER NOT NULL,
  first_message INTEGER NOT NULL,     -- written in one transaction: its messages are contiguous
  last_message INTEGER NOT NULL,
  UNIQUE (pharmacy_id, key)
) STRICT;

-- What was written, as it was written. Never changes (erasing a client blanks it).
CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  created_at INTEGER NOT NULL,
  campaign_id INTEGER NOT NULL REFERENCES campaign,
  staff_id INTEGER NOT NULL REFERENCES staff,
  client_id INTEGER REFERENCES client,
  kind INTEGER NOT NULL DEFAULT 0,    -- 0 of the campaign, 1 a test, 2 sent again
  objective INTEGER NOT NULL,
  encoding INTEGER NOT NULL,
  parts INTEGER NOT NULL CHECK (parts BETWEEN 1 AND 10),
  phone TEXT NOT NULL,
  recipient TEXT NOT NULL,
  content TEXT NOT NULL,
  recipient_key TEXT NOT NULL,        -- folded by domain::fold, for the search
  content_key TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX message_once ON message (campaign_id, phone) WHERE kind = 0;

-- What filters and sorts, apart from what is long: a scan of it stays short.
CREATE TABLE message_list (
  id INTEGER PRIMARY KEY REFERENCES message,
  status INTEGER NOT NULL,
  reason INTEGER,
  staff_id INTEGER NOT NULL,
  objective INTEGER NOT NULL,
  campaign_id INTEGER NOT NULL
) STRICT;
CREATE INDEX message_list_status ON message_list (id >> 40, status);

-- Work in hand only: a row leaves when its message is final, so the queue stays small whatever the history.
-- claimed (lease, before the network: may be queued again) is not submitting (written before the first octet: may not).
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY REFERENCES message,
  due_at INTEGER NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  lease INTEGER,                      -- the instance that holds it
  lease_until INTEGER,
  submitting INTEGER NOT NULL DEFAULT 0 CHECK (submitting IN (0, 1)),
  reference TEXT                      -- the gateway's, once it accepted
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at) WHERE lease IS NULL AND reference IS NULL;
CREATE INDEX outbox_reference ON outbox (reference) WHERE reference IS NOT NULL;
CREATE INDEX outbox_leased ON outbox (lease) WHERE lease IS NOT NULL;

CREATE TABLE message_event (
  message_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind INTEGER NOT NULL,              -- the status that it brought
  reason INTEGER,
  detail TEXT,
  PRIMARY KEY (message_id, seq)
) STRICT, WITHOUT ROWID;

-- Counters, kept in the transaction that changes a status. A campaign has one manager, one objective and one day.
CREATE TABLE tally (
  pharmacy_id INTEGER NOT NULL,
  day INTEGER NOT NULL,
  staff_id INTEGER NOT NULL,
  objective INTEGER NOT NULL,
  status INTEGER NOT NULL,
  n INTEGER NOT NULL CHECK (n >= 0),
  PRIMARY KEY (pharmacy_id, day, staff_id, objective, status)
) STRICT, WITHOUT ROWID;
CREATE TABLE campaign_tally (
  campaign_id INTEGER NOT NULL,
  status INTEGER NOT NULL,
  n INTEGER NOT NULL CHECK (n >= 0),
  PRIMARY KEY (campaign_id, status)
) STRICT, WITHOUT ROWID;

-- Credits: where they stand, and every entry that brought them there. The balance can never be negative.
CREATE TABLE credit (
  pharmacy_id INTEGER PRIMARY KEY REFERENCES pharmacy,
  available INTEGER NOT NULL CHECK (available >= 0),
  reserved INTEGER NOT NULL CHECK (reserved >= 0),
  spent INTEGER NOT NULL CHECK (spent >= 0),
  granted INTEGER NOT NULL,
  last_entry INTEGER NOT NULL DEFAULT 0,
  CHECK (granted = available + reserved + spent)
) STRICT;
CREATE TABLE ledger (
  id INTEGER PRIMARY KEY,             -- pharmacy << 40 | n
  at INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  available INTEGER NOT NULL, reserved INTEGER NOT NULL, spent INTEGER NOT NULL, granted INTEGER NOT NULL,  -- changes
  available_after INTEGER NOT NULL CHECK (available_after >= 0),
  reserved_after INTEGER NOT NULL CHECK (reserved_after >= 0),
  staff_id INTEGER REFERENCES staff,
  campaign_id INTEGER REFERENCES campaign,
  message_id INTEGER REFERENCES message,
  topup_id INTEGER,
  reason TEXT,
  CHECK (granted = available + reserved + spent)
) STRICT;
CREATE INDEX ledger_of_campaign ON ledger (campaign_id) WHERE campaign_id IS NOT NULL;
CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

-- Who did what. Ids and numbers only.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  pharmacy_id INTEGER NOT NULL REFERENCES pharmacy,
  at INTEGER NOT NULL,
  staff_id INTEGER REFERENCES staff,
  action TEXT NOT NULL,
  subject TEXT
) STRICT;
CREATE INDEX audit_of_pharmacy ON audit (pharmacy_id, id);
