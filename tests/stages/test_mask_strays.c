/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Masks on forms whose table has more rows on the one work and fewer on the other. */
#include "stages/mask/byform.h"
#include "stages/mask/zones.h"
#include "stages/shared/formprint_strays.h"
#include "stages/shared/identity_words.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/rows_sheet.h"

#include <criterion/criterion.h>

#define MM (BM_MM_PER_INCH / ROWS_DPI)
#define N_MOST 6

TestSuite(mask_strays, .timeout = 60);

/* Each line of the instruction, as stage form learns it. */
static GPtrArray *strays_new(void)
{
  GPtrArray *strays = bm_strays_new();
  Rows rows = {.n = 4, .is_print_only = TRUE};
  g_autoptr(PIX) page = rows_draw(&rows);
  double end = rows_end(&rows);
  const double tops[] = {end + 8.5, end + 15.8};
  for (guint i = 0; i < G_N_ELEMENTS(tops); i++) {
    int top = bm_px(tops[i], ROWS_DPI);
    g_autoptr(BOX) cut = boxCreate(0, top, pixGetWidth(page), bm_px(6.8, ROWS_DPI));
    g_autoptr(PIX) strip = pixClipRectangle(page, cut, NULL);
    g_autoptr(PIX) bits = NULL;
    BOX *tight = NULL;
    l_int32 x = 0, y = 0;
    pixClipToForeground(strip, &bits, &tight);
    boxGetGeometry(tight, &x, &y, NULL, NULL);
    boxDestroy(&tight);
    BmStray *stray = bm_stray_new(bits, x * MM, (top + y) * MM);
    stray->high += 2 * ROWS_HIGH;
    g_ptr_array_add(strays, stray);
  }
  return strays;
}

/* The confirmed form: a zone on the value of every row that any work has. */
static json_t *record_new(void)
{
  json_t *zones = json_array();
  for (int row = 0; row < N_MOST; row++)
    json_array_append_new(zones, json_pack("{s:f,s:f,s:f,s:f,s:s}", "x", 62.0, "y",
                                           ROWS_TOP + ROWS_HIGH * row, "w", 100.0, "h",
                                           ROWS_HIGH, "kind", "student_name"));
  return json_pack("{s:s,s:s,s:s,s:o}", "id", "form01", "kind", "form", "state", "confirmed",
                   "zones", zones);
}

static PIX *masked(PIX *page, gboolean with_strays)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) shared = rows_shared(4);
  g_autoptr(BmFormPrint) form = bm_formprint_new(shared, 100);
  if (with_strays)
    form->strays = strays_new();
  g_autoptr(json_t) record = record_new();
  g_autoptr(json_t) facts =
      json_pack("{s:{s:[f,f,f,f,f,f]}}", "form", "to_form", MM, 0.0, 0.0, 0.0, MM, 0.0);
  BmItem item = {"f000001.p0001", NULL, facts};
  BmMaskCase c = {.page = page, .dpi = ROWS_DPI, .item = &item, .form = record};
  g_autoptr(BmMaskPlan) plan = g_new0(BmMaskPlan, 1);
  plan->zones = g_array_new(FALSE, FALSE, sizeof(BmZone));
  plan->flags = g_ptr_array_new();
  assert_ok(bm_mask_by_form(&c, form, plan, &error), error);
  PIX *after = pixCopy(NULL, page);
  bm_mask_paint(after, plan->zones);
  return after;
}

/* Share of the ink of @before inside @box that a mask hides. */
static double hidden_in(PIX *before, PIX *after, BmBox box)
{
  int n_ink = 0, n_hidden = 0;
  for (int y = box.y + 2; y < box.y + box.h - 2; y++)
    for (int x = box.x + 2; x < box.x + box.w - 2; x++) {
      gboolean is_ink = FALSE, is_mask = TRUE;
      l_uint32 value = 0;
      pixGetPixel(before, x, y, &value);
      is_ink = value != 0;
      for (int dy = -2; dy <= 2; dy++) /* solid around: paint, and no stroke */
        for (int dx = -2; dx <= 2; dx++) {
          pixGetPixel(after, x + dx, y + dy, &value);
          is_mask &= value != 0;
        }
      n_ink += is_ink;
      n_hidden += is_ink && is_mask;
    }
  return n_ink > 0 ? (double)n_hidden / n_ink : 0;
}

