/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Teachers of another subject who may mark. */
#include "pipeline/leave.h"
#include "tests/tools/assert_ok.h"

TestSuite(leave, .timeout = 20);

Test(leave, a_person_keeps_it_in_a_wave_of_third_markings)
{
  g_autoptr(json_t) first = json_pack("[{s:s},{s:s}]", "marker", "m03", "marker", "m04");
  g_autoptr(json_t) third = json_pack("[{s:s},{s:s}]", "marker", "m03t1", "marker", "m04t1");
  g_autoptr(json_t) of_first = bm_leave_in_wave(first, json_pack("[s]", "m03"));
  g_autoptr(json_t) of_third = bm_leave_in_wave(third, json_pack("[s]", "m03"));
  cr_assert_eq(json_array_size(of_first), 1);
  cr_assert_eq(json_array_size(of_third), 1);
  cr_expect_str_eq(json_string_value(json_array_get(of_first, 0)), "m03");
  cr_expect_str_eq(json_string_value(json_array_get(of_third, 0)), "m03t1");
}
