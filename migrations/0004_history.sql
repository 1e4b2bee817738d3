-- The history of a million messages: sorted, filtered and searched at once. Everything here follows from the messages:
-- `comptoir check --rebuild` makes it anew.

-- A person in an address.
ALTER TABLE staff ADD COLUMN public_id TEXT NOT NULL DEFAULT '';
UPDATE staff SET public_id = 'stf_' || lower(hex(randomblob(6)));
CREATE UNIQUE INDEX staff_public_id ON staff (public_id);

-- What filters and sorts, with the beginnings of what is written by which it sorts: the first letters of the folded words,
-- without the space before them. Made anew because every row changes.
CREATE TABLE message_list_new (
  id INTEGER PRIMARY KEY REFERENCES message,
  status INTEGER NOT NULL,
  reason INTEGER,
  staff_id INTEGER NOT NULL,
  objective INTEGER NOT NULL,
  campaign_id INTEGER NOT NULL,
  content24 TEXT NOT NULL,
  recipient20 TEXT NOT NULL
) STRICT;
INSERT INTO message_list_new (id, status, reason, staff_id, objective, campaign_id, content24, recipient20)
SELECT l.id, l.status, l.reason, l.staff_id, l.objective, l.campaign_id,
       substr(m.content_key, 2, 24), substr(m.recipient_key, 2, 20)
FROM message_list l CROSS JOIN message m ON m.id = l.id
ORDER BY l.id;
DROP TABLE message_list;
ALTER TABLE message_list_new RENAME TO message_list;
CREATE INDEX message_list_status ON message_list (id >> 40, status);

-- Sorting. Tables, not indexes: (key, id) < (?, ?) uses both only where the id is a true key column, and a send's rows go in
-- sorted.
CREATE TABLE message_by_content (
  pharmacy_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (pharmacy_id, key, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE message_by_recipient (
  pharmacy_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (pharmacy_id, key, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE message_by_client (
  client_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (client_id, id)
) STRICT, WITHOUT ROWID;

-- Who sent a message, and what for, is a fact of its campaign, whose messages follow one another: two small indexes of
-- campaigns instead of two large ones of messages.
CREATE UNIQUE INDEX campaign_of_staff ON campaign (pharmacy_id, staff_id, first_message);
CREATE UNIQUE INDEX campaign_of_objective ON campaign (pharmacy_id, objective, first_message);
CREATE UNIQUE INDEX campaign_in_order ON campaign (pharmacy_id, first_message);

-- The counters of all days, so that a list without a period adds up a handful of rows and not two years of them.
CREATE TABLE tally_of_all_days (
  pharmacy_id INTEGER NOT NULL,
  staff_id INTEGER NOT NULL,
  objective INTEGER NOT NULL,
  status INTEGER NOT NULL,
  n INTEGER NOT NULL CHECK (n >= 0),
  PRIMARY KEY (pharmacy_id, staff_id, objective, status)
) STRICT, WITHOUT ROWID;
INSERT INTO tally_of_all_days (pharmacy_id, staff_id, objective, status, n)
SELECT pharmacy_id, staff_id, objective, status, sum(n) FROM tally GROUP BY pharmacy_id, staff_id, objective, status;
-- By triggers, because few rows of `tally` change in a transaction, however many messages do.
CREATE TRIGGER tally_is_new AFTER INSERT ON tally BEGIN
  INSERT INTO tally_of_all_days (pharmacy_id, staff_id, objective, status, n)
  VALUES (new.pharmacy_id, new.staff_id, new.objective, new.status, new.n)
  ON CONFLICT DO UPDATE SET n = n + excluded.n;
END;
CREATE TRIGGER tally_changes AFTER UPDATE OF n ON tally BEGIN
  UPDATE tally_of_all_days SET n = n + new.n - old.n
  WHERE pharmacy_id = new.pharmacy_id AND staff_id = new.staff_id AND objective = new.objective AND status = new.status;
END;

-- The search. `message_search` is what is found by: the folded words of content, recipient and campaign, each after a space,
-- then marks, characters for private use which nobody types and no word has:
--   U+E000 and the manager's id; U+E001 and the objective;
--   one character for each three digits of the phone and the place where they stand, U+F0000 + place * 1000 + digits, so
--   that any part of a number is a row of such marks; place 10 is the beginning of the national form, 0 and two digits.
-- What may change, the status, is not here: each change would write a message's postings anew.
CREATE VIEW message_search (id, text) AS
SELECT m.id,
       m.content_key || m.recipient_key || c.name_key
       || ' ' || char(0xE000) || m.staff_id
       || ' ' || char(0xE001) || m.objective
       || CASE WHEN length(m.phone) = 13 THEN
            ' ' || char(0xF0000 + substr(m.phone, 2, 3)) || ' ' || char(0xF03E8 + substr(m.phone, 3, 3))
            || ' ' || char(0xF07D0 + substr(m.phone, 4, 3)) || ' ' || char(0xF0BB8 + substr(m.phone, 5, 3))
            || ' ' || char(0xF0FA0 + substr(m.phone, 6, 3)) || ' ' || char(0xF1388 + substr(m.phone, 7, 3))
            || ' ' || char(0xF1770 + substr(m.phone, 8, 3)) || ' ' || char(0xF1B58 + substr(m.phone, 9, 3))
            || ' ' || char(0xF1F40 + substr(m.phone, 10, 3)) || ' ' || char(0xF2328 + substr(m.phone, 11, 3))
            || ' ' || char(0xF2710 + substr(m.phone, 5, 2))
          ELSE '' END
FROM message m CROSS JOIN campaign c ON c.id = m.campaign_id;

-- `ascii` splits at spaces and lets every other letter be: what is a word was settled when the text was folded.
CREATE VIRTUAL TABLE message_words USING fts5 (
  text, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3', tokenize = 'ascii'
);

-- Every word of four letters and more: `sold*` joins all its postings before the first is read, the words that begin so do
-- not (facts: 50 ms and 0.6 ms where a word stands in 600,000 messages).
CREATE TABLE word (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
-- The words that the index holds.
CREATE VIRTUAL TABLE message_words_known USING fts5vocab (message_words, 'row');

INSERT INTO message_by_content (pharmacy_id, key, id) SELECT id >> 40, content24, id FROM message_list ORDER BY 1, 2, 3;
INSERT INTO message_by_recipient (pharmacy_id, key, id) SELECT id >> 40, recipient20, id FROM message_list ORDER BY 1, 2, 3;
INSERT INTO message_by_client (client_id, id) SELECT client_id, id FROM message WHERE client_id IS NOT NULL ORDER BY 1, 2;
INSERT INTO message_words (rowid, text) SELECT id, text FROM message_search ORDER BY id;
INSERT INTO word (word)
SELECT term FROM message_words_known
WHERE length(term) >= 4 AND unicode(term) NOT BETWEEN 0xE000 AND 0xF8FF AND unicode(term) < 0xF0000;
