/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Form templates: a text (first byte even) or the picture beside it (odd) is foreign; the
 * other is that of a small good template. */
#include "stages/form/template.h"
#include "tests/fuzz/fuzz.h"

#define TEXT                                                                                   \
  "[form]\nformat = 1\nname = A\nversion = 1\nwidth = 40\nheight = 30\npage = 1\nhead = 12\n"  \
  "copies = 5\npicture = a.png\n[anchors]\nword w01 5.08 4.23 14.39 2.54 ФАМИЛИЯ\n"     \
  "across 5 20 30 0.2\n[zones]\nname 20 4 15 5 from w01\n[kept]\n"

static void picture_make(const char *path)
{
  PIX *page = pixCreate(236, 177, 1); /* 40 × 30 mm at 150 dpi */
  pixRasterop(page, 30, 25, 85, 15, PIX_SET, NULL, 0, 0);
  pixWrite(path, page, IFF_PNG);
  pixDestroy(&page);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
  if (size < 1 || size > 65536)
    return 0;
  g_autofree char *picture = fuzz_path("a.png");
  g_autofree char *text = NULL;
  if (data[0] % 2 == 0) {
    picture_make(picture);
    text = fuzz_file("a.form", data + 1, size - 1);
  } else {
    g_free(fuzz_file("a.png", data + 1, size - 1));
    text = fuzz_file("a.form", TEXT, strlen(TEXT));
  }
  g_autoptr(GError) error = NULL;
  g_autoptr(BmForm) form = bm_template_read(text, &error);
  g_assert((form == NULL) == (error != NULL));
  if (form == NULL)
    return 0;
  for (guint i = 0; i < form->zones->len; i++) {
    const BmFormZone *zone = &g_array_index(form->zones, BmFormZone, i);
    g_assert(zone->w > 0 && zone->h > 0 && zone->x < form->width_mm &&
             zone->y < form->height_mm);
  }
  return 0;
}
