-- Credits from the request to their activation: the sales service and its people, packs and their prices, requests with
-- every step, and what the ledger needs for it.

-- People of the sales service belong to no pharmacy, and are callers of their own kind: no query of a pharmacy takes one.
CREATE TABLE salesperson (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,         -- lower case
  password TEXT,                      -- argon2id in PHC form; NULL until the one-time link was used
  permissions INTEGER NOT NULL,
  language TEXT NOT NULL DEFAULT 'fr' CHECK (language IN ('fr', 'ar', 'en')),
  created_at INTEGER NOT NULL,
  deactivated_at INTEGER
) STRICT;
-- One e-mail address is one person: such a row is not added, which whoever adds it takes for an address that is taken.
CREATE TRIGGER salesperson_email BEFORE INSERT ON salesperson WHEN EXISTS (SELECT 1 FROM staff WHERE email = new.email)
BEGIN SELECT raise(IGNORE); END;
CREATE TRIGGER staff_email BEFORE INSERT ON staff WHEN EXISTS (SELECT 1 FROM salesperson WHERE email = new.email)
BEGIN SELECT raise(IGNORE); END;

-- As `session` and `password_link`.
CREATE TABLE sales_session (
  token_hash BLOB PRIMARY KEY,
  salesperson_id INTEGER NOT NULL REFERENCES salesperson,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_salesperson ON sales_session (salesperson_id);
CREATE TABLE sales_link (
  token_hash BLOB PRIMARY KEY,
  salesperson_id INTEGER NOT NULL REFERENCES salesperson,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;

-- Who did what in the sales service. Ids and numbers only.
CREATE TABLE sales_audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  salesperson_id INTEGER REFERENCES salesperson,
  pharmacy_id INTEGER REFERENCES pharmacy,
  action TEXT NOT NULL,
  subject TEXT
) STRICT;

-- What is sold. A version never changes, so that a request keeps the price at which its pack was chosen.
CREATE TABLE pack (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  withdrawn_at INTEGER
) STRICT;
CREATE TABLE pack_version (
  pack_id INTEGER NOT NULL REFERENCES pack,
  version INTEGER NOT NULL CHECK (version >= 1),
  name TEXT NOT NULL,
  credits INTEGER NOT NULL CHECK (credits BETWEEN 1 AND 10000000),
  price INTEGER NOT NULL CHECK (price BETWEEN 0 AND 100000000),
  salesperson_id INTEGER REFERENCES salesperson,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (pack_id, version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER pack_version_no_update BEFORE UPDATE ON pack_version BEGIN SELECT raise(ABORT, 'a price never changes'); END;
CREATE TRIGGER pack_version_no_delete BEFORE DELETE ON pack_version BEGIN SELECT raise(ABORT, 'a price never changes'); END;

-- Where pharmacies pay to: the newest row holds. A pro-forma keeps the row that it was issued with.
CREATE TABLE bank_details (
  id INTEGER PRIMARY KEY,
  holder TEXT NOT NULL,
  address TEXT NOT NULL,
  tax_id TEXT NOT NULL,
  bank TEXT NOT NULL,
  rib TEXT NOT NULL,
  salesperson_id INTEGER REFERENCES salesperson,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE topup (
  id INTEGER PRIMARY KEY,
  pharmacy_id INTEGER NOT NULL REFERENCES pharmacy,
  public_id TEXT NOT NULL UNIQUE,
  number TEXT NOT NULL UNIQUE,        -- RC-2026-0131
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 7),
  requested_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,        -- the last step; what people write does not count
  pack_id INTEGER,
  pack_version INTEGER,
  transfer TEXT UNIQUE,               -- what the pharmacy writes on its transfer
  bank_id INTEGER REFERENCES bank_details,
  activated_at INTEGER,
  events INTEGER NOT NULL DEFAULT 0,
  seen_by_pharmacy INTEGER NOT NULL DEFAULT 0,
  seen_by_sales INTEGER NOT NULL DEFAULT 0,
  FOREIGN KEY (pack_id, pack_version) REFERENCES pack_version (pack_id, version),
  CHECK ((pack_id IS NULL) = (pack_version IS NULL)),
  -- 1 is chosen, 2 issued, 5 activated; 6 and 7 end a request wherever it stands.
  CHECK (state NOT BETWEEN 1 AND 5 OR pack_id IS NOT NULL),
  CHECK (state NOT BETWEEN 2 AND 5 OR (transfer IS NOT NULL AND bank_id IS NOT NULL)),
  CHECK ((state = 5) = (activated_at IS NOT NULL))
) STRICT;
CREATE INDEX topup_of_pharmacy ON topup (pharmacy_id, id);
-- One request of a pharmacy at a time: asking twice leads to the one that there is.
CREATE UNIQUE INDEX topup_open ON topup (pharmacy_id) WHERE state < 5;
CREATE INDEX topup_activated ON topup (activated_at) WHERE activated_at IS NOT NULL;
CREATE TABLE topup_number (year INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT;

-- Every step and every message of a request, with who.
CREATE TABLE topup_event (
  topup_id INTEGER NOT NULL REFERENCES topup,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  act INTEGER NOT NULL,
  staff_id INTEGER REFERENCES staff,
  salesperson_id INTEGER REFERENCES salesperson,
  text TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (topup_id, seq),
  CHECK ((staff_id IS NULL) <> (salesperson_id IS NULL))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER topup_event_no_update BEFORE UPDATE ON topup_event BEGIN SELECT raise(ABORT, 'a step never changes'); END;
CREATE TRIGGER topup_event_no_delete BEFORE DELETE ON topup_event BEGIN SELECT raise(ABORT, 'a step never changes'); END;

-- Proofs of transfer. The file lies beside the database, under a random name.
CREATE TABLE topup_proof (
  topup_id INTEGER NOT NULL REFERENCES topup,
  n INTEGER NOT NULL CHECK (n >= 1),
  file TEXT NOT NULL UNIQUE,
  kind INTEGER NOT NULL,
  size INTEGER NOT NULL CHECK (size BETWEEN 1 AND 5242880),
  sha256 BLOB NOT NULL,
  at INTEGER NOT NULL,
  staff_id INTEGER NOT NULL REFERENCES staff,
  PRIMARY KEY (topup_id, n)
) STRICT, WITHOUT ROWID;

-- The ledger: who of the sales service, and which entry a correction is opposite to.
ALTER TABLE ledger ADD COLUMN salesperson_id INTEGER REFERENCES salesperson;
ALTER TABLE ledger ADD COLUMN corrects INTEGER REFERENCES ledger;
CREATE INDEX ledger_corrects ON ledger (corrects) WHERE corrects IS NOT NULL;
-- A request is activated once, whatever the code believes.
CREATE UNIQUE INDEX ledger_of_topup ON ledger (topup_id) WHERE topup_id IS NOT NULL;
-- What is rare among the entries, for its filter: grants, what came back, corrections.
CREATE INDEX ledger_rare ON ledger (id >> 40, kind, id) WHERE kind IN (0, 3, 4, 5);
-- `INSERT OR REPLACE` deletes without a trigger of DELETE.
CREATE TRIGGER ledger_no_replace BEFORE INSERT ON ledger WHEN EXISTS (SELECT 1 FROM ledger WHERE id = new.id)
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

-- Below how many credits the pharmacy is warned.
ALTER TABLE credit ADD COLUMN low_at INTEGER NOT NULL DEFAULT 200 CHECK (low_at BETWEEN 0 AND 10000000);

-- The ledger by quarters of an hour, of which every zone's days are made: the chart and the forecast read no entries, and a
-- period is a range of entries. Kept by the ledger itself.
CREATE TABLE credit_quarter (
  pharmacy_id INTEGER NOT NULL,
  quarter INTEGER NOT NULL,           -- quarters of an hour since 1970
  first_entry INTEGER NOT NULL,
  last_entry INTEGER NOT NULL,
  available INTEGER NOT NULL,         -- after its last entry
  spent INTEGER NOT NULL,
  granted INTEGER NOT NULL,
  PRIMARY KEY (pharmacy_id, quarter)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER ledger_by_quarter AFTER INSERT ON ledger BEGIN
  INSERT INTO credit_quarter (pharmacy_id, quarter, first_entry, last_entry, available, spent, granted)
  VALUES (new.id >> 40, new.at / 900000, new.id, new.id, new.available_after, new.spent, new.granted)
  ON CONFLICT (pharmacy_id, quarter) DO UPDATE SET
    last_entry = excluded.last_entry, available = excluded.available,
    spent = spent + excluded.spent, granted = granted + excluded.granted;
END;
INSERT INTO credit_quarter (pharmacy_id, quarter, first_entry, last_entry, available, spent, granted)
SELECT q.pharmacy_id, q.quarter, q.first_entry, q.last_entry, l.available_after, q.spent, q.granted
FROM (SELECT id >> 40 AS pharmacy_id, at / 900000 AS quarter, min(id) AS first_entry, max(id) AS last_entry,
             sum(spent) AS spent, sum(granted) AS granted
      FROM ledger GROUP BY 1, 2) q
JOIN ledger l ON l.id = q.last_entry;
