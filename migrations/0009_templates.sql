-- What kind of SMS a template is, who consented to promotions, and the words about health that a pharmacy adds.

-- domain::template::Class. Of the version, and so of what was sent with it: a version never changes.
ALTER TABLE template_version ADD COLUMN class INTEGER NOT NULL DEFAULT 0 CHECK (class BETWEEN 0 AND 2);
-- Reminders are *relances*.
UPDATE template_version SET class = 1 WHERE template_id IN (SELECT id FROM template WHERE objective = 0);
-- How many campaigns used a template.
CREATE INDEX campaign_of_template ON campaign (template_id);

-- Who consented to promotions: a fact of the phone with who, when and how, as `opt_out` is.
CREATE TABLE consent (
  pharmacy_id INTEGER NOT NULL REFERENCES pharmacy,
  phone TEXT NOT NULL,
  at INTEGER NOT NULL,
  staff_id INTEGER REFERENCES staff,
  how TEXT NOT NULL,
  PRIMARY KEY (pharmacy_id, phone)
) STRICT, WITHOUT ROWID;

-- Everything that was said about it, in the order in which it was: `consent` and `opt_out` have what holds now.
CREATE TABLE wish (
  id INTEGER PRIMARY KEY,
  pharmacy_id INTEGER NOT NULL REFERENCES pharmacy,
  phone TEXT NOT NULL,
  what INTEGER NOT NULL,              -- domain::client::Wish
  at INTEGER NOT NULL,
  staff_id INTEGER REFERENCES staff,
  how TEXT NOT NULL
) STRICT;
CREATE INDEX wish_of_phone ON wish (pharmacy_id, phone, id);
INSERT INTO wish (pharmacy_id, phone, what, at, staff_id, how)
SELECT pharmacy_id, phone, 2, at, staff_id, how FROM opt_out ORDER BY at;

-- Words about health that the lists of domain::health lack, as typed; the key is folded.
CREATE TABLE health_word (
  pharmacy_id INTEGER NOT NULL REFERENCES pharmacy,
  word_key TEXT NOT NULL,
  word TEXT NOT NULL,
  staff_id INTEGER REFERENCES staff,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (pharmacy_id, word_key)
) STRICT, WITHOUT ROWID;
