/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws filled-in copies of one printed form into a many-page TIFF:
 * draw_forms OUT.tif COPIES FIRST_PUPIL FONT DPI gray|bilevel|other|turned */
#include "tests/tools/form_sheet.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
  if (argc != 7)
    return 2;
  guint n = (guint)g_ascii_strtoull(argv[2], NULL, 10);
  guint first = (guint)g_ascii_strtoull(argv[3], NULL, 10);
  for (guint i = 0; i < n; i++) {
    Sheet sheet = {.pupil = first + i,
                   .font = argv[4],
                   .dpi = g_ascii_strtod(argv[5], NULL),
                   .is_gray = strcmp(argv[6], "gray") == 0,
                   .is_other = strcmp(argv[6], "other") == 0,
                   .dx = 0.7 * (i % 4) - 1,
                   .dy = 1.5 - 0.9 * (i % 3),
                   .turn_deg = 0.1 * (i % 3)};
    g_autoptr(PIX) page = sheet_draw(&sheet);
    if (strcmp(argv[6], "turned") == 0) /* scanned upside down */
      pixRotate180(page, page);
    if (pixWriteTiff(argv[1], page, sheet.is_gray ? IFF_TIFF_ZIP : IFF_TIFF_G4,
                     i == 0 ? "w" : "a") != 0)
      return 1;
  }
  return 0;
}
