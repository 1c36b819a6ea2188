/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Separator sheets: printed, damaged as offices do it, and read again. */
#include "stages/shared/sheets.h"

#include "stages/shared/blank.h"
#include "stages/shared/ink.h"
#include "stages/shared/page.h"
#include "tests/tools/assert_ok.h"

#include <criterion/parameterized.h>
#include <glib/gstdio.h>

#define ROUND_TAG 4821

static char *folder;

static void folder_make(void)
{
  folder = g_dir_make_tmp("bm-sheets-XXXXXX", NULL);
  cr_assert_not_null(folder);
}

static void folder_remove(void)
{
  GDir *dir = g_dir_open(folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_unlink(path);
  }
  g_dir_close(dir);
  g_rmdir(folder);
  g_free(folder);
}

TestSuite(sheets, .timeout = 200, .init = folder_make, .fini = folder_remove);

static char *sheets_file(const char *name)
{
  static const char *const first[] = {"9 «А» класс", "Школа № 0", NULL};
  static const char *const second[] = {"11 «Г»",
                                       "Гимназия имени самого длинного названия, "
                                       "которое только бывает у школ этого города",
                                       NULL};
  static const BmSheet sheets[] = {{1, first}, {50087, second}};
  g_autoptr(GError) error = NULL;
  char *path = g_build_filename(folder, name, NULL);
  assert_ok(
      bm_sheets_write(path, "Пробная работа", ROUND_TAG, sheets, G_N_ELEMENTS(sheets), &error),
      error);
  return path;
}

/* The second sheet as a gray page of @dpi, as a printer would put it on paper. */
static PIX *sheet_printed(int dpi)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *pdf = sheets_file("sheets.pdf");
  g_autofree char *root = g_build_filename(folder, "sheet", NULL);
  g_autofree char *png = g_strconcat(root, "-2.png", NULL);
  g_autofree char *density = g_strdup_printf("%d", dpi);
  char *command[] = {(char *)"pdftoppm", (char *)"-r", density, (char *)"-gray",
                     (char *)"-png",     pdf,          root,    NULL};
  int status = -1;
  assert_ok(g_spawn_sync(NULL, command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                         &status, &error),
            error);
  cr_assert_eq(status, 0);
  g_autoptr(PIX) colour = bm_page_read(png, &error);
  cr_assert_not_null(colour);
  PIX *page = pixConvertTo8(colour, FALSE);
  cr_assert_not_null(page);
  pixSetResolution(page, dpi, dpi);
  return page;
}

Test(sheets, equal_arguments_give_equal_bytes)
{
  g_autofree char *p = sheets_file("p.pdf"), *q = sheets_file("q.pdf"), *p_bytes = NULL,
                  *q_bytes = NULL;
  gsize p_size = 0, q_size = 1;
  cr_assert(g_file_get_contents(p, &p_bytes, &p_size, NULL));
  cr_assert(g_file_get_contents(q, &q_bytes, &q_size, NULL));
  cr_expect_eq(p_size, q_size);
  cr_expect_arr_eq(p_bytes, q_bytes, p_size);
}

/* Between title and class, 35 to 36.5 mm from the top, the paper is white. */
Test(sheets, long_title_stays_above_the_class)
{
  static const char *const lines[] = {"9 класс", NULL};
  static const BmSheet sheet = {1, lines};
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) title = g_string_new(NULL);
  g_autofree char *pdf = g_build_filename(folder, "sheets.pdf", NULL);
  for (int i = 0; i < 30; i++)
    g_string_append(title, "контрольная ");
  assert_ok(bm_sheets_write(pdf, title->str, ROUND_TAG, &sheet, 1, &error), error);
  g_autofree char *root = g_build_filename(folder, "sheet", NULL);
  g_autofree char *png = g_strconcat(root, "-1.png", NULL);
  char *command[] = {
      (char *)"pdftoppm", (char *)"-r", (char *)"150", (char *)"-png", pdf, root, NULL};
  assert_ok(g_spawn_sync(NULL, command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                         &error),
            error);
  g_autoptr(PIX) colour = bm_page_read(png, &error);
  assert_ok(colour != NULL, error);
  g_autoptr(PIX) page = pixConvertTo8(colour, FALSE);
  g_autoptr(BOX) band = boxCreate(0, bm_px(35, 150), pixGetWidth(page), bm_px(1.5, 150));
  g_autoptr(PIX) part = pixClipRectangle(page, band, NULL);
  l_int32 darkest = 0;
  pixGetExtremeValue(part, 1, L_SELECT_MIN, NULL, NULL, NULL, &darkest);
  cr_expect_geq(darkest, 250, "level %d", darkest);
}

