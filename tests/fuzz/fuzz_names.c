/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of files in the inbox are foreign bytes: kept as text, and turned back exactly. */
#include "pipeline/inbox_walk.h"
#include "pipeline/procedure.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
  static const char *const roots[] = {"sorted", "bundles", NULL};
  g_autofree char *raw = fuzz_text(data, MIN(size, 4096));
  g_autofree char *text = bm_path_text(raw);
  g_autofree char *back = bm_path_raw(text);
  g_assert(g_utf8_validate(text, -1, NULL));
  g_assert_cmpstr(back, ==, raw);
  g_autofree char *place = bm_inbox_place("/ws", text);
  g_assert(g_str_has_prefix(place, "/ws/"));
  g_autofree char *class_group = bm_class_normalise(text);
  g_assert(g_utf8_validate(class_group, -1, NULL));
  if (bm_place_is_safe(text, roots)) {
    g_autofree char *whole = g_canonicalize_filename(text, "/ws");
    g_assert(g_str_has_prefix(whole, "/ws/sorted/") || g_str_has_prefix(whole, "/ws/bundles/"));
  }
  return 0;
}
