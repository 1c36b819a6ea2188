-- A re-check: what the first round gave, kept beside the key of the second and nowhere else. Works of the
-- two rounds are matched by the pages of the scans, never by what is on them.
CREATE TABLE first_round (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT; -- round_tag: of its separator sheets
CREATE TABLE first_class (class_ref INTEGER PRIMARY KEY,     -- as its separator sheets have it
                          school_code TEXT NOT NULL, class_group TEXT NOT NULL) STRICT;
CREATE TABLE first_work (work_no TEXT PRIMARY KEY,           -- of the first round
                         result TEXT NOT NULL) STRICT;       -- {"total", "mark", "scores"}, null when there is none
CREATE TABLE first_marker (work_no TEXT NOT NULL REFERENCES first_work (work_no),
                           teacher TEXT NOT NULL, school_code TEXT NOT NULL,
                           PRIMARY KEY (work_no, teacher, school_code)) STRICT;
CREATE TABLE first_page (path TEXT NOT NULL,                 -- as in source
                         page INTEGER NOT NULL,              -- of the file, from 1
                         work_no TEXT NOT NULL REFERENCES first_work (work_no),
                         PRIMARY KEY (path, page, work_no)) STRICT;
