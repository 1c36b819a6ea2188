/* SPDX-License-Identifier: GPL-3.0-or-later */
/* truth.json: what is on each page and where it landed in the scan. */
#include "output.h"
#include <math.h>

static json_t *number(double value)
{
  return json_real(round(value * 10) / 10);
}

static json_t *polygon(const BmMark *mark, const BmLanding *landing)
{
  const double pad = 0.3;
  const double xs[] = {mark->x - pad, mark->x + mark->w + pad},
               ys[] = {mark->y - pad, mark->y + mark->h + pad};
  static const int order[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  json_t *points = json_array();
  for (int i = 0; i < 4; i++) {
    double x = xs[order[i][0]], y = ys[order[i][1]];
    bm_landing_point(landing, &x, &y);
    json_array_append_new(points, json_pack("[o, o]", number(x), number(y)));
  }
  return points;
}

static json_t *marks_of(const BmPageFacts *facts, BmMeaning meaning)
{
  json_t *list = json_array();
  for (guint i = 0; !facts->is_blank && i < facts->sheet->marks->len; i++) {
    const BmMark *mark = g_ptr_array_index(facts->sheet->marks, i);
    if (mark->meaning == meaning && mark->w > 0)
      json_array_append_new(list, json_pack("{s:s, s:s, s:b, s:o}", "kind", mark->kind, "text",
                                            mark->text, "handwritten", mark->is_handwritten,
                                            "polygon", polygon(mark, facts->landing)));
  }
  return list;
}

json_t *bm_truth_page(const BmPageFacts *facts)
{
  static const char *const modes[] = {"bilevel", "gray", "color"};
  const BmPupil *pupil = facts->work->pupil;
  g_autofree char *student =
      g_strdup_printf("%s %s %s", pupil->surname, pupil->name, pupil->patronymic);
  json_t *page = json_pack("{s:i, s:i, s:i, s:i, s:s, s:i, s:f}", "page", facts->page, "width",
                           facts->landing->width_px, "height", facts->landing->height_px, "dpi",
                           facts->profile->dpi, "mode", modes[facts->profile->mode], "rotation",
                           facts->landing->turn_deg, "skew",
                           round(facts->landing->skew_deg * 1000) / 1000);
  json_t *more = json_pack(
      "{s:s, s:i, s:i, s:b, s:s, s:s, s:i, s:s}", "family", facts->work->batch->layout, "work",
      facts->work->index, "page_in_work", facts->page_in_work, "blank", facts->is_blank,
      "school_code", facts->work->school->school_code, "class", facts->work->batch->class_name,
      "student_no", pupil->student_no, "student", student);
  json_object_update(page, more);
  json_decref(more);
  json_object_set_new(page, "identifiers", marks_of(facts, BM_SECRET));
  json_object_set_new(page, "labels", marks_of(facts, BM_LABEL));
  json_object_set_new(page, "answers", marks_of(facts, BM_ANSWER));
  return page;
}

static void write_layer(const BmPageFacts *facts, json_t *page, const char *root,
                        const char *relative, const char *key, BmMeaning meaning, PIX *without)
{
  g_autoptr(PIX) ink = facts->is_blank
                           ? pixCreate(facts->landing->width_px, facts->landing->height_px, 1)
                           : bm_scan_truth(facts->sheet, facts->landing, meaning);
  if (without != NULL)
    pixSubtract(ink, ink, without);
  g_autoptr(PIX) white = pixInvert(NULL, ink);
  g_autofree char *path = g_build_filename(root, relative, NULL);
  if (pixWrite(path, white, IFF_PNG) != 0)
    g_error("cannot write '%s'", path);
  json_object_set_new(page, key, json_string(relative));
}

void bm_truth_masks(const BmPageFacts *facts, json_t *page, const char *root,
                    const char *relative_base)
{
  g_autoptr(PIX) secrets =
      facts->is_blank ? NULL : bm_scan_truth(facts->sheet, facts->landing, BM_SECRET);
  g_autofree char *id = g_strdup_printf("%s-p%03d.id.png", relative_base, facts->page);
  g_autofree char *answers = g_strdup_printf("%s-p%03d.ans.png", relative_base, facts->page);
  write_layer(facts, page, root, id, "id_png", BM_SECRET, NULL);
  write_layer(facts, page, root, answers, "ans_png", BM_ANSWER, secrets);
}
