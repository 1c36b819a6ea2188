/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Process a workspace: once (run), for good (watch), or its closing stages (close). */
#pragma once
#include "pipeline/error.h"

#include <jansson.h>

typedef enum BmMode {
  BM_MODE_RUN,    /* everything in the inbox, then stop */
  BM_MODE_WATCH,  /* the same, and stay */
  BM_MODE_CLOSE,  /* as run, then allocate and build bundles */
  BM_MODE_SINGLE, /* as run, for `blindmark mask`: no works, stops after verify */
} BmMode;

typedef struct BmRunOptions {
  const char *release; /* "auto", "confirmed" or NULL: as set */
  const char *policy;  /* or NULL */
  int workers;         /* 0: as set */
  gboolean is_quiet;
  gboolean is_collect; /* the command itself tells which score forms are refused */
  gboolean is_third;   /* close: allocate works that need a third marking, else all others */
  json_t *tally;       /* an object that gets {"<stage>": {items, cpu_s, peak_kib}}, or NULL */
} BmRunOptions;

/**
 * bm_supervise - run the engine on a workspace until it is done (or stopped by SIGINT, SIGTERM)
 *
 * Takes the workspace's lock. May be killed at any instant; the next call goes on.
 * In BM_MODE_WATCH trouble that passes (BM_ERROR_IO, BM_ERROR_LEDGER) does not end it: it is
 * told on stderr, and the workspace is opened anew after a pause of 1, 2, 4 … 60 s.
 * Errors: BM_ERROR_SETTING, BM_ERROR_LEDGER, BM_ERROR_MODEL with what to do.
 */
gboolean bm_supervise(const char *ws, BmMode mode, const BmRunOptions *options, GError **error);
