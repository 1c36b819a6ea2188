-- The journal of the auditor (audit/journal.txt) is written here first, in the transaction that it tells of: lines that are
-- not in the file yet, and always the last one, whose number and sum are the head of the chain.
CREATE TABLE journal (
  no      INTEGER PRIMARY KEY,         -- of the record, from 1
  line    TEXT NOT NULL,               -- as in the file, without its end
  is_out  INTEGER NOT NULL DEFAULT 0   -- in the file, and synced
) STRICT;
