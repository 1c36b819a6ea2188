/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What lies in the inbox. Names come from scanners and old archives, so they may be no UTF-8;
 * everywhere else (key map, tickets, tables) a path is text. A name that is not text becomes
 * "bytes:" followed by the name with its odd bytes as \xHH, and back again without loss.
 */
#pragma once
#include <glib.h>

/* Filled score forms come in by a folder of their own; their paths as text begin with this. */
#define BM_RETURN_PATH "/scores/"

typedef struct BmFound {
  char *path; /* below inbox/, as text; a form's begins with BM_RETURN_PATH */
  gint64 size, mtime;
} BmFound;

typedef struct BmOdd { /* lies in the inbox and is not taken */
  char *path;          /* as text */
  const char *reason;  /* slug: inbox_link, inbox_special, inbox_deep, inbox_closed */
} BmOdd;

/**
 * bm_inbox_walk - regular files below WS/inbox in natural order, then those of WS/scores/inbox
 *
 * @odd  gets the entries that are neither files nor folders that can be read; never opened, a
 *       link is never followed. Side files of scanners and file managers appear nowhere.
 * Returns a new array of BmFound that frees its paths.
 */
GArray *bm_inbox_walk(const char *ws, GArray *odd);
GArray *bm_odd_new(void); /* of BmOdd, frees its paths */

/* The text for a file name of any bytes, and the name for a text; caller frees. */
char *bm_path_text(const char *raw);
char *bm_path_raw(const char *text);

/* Where files come from, and where those go that are refused: full paths for a path as text;
 * caller frees. */
char *bm_inbox_place(const char *ws, const char *text);
char *bm_reject_place(const char *ws, const char *text);
gboolean bm_path_is_return(const char *text);
