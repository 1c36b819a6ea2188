/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One printed form or sheet kind, as it is in memory, in the model file and in the note. */
#pragma once
#include "stages/form/print.h"
#include "stages/form/vote.h"

typedef struct BmFormZone {
  double x, y, w, h; /* mm on the form */
  char kind[32];     /* slug of the identifier catalogue, or "unexplained" */
} BmFormZone;

/* A word or rule of the print by which pages are registered. */
typedef struct BmAnchor {
  BmFeature at;
  char *text; /* of a word, as read; NULL: not read, or a rule */
} BmAnchor;

typedef struct BmForm BmForm;
struct BmForm {
  char *id;   /* "form01", "sheet01" */
  char *name; /* the coordinator's words, or NULL */
  gboolean is_sheet;
  gboolean is_confirmed; /* a person settled the zones: they stay */
  gboolean is_changed;   /* a note is due */
  guint version;
  char *sheet_key; /* of a sheet kind: ruling/size/place in the work */
  double width_mm, height_mm;
  int page_in_work;    /* of most pages; 0 when they differ */
  guint pages, passed; /* that were matched, and of them those whose registration holds */
  int standing;        /* pages of sure turn that stand like it, less those upside down to it */
  GArray *zones;       /* of BmFormZone */
  GArray *kept;        /* of BmFormZone: fields that policy keeps visible */
  GPtrArray *strays;   /* of BmStray: printed lines that stand elsewhere on each work */
  GPtrArray *doubts;   /* static slugs */
  double head_mm;      /* how far from the top its copies share their print */
  BmPrint *print;      /* NULL for sheets */
  GPtrArray *anchors;  /* of BmAnchor; NULL: every word and rule of the print */
  BmFeatures *features; /* of the print */
  BmTiles *tiles;
  BmTiles *words;   /* of the letters alone; NULL before asked for */
  BmForm *like;     /* borrowed; the known form that this is another print of, or NULL */
  BmAffine to_like; /* mm on this form → mm on that */
  PIX *picture;     /* gray clean form, 200 dpi; NULL when it was not drawn in this job */
};

BmForm *bm_form_new(const char *id, gboolean is_sheet);
void bm_form_free(BmForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmForm, bm_form_free)

BmAnchor *bm_anchor_new(BmFeature at, const char *text);
GPtrArray *bm_anchors_new(void); /* empty; frees its BmAnchor */

/* Features, of the anchors if there are any, and tiles from the form's clean print; FALSE: no
 * memory. */
gboolean bm_form_prepare(BmForm *form);

/**
 * bm_form_load - a known form of the job's context
 *
 * @record  borrowed; {"id", "kind", "version", "state", "zones", "facts", "name", "model" path}
 *
 * Returns NULL when its model cannot be read: pages then found a new form, which a person sees.
 */
BmForm *bm_form_load(const json_t *record);

/* Write the model file: counts and clean print as PNG in base64, statistics; JSON with sorted
 * keys. Errors: BM_ERROR_IO "disk_write". Tests: suite form_known. */
gboolean bm_form_save(const BmForm *form, const char *path, GError **error);

json_t *bm_form_zones_json(const GArray *zones);    /* [{x, y, w, h, kind}] in mm, new */
void bm_form_doubt(BmForm *form, const char *slug); /* static; kept once */

/* What is noted of a form (pipeline/README.md, note "form"), without its files; new. */
json_t *bm_form_note(const BmForm *form);
