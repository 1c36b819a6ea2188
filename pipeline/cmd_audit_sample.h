/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark audit WS sample: drawn, and what was found entered. */
#pragma once
#include "pipeline/cmd.h"

typedef struct BmAuditSampleWish {
  const char *no;   /* of a sample that is there; NULL: draw one */
  double bound_pct; /* 0: 1 % unless @n_pages says how many */
  int n_pages;
  const char *seed;         /* the auditor's own number, digits; NULL: random */
  const char *leak, *doubt; /* numbers, "3,17"; NULL: none */
  gboolean is_clean;        /* nothing else was found */
  gboolean is_json;
} BmAuditSampleWish;

int bm_audit_sample_run(const char *ws, const BmAuditSampleWish *wish);
