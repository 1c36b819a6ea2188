/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of audit_bundle.h: faults are made in two files. */
#pragma once
#include <glib.h>
#include <jansson.h>

typedef struct BmAuditSpot {
  const char *folder, *file; /* @file may be NULL */
  int page;                  /* from 1; 0: none */
} BmAuditSpot;

/* Takes @found and @expected, which may be NULL. */
void bm_audit_fault(json_t *faults, const char *fault, const BmAuditSpot *spot, json_t *found,
                    json_t *expected);
