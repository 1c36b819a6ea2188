/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resolution: what is believed, and what is guessed from the size of the paper. */
#include "stages/intake/dpi.h"
#include "tests/tools/assert_ok.h"
#include <criterion/parameterized.h>

struct page {
  int width, height;
  double xdpi, ydpi;
  gboolean is_fax;
  int x, y;
  gboolean is_guess;
};

TestSuite(intake_dpi, .timeout = 10);

ParameterizedTestParameters(intake_dpi, resolution_is_believed_or_guessed)
{
  static struct page cases[] = {
      {2480, 3508, 300, 300, FALSE, 300, 300, FALSE},
      {2480, 3508, 299.72, 299.72, FALSE, 300, 300, FALSE}, /* 118 dots a centimetre */
      {1653, 2339, 200, 201, FALSE, 201, 201, FALSE},       /* rounding of a page size */
      {1728, 1146, 204, 98, TRUE, 204, 98, FALSE},
      {1728, 2292, 204, 196, TRUE, 204, 196, FALSE},
      {1728, 1146, 0, 0, TRUE, 204, 98, TRUE},
      {1728, 2292, 0, 0, TRUE, 204, 196, TRUE},
      {2480, 3508, 0, 0, FALSE, 300, 300, TRUE},
      {3508, 2480, 0, 0, FALSE, 300, 300, TRUE}, /* lying */
      {1654, 2339, 1, 1, FALSE, 200, 200, TRUE},
      {1240, 1754, 0, 0, FALSE, 150, 150, TRUE},
      {4961, 7016, 0, 0, FALSE, 600, 600, TRUE},
      {1748, 2480, 0, 0, FALSE, 300, 300, TRUE}, /* A5 */
      {2480, 3508, 72, 72, FALSE, 300, 300, TRUE},
      {2480, 3508, 96, 96, FALSE, 300, 300, TRUE},
      {595, 842, 72, 72, FALSE, 72, 72, FALSE},    /* a poor scan, but a true one */
      {874, 1240, 72, 72, FALSE, 150, 150, TRUE},  /* A5; 308 × 437 mm it is not */
      {1165, 1654, 96, 96, FALSE, 200, 200, TRUE}, /* A5 */
      {827, 1169, 72, 72, FALSE, 100, 100, TRUE},  /* A4 rather than A3 */
      {794, 1123, 96, 96, FALSE, 96, 96, FALSE},   /* A4 */
      {3000, 1000, 300, 300, FALSE, 300, 300, FALSE},
      {827, 1169, 254, 254, FALSE, 100, 100, TRUE}, /* inches marked as centimetres */
      {2480, 3508, 762, 762, FALSE, 300, 300, TRUE},
      {1748, 2480, 118, 118, FALSE, 300, 300, TRUE}, /* the reverse, A5 */
      {3508, 4961, 762, 762, FALSE, 300, 300, TRUE}, /* A3 */
      {2480, 3508, 2400, 2400, FALSE, 300, 300, TRUE},
      {2480, 3508, 300, 0, FALSE, 300, 300, TRUE},
      {2480, 3508, -300, -300, FALSE, 300, 300, TRUE},
      {3000, 4000, 0, 0, FALSE, 342, 342, TRUE}, /* no paper of that shape: A4's long side */
      {1654, 2260, 0, 0, FALSE, 200, 200, TRUE}, /* A4, cut where the sheet ended */
      {10, 10, 0, 0, FALSE, 50, 50, TRUE},
  };
  return cr_make_param_array(struct page, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(struct page *c, intake_dpi, resolution_is_believed_or_guessed)
{
  BmDpi dpi = bm_dpi_resolve(c->width, c->height, c->xdpi, c->ydpi, c->is_fax);
  cr_expect_eq(dpi.x, c->x, "%d × %d: %d dpi across", c->width, c->height, dpi.x);
  cr_expect_eq(dpi.y, c->y, "%d × %d: %d dpi down", c->width, c->height, dpi.y);
  cr_expect_eq(dpi.is_guess, c->is_guess, "%d × %d", c->width, c->height);
}