Test(sheets, number_out_of_range_is_refused)
{
  static const char *const lines[] = {"9", NULL};
  const BmSheet sheet = {100000, lines};
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(folder, "bad.pdf", NULL);
  cr_expect_not(bm_sheets_write(path, "", ROUND_TAG, &sheet, 1, &error));
  assert_fails_with(FALSE, error, "code_not_drawn");
}

/* ---- damage ---- */

typedef struct Damage {
  char name[40];
  int turn;                       /* quarter turns */
  double skew_deg, blur_px, fade; /* fade: share of the toner that is gone */
  double holes;                   /* share of pixels that the toner missed */
  int copies;                     /* through a copier, each thickens and hardens */
  gboolean is_bilevel;
  int dpi;
  double streak_mm, pen_mm; /* width of a white streak and of pen strokes over both codes */
} Damage;

static PIX *faded(PIX *page, const Damage *damage, GRand *rand)
{
  PIX *copy = pixCopy(NULL, page);
  int width = pixGetWidth(copy), height = pixGetHeight(copy);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      l_uint32 *line = pixGetData(copy) + (gsize)y * (gsize)pixGetWpl(copy);
      double dark = (255.0 - GET_DATA_BYTE(line, x)) * (1 - damage->fade);
      gboolean is_missed = dark > 0 && g_rand_double(rand) < damage->holes;
      SET_DATA_BYTE(line, x, (l_uint8)(is_missed ? 255 : 255 - dark));
    }
  return copy;
}

static PIX *copied(PIX *page, double angle_deg)
{
  g_autoptr(PIX) blurred = pixBlockconv(page, 2, 2);
  g_autoptr(PIX) turned = pixRotate(blurred, (float)(angle_deg * G_PI / 180), L_ROTATE_AREA_MAP,
                                    L_BRING_IN_WHITE, 0, 0);
  return pixGammaTRC(NULL, turned, 1.0F, 60, 190);
}

static void lines_put(PIX *page, const Damage *damage)
{
  int dpi = 300, streak = bm_px(damage->streak_mm, dpi), pen = bm_px(damage->pen_mm, dpi);
  if (streak > 0) {
    BOX where = {.x = bm_px(50, dpi), .y = 0, .w = streak, .h = pixGetHeight(page)};
    pixSetInRect(page, &where);
  }
  if (pen == 0)
    return;
  for (int x = 0; x < pixGetWidth(page); x++)
    for (int y = 0; y < pen; y++) {
      pixSetPixel(page, x, bm_px(150, dpi) + x / 9 + y, 0);
      pixSetPixel(page, x, bm_px(232, dpi) - x / 20 + y, 0);
    }
}

static void replace(PIX **page, PIX *next)
{
  cr_assert_not_null(next);
  pixDestroy(page);
  *page = next;
}

/* Printed at 300 dpi, copied, spoilt, scanned at damage->dpi. */
static PIX *sheet_damaged(const Damage *damage)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(7);
  PIX *page = sheet_printed(300);
  float skew = (float)(damage->skew_deg * G_PI / 180), scale = (float)damage->dpi / 300;
  lines_put(page, damage);
  for (int i = 0; i < damage->copies; i++)
    replace(&page, copied(page, i % 2 == 0 ? 0.7 : -1.1));
  if (damage->fade > 0 || damage->holes > 0)
    replace(&page, faded(page, damage, rand));
  if (damage->blur_px > 0)
    replace(&page, pixBlockconv(page, (int)damage->blur_px, (int)damage->blur_px));
  if (damage->skew_deg != 0)
    replace(&page, pixRotate(page, skew, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0));
  if (damage->turn > 0)
    replace(&page, pixRotateOrth(page, damage->turn));
  if (damage->dpi != 300)
    replace(&page, pixScale(page, scale, scale));
  if (damage->is_bilevel)
    replace(&page, pixThresholdToBinary(page, 128));
  return page;
}

