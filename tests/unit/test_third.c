/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Third markings as the ledger knows them. */
#include "pipeline/third.h"
#include "tests/tools/ledger_desk.h"

TestSuite(third, .timeout = 30);

Test(third, an_allocation_that_is_taken_back_asks_for_no_third_marking_any_more)
{
  g_autoptr(GError) error = NULL;
  Desk desk = desk_make();
  assert_ok(bm_ledger_meta_set(desk.ledger, "allocate.purpose", "third", &error), error);
  cr_expect(bm_third_is_asked(desk.ledger));
  assert_ok(bm_ledger_unallocate(desk.ledger, &error), error);
  cr_expect_not(bm_third_is_asked(desk.ledger), "else the next close would ask nobody");
  desk_clear(&desk);
}

Test(third, the_marker_of_a_wave_is_the_person)
{
  static const char *const cases[][2] = {
      {"m03", "m03"}, {"m03t1", "m03"}, {"m4006t12", "m4006"}};
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *marker = bm_third_marker(cases[i][0]);
    cr_expect_str_eq(marker, cases[i][1]);
  }
}