Test(mask_strays, the_instruction_stays_and_the_values_go_whatever_the_rows)
{
  for (int n = 4; n <= N_MOST; n++) {
    Rows rows = {.n = n, .pupil = 20 + (guint)n};
    g_autoptr(PIX) page = rows_draw(&rows);
    g_autoptr(PIX) after = masked(page, TRUE);
    cr_expect_leq(hidden_in(page, after, rows_instruction(&rows)), 0.01, "rows %d", n);
    for (int row = 0; row < n; row++)
      cr_expect_geq(hidden_in(page, after, rows_value(row)), 0.99, "row %d of %d", row, n);
  }
}

Test(mask_strays, without_learnt_lines_the_zones_hide_the_instruction)
{
  Rows rows = {.n = 4, .pupil = 24};
  g_autoptr(PIX) page = rows_draw(&rows);
  g_autoptr(PIX) after = masked(page, FALSE);
  cr_expect_geq(hidden_in(page, after, rows_instruction(&rows)), 0.2);
}

Test(mask_strays, what_is_written_beside_or_over_a_line_in_a_zone_is_hidden)
{
  for (int is_over = 0; is_over <= 1; is_over++) {
    Rows rows = {.n = 4, .pupil = 24};
    g_autoptr(PIX) page = rows_draw(&rows);
    BmBox line = rows_instruction(&rows);
    int x = is_over ? line.x + 260 : line.x + 690, y = line.y + 12;
    PIX *hand = pixCreateTemplate(page);
    for (int i = 0; i < 6; i++)
      pixRenderLine(hand, x + 18 * i, y, x + 18 * i + 14, y + (i % 2 ? 40 : 24), 4,
                    L_SET_PIXELS);
    pixOr(page, page, hand);
    g_autoptr(PIX) after = masked(page, TRUE);
    cr_expect_geq(hidden_in(hand, after, (BmBox){x - 5, y - 5, 150, 55}), 0.97, "over: %d",
                  is_over);
    pixDestroy(&hand);
  }
}

Test(mask_strays, a_zone_is_cut_only_where_the_line_stands)
{
  g_autoptr(GArray) zones = g_array_new(FALSE, FALSE, sizeof(BmZone));
  g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(BmBox));
  BmZone zone = {{100, 100, 200, 100}, "student_name"};
  BmBox line = {150, 140, 50, 20}, elsewhere = {0, 0, 50, 50};
  g_array_append_val(zones, zone);
  g_array_append_val(lines, line);
  g_array_append_val(lines, elsewhere);
  g_autoptr(GArray) parts = bm_zones_without(zones, lines, 6, 2);
  gint64 area = 0;
  for (guint i = 0; i < parts->len; i++) {
    BmZone part = g_array_index(parts, BmZone, i);
    cr_expect(bm_box_is_empty(bm_box_and(part.box, line)));
    cr_expect_str_eq(part.kind, "student_name");
    area += bm_box_area(part.box);
    for (guint k = 0; k < i; k++)
      cr_expect(bm_box_is_empty(bm_box_and(part.box, g_array_index(parts, BmZone, k).box)));
  }
  cr_expect_eq(area, 200 * 100 - 62 * 24);
}

static GPtrArray *one_stray(double x, double low, double high)
{
  g_autoptr(PIX) bits = pixCreate(bm_px(30, BM_FORMPRINT_DPI), bm_px(4, BM_FORMPRINT_DPI), 1);
  GPtrArray *strays = bm_strays_new();
  BmStray *stray = bm_stray_new(bits, x, low);
  stray->high = high;
  g_ptr_array_add(strays, stray);
  return strays;
}

/* How many of one line are left beside a field of 40 to 90 mm and 10 to 30 mm. */
static guint kept_beside_field(double x, double low, double high)
{
  g_autoptr(json_t) zones = json_pack("[{s:f,s:f,s:f,s:f,s:s}]", "x", 40.0, "y", 10.0, "w",
                                      50.0, "h", 20.0, "kind", "school");
  g_autoptr(GPtrArray) strays = one_stray(x, low, high);
  bm_zones_keep_strays(strays, zones);
  return strays->len;
}

Test(mask_strays, rows_of_a_letterhead_that_never_leave_its_field_are_the_fields)
{
  cr_expect_eq(kept_beside_field(50, 12, 22), 0);
  cr_expect_eq(kept_beside_field(50, 12, 60), 1, "a line that others have below the field");
  cr_expect_eq(kept_beside_field(20, 12, 22), 1, "a label that reaches into it");
}