ParameterizedTestParameters(sheets, is_read_after_damage)
{
  static Damage cases[] = {
      {.name = "clean", .dpi = 300},
      {.name = "clean, bilevel 150 dpi", .dpi = 150, .is_bilevel = TRUE},
      {.name = "blurred, bilevel 150 dpi", .blur_px = 3, .dpi = 150, .is_bilevel = TRUE},
      {.name = "upside down, 150 dpi", .turn = 2, .dpi = 150},
      {.name = "lying, skewed, 150 dpi",
       .turn = 1,
       .skew_deg = 3,
       .dpi = 150,
       .is_bilevel = TRUE},
      {.name = "low toner", .fade = 0.6, .holes = 0.3, .dpi = 200},
      {.name = "low toner, bilevel 150 dpi",
       .fade = 0.15,
       .holes = 0.3,
       .blur_px = 1,
       .dpi = 150,
       .is_bilevel = TRUE},
      {.name = "copied twice", .copies = 2, .dpi = 200},
      {.name = "copied twice, bilevel 150 dpi",
       .copies = 2,
       .skew_deg = -2,
       .dpi = 150,
       .is_bilevel = TRUE},
      {.name = "white streak through the QR", .streak_mm = 4, .dpi = 150, .is_bilevel = TRUE},
      {.name = "pen over both codes", .pen_mm = 0.7, .dpi = 150, .is_bilevel = TRUE},
      {.name = "100 dpi", .dpi = 100},
  };
  return cr_make_param_array(Damage, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(Damage *damage, sheets, is_read_after_damage)
{
  g_autoptr(PIX) page = sheet_damaged(damage);
  BmPageCode code = {0};
  cr_assert_eq(bm_sheets_read(page, damage->dpi, BM_CODE_THOROUGH, &code), BM_CODE_VALID, "%s",
               damage->name);
  cr_expect_eq(code.kind, BM_CODE_SEPARATOR, "%s", damage->name);
  cr_expect_eq(code.class_ref, 50087, "%s", damage->name);
  cr_expect_eq(code.round_tag, ROUND_TAG, "%s", damage->name);
}

Test(sheets, each_code_is_read_by_itself)
{
  g_autoptr(PIX) page = sheet_printed(150);
  BmCodeReading reading = {0};
  const BmBox whole = {0, 0, 0, 0};
  cr_expect_eq(bm_code_read_shape(page, whole, BM_SHAPE_QR, BM_CODE_QUICK, &reading),
               BM_CODE_VALID);
  cr_expect_eq(bm_code_read_shape(page, whole, BM_SHAPE_BARS, BM_CODE_QUICK, &reading),
               BM_CODE_VALID);
}

/* ---- the bars ---- */

static gboolean has_bars(PIX *page, double dpi)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PIX) ink = bm_ink_working(page, dpi, BM_BLANK_DPI, &error);
  cr_assert_not_null(ink);
  return bm_sheets_has_bars(ink, BM_BLANK_DPI);
}

Test(sheets, bars_are_seen_when_the_codes_are_gone)
{
  static const Damage cases[] = {
      {.name = "clean", .dpi = 300},
      {.name = "lying", .dpi = 150, .turn = 1, .is_bilevel = TRUE},
      {.name = "low toner", .dpi = 150, .holes = 0.3, .is_bilevel = TRUE},
      {.name = "copied", .dpi = 200, .copies = 2},
  };
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(PIX) page = sheet_damaged(&cases[i]);
    cr_expect(has_bars(page, cases[i].dpi), "%s", cases[i].name);
  }
}

Test(sheets, other_pages_have_no_bars)
{
  g_autoptr(PIX) page = pixCreate(1240, 1754, 8);
  pixSetAll(page);
  cr_expect_not(has_bars(page, 150), "empty page");
  for (int y = 120; y < 1700; y += 60) {
    BOX line = {.x = 100, .y = y, .w = 1000, .h = y % 180 == 0 ? 14 : 3};
    pixClearInRect(page, &line);
  }
  cr_expect_not(has_bars(page, 150), "page of lines");
  BOX edge = {.x = 0, .y = 0, .w = 1240, .h = 40},
      foot = {.x = 0, .y = 1710, .w = 1240, .h = 44};
  pixClearInRect(page, &edge);
  pixClearInRect(page, &foot);
  cr_expect_not(has_bars(page, 150), "black edges of a scanner");
}
