/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of the journal: its end, and lines put behind it (journal.h). */
#pragma once
#include "pipeline/error.h"

#include <stdio.h>

/* The last whole line of a journal. */
typedef struct BmJournalEnd {
  gint64 no;     /* 0: there is none */
  char *sum;     /* hex, or NULL */
  gint64 length; /* bytes up to its end; what comes behind is a line torn by a power cut */
} BmJournalEnd;
void bm_journal_end_clear(BmJournalEnd *end);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BmJournalEnd, bm_journal_end_clear)

/**
 * bm_journal_line_read - number and sum of a line, its record checked against the sum
 *
 * @line    without its end; bytes of anywhere
 * @ret_no  from 1
 * Returns FALSE when it is no record, or not the one that its sum was made of.
 */
gboolean bm_journal_line_read(const char *line, gsize length, gint64 *ret_no);

/* Sum, space, record; caller frees. */
char *bm_journal_line_make(const char *record);

/* Open for reading; NULL when there is no such file, or a pipe or a folder in its place. */
FILE *bm_journal_file_read(const char *path);

/* Open for appending, made when missing, and locked for this process until it is closed.
 * Returns -1 with BM_ERROR_IO "disk_write", or BM_ERROR_SETTING "journal_broken" when something
 * else than a file stands in its place. */
int bm_journal_file_open(const char *path, GError **error);
/* FALSE: the end of the file is no record ("journal_broken"). */
gboolean bm_journal_file_end(int fd, BmJournalEnd *ret_end, GError **error);
/* Put @lines behind @end and sync. Errors: BM_ERROR_IO "disk_write". */
gboolean bm_journal_file_add(int fd, const BmJournalEnd *end, const GPtrArray *lines,
                             GError **error);
