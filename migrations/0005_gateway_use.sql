-- Which gateway was in use since when: one row for each start with another one than before. A message's gateway is the one
-- that was in use when it was handed over, so that no message carries it.
--
-- The newest row whose time has come holds, whatever its time: a clock that was set back does not hide it.
CREATE TABLE gateway_use (
  id INTEGER PRIMARY KEY,
  since INTEGER NOT NULL,             -- written before the delivery starts
  kind TEXT NOT NULL                  -- domain::gateway::Kind, by its word in the configuration
) STRICT;
