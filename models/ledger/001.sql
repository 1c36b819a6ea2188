-- The ledger: where every file, page, work and marker stands. One writer, the supervisor.
-- It holds neutral ids and aliases only; who they are is in the key map, another file.

CREATE TABLE item (
  id      TEXT PRIMARY KEY,            -- f000007, f000007.p0041, k000007.w012, m03
  class   TEXT NOT NULL CHECK (class IN ('file', 'page', 'work', 'marker', 'paper')),
  kind    TEXT NOT NULL,               -- what it is now: 'file', 'page.raw', … (stages' takes and gives)
  state   TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'held', 'blank', 'separator', 'rejected', 'done')),
  parent  TEXT REFERENCES item (id),
  packet  TEXT,                        -- scanner batch, set once it is known to be complete
  seq     INTEGER NOT NULL DEFAULT 0,  -- place within the packet
  work    TEXT,
  files   TEXT NOT NULL DEFAULT '{}',  -- {"stage": path in the workspace}
  file    TEXT,                        -- the current one of them
  facts   TEXT NOT NULL DEFAULT '{}',  -- {"stage": {…}}
  reason  TEXT,                        -- slug, for an end state
  place   TEXT                         -- published at, relative to the workspace
) STRICT;
CREATE INDEX item_kind ON item (kind, state);
CREATE INDEX item_packet ON item (packet);
CREATE INDEX item_work ON item (work);
CREATE INDEX item_parent ON item (parent);

CREATE TABLE doubt (                   -- why a person must look
  no       INTEGER PRIMARY KEY,
  item     TEXT NOT NULL REFERENCES item (id),
  stage    TEXT NOT NULL,
  reason   TEXT NOT NULL,              -- slug of models/reasons
  box      TEXT,                       -- {"x","y","w","h"} on the item's file
  crop     TEXT,                       -- picture, path in the workspace
  is_open  INTEGER NOT NULL DEFAULT 1,
  decision TEXT                        -- released | dropped | masked | redone
) STRICT;
CREATE INDEX doubt_item ON doubt (item, is_open);

CREATE TABLE series (                  -- files that may be one scanner batch
  id       TEXT NOT NULL,
  file     TEXT PRIMARY KEY REFERENCES item (id),
  seq      INTEGER NOT NULL,
  seen_us  INTEGER NOT NULL,           -- when it came; 0 once shut
  is_shut  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX series_id ON series (id);

CREATE TABLE packet (
  id        TEXT PRIMARY KEY,          -- k000007
  class_ref INTEGER NOT NULL,          -- of the folder it came in, 0 unknown
  facts     TEXT NOT NULL DEFAULT '{}' -- pages_per_work, duplex, works_declared
) STRICT;

CREATE TABLE work (
  id        TEXT PRIMARY KEY,
  packet    TEXT NOT NULL,
  idx       INTEGER NOT NULL,
  expected  INTEGER NOT NULL,
  class_ref INTEGER NOT NULL,
  state     TEXT NOT NULL,             -- whole | incomplete | overlong, as split found it
  work_no   TEXT UNIQUE,
  place     TEXT,
  marker    TEXT                       -- who marks it, after close
) STRICT;

CREATE TABLE class (
  class_ref    INTEGER PRIMARY KEY,
  class_alias  TEXT NOT NULL UNIQUE,
  school_alias TEXT NOT NULL
) STRICT;

CREATE TABLE form (
  id       TEXT PRIMARY KEY,
  kind     TEXT NOT NULL,
  version  INTEGER NOT NULL,
  state    TEXT NOT NULL CHECK (state IN ('proposed', 'confirmed')),
  record   TEXT NOT NULL               -- size_mm, zones, is_evident, doubts, facts, model, picture, clean
) STRICT;

CREATE TABLE marker (
  id           TEXT PRIMARY KEY,       -- m03
  school_alias TEXT NOT NULL,
  record       TEXT NOT NULL           -- subject, max_works, conflicts
) STRICT;

CREATE TABLE note (no INTEGER PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL) STRICT;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
