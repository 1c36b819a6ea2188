/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "score_fill.h"

#include <math.h>

#include "stages/shared/autoptr.h"

BmScorePaper *fill_paper(const json_t *kit)
{
  size_t i;
  json_t *one;
  int maxima[64] = {0};
  guint rows[64] = {0}, n_classes = 0, n_tasks = 0;
  g_autoptr(GError) error = NULL;
  json_array_foreach (json_object_get(kit, "tasks"), i, one)
    maxima[n_tasks++] = (int)json_integer_value(json_object_get(one, "max"));
  json_array_foreach (json_object_get(kit, "classes"), i, one)
    rows[n_classes++] = (guint)json_array_size(json_object_get(one, "works"));
  return bm_scorepaper_new(BM_SCORE_BUBBLES, maxima, n_tasks, rows, n_classes, &error);
}

void fill_bubble(cairo_t *cr, const Hand *hand, GRand *rand, const FillPlace *at, guint choice,
                 HandMark mark, gboolean is_struck)
{
  BmPdfRect box =
      bm_scorepaper_bubble(at->paper, at->page, at->block, at->row, at->task, choice);
  double x = box.x + box.w / 2, y = box.y + box.h / 2;
  hand_mark(cr, hand, mark, rand, x, y);
  if (is_struck)
    hand_strike(cr, hand, rand, x, y);
}

static gboolean is_listed(const json_t *kit, const char *list, const char *work_no, guint task)
{
  size_t i;
  json_t *pair;
  json_array_foreach (json_object_get(kit, list), i, pair)
    if (g_strcmp0(json_string_value(json_array_get(pair, 0)), work_no) == 0 &&
        json_integer_value(json_array_get(pair, 1)) == (json_int_t)task)
      return TRUE;
  return FALSE;
}

/* One task of one work. */
static void group_fill(cairo_t *cr, const json_t *kit, GRand *rand, const FillPlace *at)
{
  const Hand hand = {HAND_FULL, 0.1, 0.1, 0.5, 0.5, 0.15};
  const json_t *group = json_array_get(json_object_get(kit, "classes"), at->page->class_index);
  const char *work_no = json_string_value(
      json_array_get(json_object_get(group, "works"), at->block->first_row + at->row));
  guint task = at->block->first_task + at->task;
  guint n = bm_scorepaper_choices(at->paper, task);
  const json_t *score =
      json_array_get(json_object_get(json_object_get(kit, "scores"), work_no), task);
  guint choice = json_is_integer(score) ? (guint)json_integer_value(score) : n - 1;
  if (is_listed(kit, "skip", work_no, task))
    return;
  fill_bubble(cr, &hand, rand, at, choice, HAND_FULL, FALSE);
  if (is_listed(kit, "twice", work_no, task))
    fill_bubble(cr, &hand, rand, at, (choice + 1) % n, HAND_FULL, FALSE);
}

static void page_fill(cairo_t *cr, const json_t *kit, GRand *rand, FillPlace at)
{
  for (guint b = 0; b < at.page->n_blocks; b++) {
    at.block = &at.page->blocks[b];
    for (at.row = 0; at.row < at.block->n_rows; at.row++)
      for (at.task = 0; at.task < at.block->n_tasks; at.task++)
        group_fill(cr, kit, rand, &at);
  }
}

static char *page_path(const char *stem, guint page)
{
  char *path = NULL;
  for (int digits = 1; digits <= 3; digits++) {
    g_free(path);
    path = g_strdup_printf("%s-%0*u.png", stem, digits, page);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
      return path;
  }
  return path;
}

/* Appends a drawn page to a TIFF; cairo's PNG is the way from one library to the other. */
static gboolean page_keep(cairo_surface_t *surface, const char *out, guint page, double dpi)
{
  g_autofree char *draft = g_strconcat(out, ".png", NULL);
  if (cairo_surface_write_to_png(surface, draft) != CAIRO_STATUS_SUCCESS)
    return FALSE;
  g_autoptr(PIX) drawn = pixRead(draft);
  g_autoptr(PIX) gray = drawn != NULL ? pixConvertTo8(drawn, FALSE) : NULL;
  remove(draft);
  if (gray == NULL)
    return FALSE;
  pixSetResolution(gray, (int)dpi, (int)dpi);
  return pixWriteTiff(out, gray, IFF_TIFF_ZIP, page == 1 ? "w" : "a") == 0;
}

int fill_told(const char *kit_path, const char *stem, const char *out, double dpi)
{
  g_autoptr(json_t) kit = json_load_file(kit_path, 0, NULL);
  g_autoptr(GRand) rand = g_rand_new_with_seed(1);
  g_autoptr(BmScorePaper) paper = kit != NULL ? fill_paper(kit) : NULL;
  gboolean is_good = paper != NULL;
  for (guint p = 0; is_good && p < paper->pages->len; p++) {
    FillPlace at = {.paper = paper, .page = &g_array_index(paper->pages, BmScorePage, p)};
    g_autofree char *from = page_path(stem, p + 1);
    cairo_surface_t *surface = cairo_image_surface_create_from_png(from);
    cairo_t *cr = cairo_create(surface);
    cairo_scale(cr, dpi / 25.4, dpi / 25.4);
    page_fill(cr, kit, rand, at);
    cairo_destroy(cr);
    is_good = page_keep(surface, out, p + 1, dpi);
    cairo_surface_destroy(surface);
  }
  return is_good ? 0 : 1;
}
