/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sights that are no doubts. */
#include "stages/verify/spare.h"

#include <string.h>

#include "stages/shared/cells.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/ocr.h"
#include "stages/shared/page.h"
#include "stages/shared/variant.h"

#define VARIANT_MOST_MM 75.0
#define BESIDE_MM 6.0 /* a line is read with this much beside what was seen of it */
#define RIM_MM 1.5

/* what another reading may explain: no names */
static gboolean is_of_reading(const BmSight *sight)
{
  return strcmp(sight->reason, "word_left") == 0 || strcmp(sight->reason, "ink_left") == 0;
}

void bm_spare_cells(const BmLookCase *look, PIX *ink, double dpi, guint first, GArray *sights)
{
  double scale = dpi / look->dpi;
  if (!look->by_form || look->form == NULL || sights->len == first)
    return;
  g_autoptr(PIX) print = bm_formprint_lay(look->form, look->to_form, look->dpi, ink, dpi);
  g_autoptr(GArray) cells = print != NULL ? bm_cells_find(print, dpi) : NULL;
  for (guint i = sights->len; cells != NULL && i-- > first;) {
    const BmSight *sight = &g_array_index(sights, BmSight, i);
    BmBox box = bm_affine_box((BmAffine){scale, 0, 0, 0, scale, 0}, sight->box);
    gboolean is_held = FALSE;
    for (guint k = 0; k < cells->len; k++)
      is_held = is_held || bm_box_area(bm_box_and(g_array_index(cells, BmBox, k), box)) * 10 >=
                               bm_box_area(box) * 9;
    if (is_held && strcmp(sight->reason, "ink_left") == 0)
      g_array_remove_index(sights, i);
  }
}

/* all sights in the line of one of them */
static BmBox line_of(const GArray *sights, guint first, BmBox line)
{
  for (guint i = first; i < sights->len; i++) {
    BmBox box = g_array_index(sights, BmSight, i).box;
    int shared = MIN(box.y + box.h, line.y + line.h) - MAX(box.y, line.y);
    if (2 * shared > MIN(box.h, line.h))
      line = bm_box_or(line, box);
  }
  return line;
}

static gboolean is_variant(const BmLookCase *look, PIX *gray, double dpi, BmBox line,
                           GError **error)
{
  double up = dpi / look->dpi;
  BmBox seen = bm_affine_box((BmAffine){up, 0, 0, 0, up, 0}, line);
  BmBox read = bm_box_grow(seen, bm_px(BESIDE_MM, dpi), bm_px(RIM_MM, dpi));
  read = bm_box_clip(read, pixGetWidth(gray), pixGetHeight(gray));
  g_autoptr(GPtrArray) words = bm_ocr_line(gray, dpi, read, error);
  if (words == NULL)
    return FALSE;
  return bm_variant_line(words, seen, look->roster);
}

gboolean bm_spare_variants(const BmLookCase *look, PIX *gray, double dpi, guint first,
                           GArray *sights, GError **error)
{
  g_autoptr(GError) failure = NULL;
  for (guint i = first; i < sights->len && bm_policy_keeps(look->policy, "variant");) {
    BmSight sight = g_array_index(sights, BmSight, i);
    BmBox line = line_of(sights, first, sight.box);
    gboolean is_spared = is_of_reading(&sight) &&
                         sight.box.y + sight.box.h / 2 < bm_look_body(look, sight.box) &&
                         line.w <= bm_px(VARIANT_MOST_MM, look->dpi) &&
                         is_variant(look, gray, dpi, line, &failure);
    if (failure != NULL) {
      g_propagate_error(error, g_steal_pointer(&failure));
      return FALSE;
    }
    if (is_spared)
      g_array_remove_index(sights, i);
    else
      i++;
  }
  return TRUE;
}
