/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Handwriting that cannot be read. The reader reads the fonts that tests are drawn with; it
 * will not read a pupil's hand. Here the text of everything written is replaced by garbage and
 * there is no roster: what stays visible on a page that may be released must be no more than
 * with both.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <string.h>

#include "stages/shared/identity.h"
#include "stages/shared/ocr.h"
#include "tests/stages/identity_page.h"
#include "tests/tools/assert_ok.h"

TestSuite(identity_garbage, .timeout = 240);

#define DPI 200.0 /* the finder's own, so that the reader's boxes are those of the page */
#define MOST 24
#define HIDDEN 0.97

typedef struct Written {
  TestPage page;
  BmBox hand[MOST]; /* everything written */
  BmBox names[MOST];
  guint n_hand, n_names;
  int page_in_work;
} Written;

static BmBox hand(Written *w, double x, double y, const char *text)
{
  BmBox box = test_page_text(&w->page, x, y, 6, text);
  w->hand[w->n_hand++] = box;
  return box;
}

static void name(Written *w, double x, double y, const char *text)
{
  w->names[w->n_names++] = hand(w, x, y, text);
}

static void answers(Written *w, double y)
{
  static const char *const rows[] = {
      "1) складываем длины всех сторон и получаем", "ответ сорок два сантиметра ровно",
      "2) делим сумму на цену одной тетради", "получаем семь тетрадей без остатка",
      "3) раскроем скобки и перенесём все слагаемые"};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    hand(w, 26, y + 10 * i, rows[i]);
}

static void title_draw(Written *w)
{
  hand(w, 80, 25, "Контрольная работа");
  hand(w, 84, 35, "по математике");
  name(w, 70, 45, "ученика 9 «Б» класса");
  name(w, 72, 55, "ГБОУ СОШ № 425");
  name(w, 76, 65, "Незнамова Ильи");
  answers(w, 90);
}

static void fields_draw(Written *w)
{
  static const char *const labels[] = {"Фамилия", "Имя", "Класс"};
  static const char *const values[] = {"Незнамова", "Ульяна", "9Б"};
  for (guint i = 0; i < G_N_ELEMENTS(labels); i++) {
    test_page_text(&w->page, 24, 30 + 14 * i, 4.2, labels[i]);
    test_page_rule(&w->page, 58, 36 + 14 * i, 180, 36 + 14 * i);
    name(w, 62, 28.5 + 14 * i, values[i]);
  }
  answers(w, 90);
}

static void corner_draw(Written *w)
{
  name(w, 130, 18, "Незнамова 9Б");
  answers(w, 40);
}

static void foot_draw(Written *w)
{
  test_page_text(&w->page, 24, 20, 4.2, "Контрольная работа по математике");
  answers(w, 40);
  test_page_text(&w->page, 24, 262, 4.2, "Фамилия");
  test_page_rule(&w->page, 58, 268, 130, 268);
  name(w, 62, 260.5, "Незнамова");
  test_page_text(&w->page, 140, 262, 4.2, "Класс");
  test_page_rule(&w->page, 156, 268, 185, 268);
  name(w, 160, 260.5, "9Б");
}

/* of three labels at the end only one is read: the others are written by hand */
static void end_draw(Written *w)
{
  test_page_text(&w->page, 24, 20, 4.2, "Контрольная работа по математике");
  answers(w, 40);
  w->page_in_work = 2; /* nothing but the rule before it finds the name */
  hand(w, 24, 241, "Ф. И.");
  test_page_rule(&w->page, 58, 247, 130, 247);
  name(w, 62, 239.5, "Незнамова Ульяна");
  hand(w, 140, 241, "кл.");
  test_page_rule(&w->page, 156, 247, 185, 247);
  name(w, 160, 239.5, "9Б");
  test_page_text(&w->page, 24, 252, 4.2, "Учитель");
  test_page_rule(&w->page, 58, 258, 130, 258);
  name(w, 62, 250.5, "Кронова А. А.");
}

static void teacher_draw(Written *w)
{
  title_draw(w);
  hand(w, 60, 220, "Проверила:");
  name(w, 98, 220, "Кронова А. А.");
}

