-- The key map: who is behind the neutral ids. Never attached to the ledger, never read by a worker.

CREATE TABLE source (
  file    TEXT PRIMARY KEY,            -- f000007
  path    TEXT NOT NULL,               -- below inbox/, as dropped
  size    INTEGER NOT NULL,
  mtime   INTEGER NOT NULL,            -- nanoseconds; tells a second drop of the same name apart
  sha256  TEXT,
  state   TEXT NOT NULL CHECK (state IN ('seen', 'copied', 'taken', 'gone'))
) STRICT;
CREATE INDEX source_path ON source (path);
CREATE INDEX source_sha ON source (sha256);

CREATE TABLE class (class_ref INTEGER PRIMARY KEY, school_code TEXT NOT NULL, class_group TEXT NOT NULL,
                    UNIQUE (school_code, class_group)) STRICT;
CREATE TABLE school (school_alias TEXT PRIMARY KEY, school_code TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE marker (id TEXT PRIMARY KEY, teacher TEXT NOT NULL, school_code TEXT NOT NULL) STRICT;
CREATE TABLE secret (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
