-- E-mail (docs/credits.md): what is to be told, noted in the transaction of what happened, a row for each person. It leaves
-- when the letter was taken, or is given up. Names, numbers and balances are read when the letter is written.
CREATE TABLE mail (
  id INTEGER PRIMARY KEY AUTOINCREMENT,   -- stands in the letter's Message-ID, and is never given twice
  kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3),
  pharmacy_id INTEGER NOT NULL REFERENCES pharmacy,
  topup_id INTEGER REFERENCES topup,
  staff_id INTEGER REFERENCES staff,
  salesperson_id INTEGER REFERENCES salesperson,
  created_at INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,       -- counted before the network is asked, so that a process that dies is bound by it too
  due_at INTEGER NOT NULL,
  CHECK ((staff_id IS NULL) <> (salesperson_id IS NULL)),
  CHECK ((topup_id IS NULL) = (kind = 3))
) STRICT;
CREATE INDEX mail_due ON mail (due_at, id);
-- What waits already is not told twice.
CREATE UNIQUE INDEX mail_once
  ON mail (kind, pharmacy_id, coalesce(topup_id, 0), coalesce(staff_id, 0), coalesce(salesperson_id, 0));
-- Whether there is a server for e-mail: noted by each start of the program. Without one nothing is noted above.
CREATE TABLE mail_use (id INTEGER PRIMARY KEY CHECK (id = 1), is_on INTEGER NOT NULL CHECK (is_on IN (0, 1))) STRICT;
INSERT INTO mail_use (id, is_on) VALUES (1, 0);

-- Filters of the ledger for what is rare, each an index of its own in the order of the page: of one index for all of it the
-- planner made no use. The queries name them (`store::ledger`).
DROP INDEX ledger_rare;
CREATE INDEX ledger_granted ON ledger (id) WHERE kind = 0;
CREATE INDEX ledger_back ON ledger (id) WHERE kind IN (3, 4);
CREATE INDEX ledger_adjusted ON ledger (id) WHERE kind = 5;

-- Requests with something that the sales service has not seen: the mark in its bar.
CREATE INDEX topup_unseen ON topup (id) WHERE events > seen_by_sales;