static void side_draw(Written *w)
{
  cairo_save(w->page.cr);
  cairo_translate(w->page.cr, 10, 200);
  cairo_rotate(w->page.cr, -G_PI / 2);
  test_page_text(&w->page, 0, 0, 6, "Незнамова Ульяна 9Б");
  cairo_restore(w->page.cr);
  BmBox box = {bm_px(10, DPI), bm_px(140, DPI), bm_px(7, DPI), bm_px(59, DPI)};
  w->names[w->n_names++] = w->hand[w->n_hand++] = box;
  answers(w, 40);
}

static void garble(BmWord *word, gpointer data)
{
  static const char *const junk[] = {"щфю", "jwr", "зыть", "ъие", "qv", "мщы", "ол", "тяр"};
  const Written *w = data;
  BmBox box = word->box;
  int x = box.x + box.w / 2, y = box.y + box.h / 2;
  for (guint i = 0; i < w->n_hand; i++) {
    BmBox h = bm_box_grow(w->hand[i], 4, 4);
    if (x < h.x || y < h.y || x >= h.x + h.w || y >= h.y + h.h)
      continue;
    gsize n = strlen(word->text) % G_N_ELEMENTS(junk);
    g_free(word->text);
    word->text = g_strdup(junk[n]);
    word->trust = 20 + (int)n * 8;
    return;
  }
}

/* share of the ink in a box that lies under zones */
static double ink_hidden(const BmIdentity *identity, PIX *page, BmBox box)
{
  g_autoptr(BOX) cut = boxCreate(box.x, box.y, box.w, box.h);
  g_autoptr(PIX) part = pixClipRectangle(page, cut, NULL);
  g_autoptr(PIX) ink = pixThresholdToBinary(part, 160);
  l_int32 all = 0, left = 0;
  pixCountPixels(ink, &all, NULL);
  for (guint i = 0; i < identity->zones->len; i++) {
    BmBox zone = g_array_index(identity->zones, BmZone, i).box;
    pixRasterop(ink, zone.x - box.x, zone.y - box.y, zone.w, zone.h, PIX_CLR, NULL, 0, 0);
  }
  pixCountPixels(ink, &left, NULL);
  return 1 - (double)left / MAX(all, 1);
}

/* names that can be seen on a page which may be released; 0 when it is held */
static guint names_visible(Written *w, gboolean is_garbled)
{
  g_autoptr(PIX) pix = test_page_pix(&w->page, FALSE);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmIdentity) identity = NULL;
  BmIdentityHints hints = {
      .policy = "diagnostic_cross", .page_in_work = w->page_in_work, .turn_sure = TRUE};
  bm_ocr_set_filter(is_garbled ? garble : NULL, w);
  assert_ok(bm_identity_find(pix, DPI, &hints, &identity, &error), error);
  bm_ocr_set_filter(NULL, NULL);
  guint count = 0;
  for (guint i = 0; i < w->n_names && identity->flags->len == 0; i++)
    count += ink_hidden(identity, pix, w->names[i]) < HIDDEN ? 1 : 0;
  return count;
}

typedef struct Layout {
  const char *name;
  void (*draw)(Written *w);
} Layout;

static const Layout layouts[] = {{"title", title_draw},   {"fields", fields_draw},
                                 {"corner", corner_draw}, {"foot", foot_draw},
                                 {"end", end_draw},       {"teacher", teacher_draw},
                                 {"side", side_draw}};

ParameterizedTestParameters(identity_garbage, shows_no_name)
{
  static guint indices[G_N_ELEMENTS(layouts)]; /* parameters go to another process */
  for (guint i = 0; i < G_N_ELEMENTS(layouts); i++)
    indices[i] = i;
  return cr_make_param_array(guint, indices, G_N_ELEMENTS(indices));
}

ParameterizedTest(guint *index, identity_garbage, shows_no_name)
{
  const Layout *layout = &layouts[*index];
  Written w = {.page = test_page_new(DPI), .page_in_work = 1};
  layout->draw(&w);
  cr_expect_eq(names_visible(&w, FALSE), 0, "%s, read", layout->name);
  cr_expect_eq(names_visible(&w, TRUE), 0, "%s, garbled", layout->name);
  test_page_clear(&w.page);
}
