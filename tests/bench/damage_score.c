/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What masks hid, by the truth of a drawn set. Prints one line of JSON.
 *
 *   damage_score SET PAGES.json
 *
 * SET holds truth.json and truth/, as draw_samples --set damage writes them. PAGES.json is a
 * list of {"file" as in truth.json, "page" from 1, "state", "to_source" affine from pixels of
 * the masked page to pixels of the scan, "masks" [{x, y, w, h}] in pixels of the masked page}.
 *
 * An identifier leaks when more than a tenth of its ink lies outside the masks. Identifiers and
 * answers are counted on released pages only: what is held, a person looks at. A page that is
 * not in the list counts as held.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "pipeline/autoptr.h"
#include "pipeline/box.h"
#include "pipeline/json_text.h"
#include "stages/shared/page.h"

#define LEAK 0.10
#define INK_LEAST_PX 20

typedef struct Tally {
  int pages, released, instances, leaked;
  double answer, lost; /* pixels */
} Tally;

typedef struct Ink {
  double all, hidden; /* pixels */
} Ink;

static const json_t *page_find(const json_t *pages, const char *file, json_int_t page)
{
  size_t i;
  json_t *row;
  json_array_foreach (pages, i, row)
    if (g_strcmp0(bm_json_text(row, "file"), file) == 0 &&
        json_integer_value(json_object_get(row, "page")) == page)
      return row;
  return NULL;
}

/* 1 bit, 1 = ink; in the file white is ink, and a decoder may give it as 0 */
static PIX *truth_picture(const char *set, const json_t *truth, const char *key)
{
  g_autofree char *path = g_build_filename(set, bm_json_text(truth, key), NULL);
  g_autoptr(PIX) read = pixRead(path);
  if (read == NULL)
    g_error("cannot read '%s'", path);
  PIX *bits = pixGetDepth(read) > 1 ? pixConvertTo1(read, 128) : pixCopy(NULL, read);
  l_float32 share = 0;
  if (pixForegroundFraction(bits, &share) == 0 && share > 0.5F)
    pixInvert(bits, bits);
  return bits;
}

/* The scan's pixels that masks of @page hide, 1 bit. */
static PIX *cover_of(const json_t *page, int w, int h)
{
  PIX *cover = pixCreate(w, h, 1);
  BmAffine to_source, to_page;
  if (!bm_affine_from_json(json_object_get(page, "to_source"), &to_source) ||
      !bm_affine_invert(to_source, &to_page))
    g_error("a page without to_source");
  size_t i;
  json_t *mask;
  json_array_foreach (json_object_get(page, "masks"), i, mask) {
    BmBox box;
    if (!bm_box_from_json(mask, &box))
      continue;
    const BmBox around = bm_box_clip(bm_affine_box(to_source, box), w, h);
    for (int y = around.y; y < around.y + around.h; y++)
      for (int x = around.x; x < around.x + around.w; x++) {
        double px, py;
        bm_affine_point(to_page, x + 0.5, y + 0.5, &px, &py);
        if (px >= box.x && px < box.x + box.w && py >= box.y && py < box.y + box.h)
          pixSetPixel(cover, x, y, 1);
      }
  }
  return cover;
}

static Ink ink_count(PIX *ink, PIX *cover, const BmBox *box)
{
  BOX *cut = boxCreate(box->x, box->y, box->w, box->h);
  g_autoptr(PIX) part = pixClipRectangle(ink, cut, NULL);
  g_autoptr(PIX) over = pixClipRectangle(cover, cut, NULL);
  boxDestroy(&cut);
  l_int32 all = 0, hidden = 0;
  if (part != NULL && over != NULL) {
    pixCountPixels(part, &all, NULL);
    pixAnd(over, over, part);
    pixCountPixels(over, &hidden, NULL);
  }
  return (Ink){all, hidden};
}

static BmBox polygon_box(const json_t *mark, int w, int h)
{
  double x0 = w, y0 = h, x1 = 0, y1 = 0;
  size_t i;
  json_t *point;
  json_array_foreach (json_object_get(mark, "polygon"), i, point) {
    const double x = json_number_value(json_array_get(point, 0)),
                 y = json_number_value(json_array_get(point, 1));
    x0 = MIN(x0, x);
    y0 = MIN(y0, y);
    x1 = MAX(x1, x);
    y1 = MAX(y1, y);
  }
  return bm_box_clip((BmBox){(int)x0, (int)y0, (int)(x1 - x0) + 1, (int)(y1 - y0) + 1}, w, h);
}

static void page_score(Tally *tally, const char *set, const json_t *truth, const json_t *page)
{
  tally->pages++;
  if (page == NULL || g_strcmp0(bm_json_text(page, "state"), "released") != 0)
    return;
  tally->released++;
  g_autoptr(PIX) names = truth_picture(set, truth, "id_png");
  g_autoptr(PIX) answers = truth_picture(set, truth, "ans_png");
  const int w = pixGetWidth(names), h = pixGetHeight(names);
  g_autoptr(PIX) cover = cover_of(page, w, h);
  size_t i;
  json_t *mark;
  json_array_foreach (json_object_get(truth, "identifiers"), i, mark) {
    const BmBox box = polygon_box(mark, w, h);
    const Ink ink = ink_count(names, cover, &box);
    if (ink.all < INK_LEAST_PX)
      continue;
    const gboolean is_leak = (ink.all - ink.hidden) / ink.all > LEAK;
    tally->instances++;
    tally->leaked += is_leak;
    if (is_leak) /* invented people: the kind and the place are enough */
      fprintf(stderr, "leaked: %s %d %s %.0f %%\n", bm_json_text(truth, "family"),
              (int)json_integer_value(json_object_get(truth, "page")),
              bm_json_text(mark, "kind"), 100 * (ink.all - ink.hidden) / ink.all);
  }
  const Ink ink = ink_count(answers, cover, &(BmBox){0, 0, w, h});
  tally->answer += ink.all;
  tally->lost += ink.hidden;
}

int main(int argc, char **argv)
{
  if (argc != 3) {
    fprintf(stderr, "usage: damage_score SET PAGES.json\n");
    return 2;
  }
  g_autofree char *path = g_build_filename(argv[1], "truth.json", NULL);
  g_autoptr(json_t) truth = json_load_file(path, 0, NULL);
  g_autoptr(json_t) pages = json_load_file(argv[2], 0, NULL);
  if (truth == NULL || pages == NULL) {
    fprintf(stderr, "no truth.json or no list of pages\n");
    return 1;
  }
  Tally tally = {0};
  size_t i, k;
  json_t *file, *page;
  json_array_foreach (json_object_get(truth, "files"), i, file)
    json_array_foreach (json_object_get(file, "pages"), k, page)
      page_score(&tally, argv[1], page,
                 page_find(pages, bm_json_text(file, "file"),
                           json_integer_value(json_object_get(page, "page"))));
  printf("{\"pages\": %d, \"released\": %d, \"instances\": %d, \"leaked\": %d, "
         "\"answers_px\": %.0f, \"lost_px\": %.0f}\n",
         tally.pages, tally.released, tally.instances, tally.leaked, tally.answer, tally.lost);
  return 0;
}
