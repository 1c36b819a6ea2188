/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing scans the way scanners do, and the truth beside them. */
#pragma once
#include "work.h"
#include <jansson.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)

/* One scan: a multi-page TIFF, a PDF with one image a page, or a series of JPGs. */
typedef struct BmScanFile BmScanFile;

/* @base: path without extension. Any failure ends the program: it is a tool for developers. */
BmScanFile *bm_scan_file_new(const char *base, BmContainer container);
void bm_scan_file_add(BmScanFile *file, PIX *page, const BmProfile *profile);
void bm_scan_file_close(BmScanFile *file);

/* What a page's truth needs besides its marks. */
typedef struct BmPageFacts {
  const BmWork *work;
  const BmSheet *sheet;
  const BmLanding *landing;
  const BmProfile *profile;
  int page; /* from 1, in the file */
  int page_in_work;
  gboolean is_blank;
} BmPageFacts;

/* A new reference. */
json_t *bm_truth_page(const BmPageFacts *facts);

/* Writes the ink of identifiers and answers as 1-bit PNG, white = ink, and names them in @page.
 */
void bm_truth_masks(const BmPageFacts *facts, json_t *page, const char *root,
                    const char *relative_base);

/* fields.c: fields.json, the true identity fields of every printed form and where each page's
 * millimetres landed. */
typedef struct BmFields BmFields;
BmFields *bm_fields_new(void);
/* @file as truth.json names it. */
void bm_fields_note(BmFields *fields, const BmPageFacts *facts, const char *file);
/* Writes OUT/fields.json and frees @fields. */
void bm_fields_write(BmFields *fields, const char *root);

/* procedure.c: roster.csv, teachers.csv, assessment.json, criteria.pdf */
void bm_procedure_write(const BmSet *set, guint32 seed, const char *folder, json_t *batches);
GPtrArray *bm_class_pupils(const BmSet *set, guint32 seed, int school, const char *class_name);
