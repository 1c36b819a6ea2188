-- What persons did to pages of the first round, brought to the same pages: originals by their bytes.
CREATE TABLE first_look (sha256 TEXT NOT NULL,               -- of the scan
                         page INTEGER NOT NULL,              -- of the file, from 1
                         look TEXT NOT NULL,                 -- {"frame", "add", "remove", "not_forms"}: pipeline/first_look.c
                         PRIMARY KEY (sha256, page)) STRICT;
