-- What a send is made of before it is one.

-- The send that a person is preparing, so that it goes on where it was on another device. One per person and pharmacy.
-- The row stays when the send was made or given up, for its revision never goes back: whoever still has an older one open
-- is told so, and never overwrites what came after.
CREATE TABLE draft (
  pharmacy_id INTEGER NOT NULL REFERENCES pharmacy,
  staff_id INTEGER NOT NULL REFERENCES staff,
  revision INTEGER NOT NULL CHECK (revision >= 1),
  key TEXT NOT NULL,                  -- that of the send which is being prepared, see campaign.key
  content TEXT,                       -- JSON of domain::draft::Content; NULL while nothing is being prepared
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (pharmacy_id, staff_id)
) STRICT, WITHOUT ROWID;
