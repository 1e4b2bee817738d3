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

-- The text for clients who read Arabic; without it they get the other one.
ALTER TABLE template_version ADD COLUMN text_ar TEXT;
-- The same, as it was used.
ALTER TABLE campaign ADD COLUMN text_ar TEXT;
-- So far nobody said in which language a client reads: a name in Arabic letters is all that tells.
UPDATE client SET language = 'ar'
WHERE first_name GLOB ('*[' || char(0x621) || '-' || char(0x64A) || ']*')
   OR last_name GLOB ('*[' || char(0x621) || '-' || char(0x64A) || ']*');
