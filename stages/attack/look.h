/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One handed-out file, looked at for whatever it may tell. */
#pragma once
#include "stages/attack/words.h"

typedef struct BmLookOrder {
  const char *path, *place; /* the file; its name below the workspace */
  json_t *codes;            /* [[box …] a page] our stamps, pixels; may be NULL */
  gboolean is_brief;        /* pictures are only named by their digests (they are known) */
} BmLookOrder;

/**
 * bm_attack_look - all that a file tells, as numbers and hits
 *
 * Returns {"place", "is_readable", "hits": [{"where": name|property|layer|page, "page", …}],
 * "metadata": [{"key", "digest"}], "pages": [{"digest", "bytes", "boxes", "marks", "stamp"}]}.
 * No word of the file is in it. A file that cannot be read is an answer too.
 * Errors: BM_ERROR_MODEL "ocr_missing".
 */
json_t *bm_attack_look(const BmKnown *known, const BmLookOrder *order, GError **error);
