/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines that copies share at different heights: learnt. */
#include "stages/form/strays.h"

#include "stages/shared/formprint_strays.h"
#include "stages/shared/ocr.h"
#include "stages/shared/pieces.h"

#include <stdlib.h>

#define ALONG_MM 4.0 /* between words of a line */
#define ACROSS_MM 0.6
#define WIDE_LEAST_MM 4.0 /* of the label of a row, «ОО» */
#define HIGH_LEAST_MM 1.6
#define HIGH_MOST_MM 9.0
#define SAME_WIDTH_MM 1.0
#define SAME_HEIGHT_MM 0.6
#define SAME_X_MM 1.0
#define APART_MOST_MM 60.0
#define READ_TIMES 1.6F /* of 150 dots an inch: as the reader likes it */
#define READ_RIM_PX 10
#define TRUST_LEAST 80 /* of a sentence, on the average */
#define TRUST_WORD 55  /* of each of its words */
#define READ_MOST 48U
#define STRAYS_MOST 32U

typedef struct Line {
  BmBox box; /* work pixels of the form */
  guint copy;
} Line;

typedef struct Candidate {
  PIX *bits;
  GArray *lines; /* of Line, of one copy or of several */
  guint copies;
  int pieces;
} Candidate;

/* What is looked at of one copy. */
typedef struct Rest {
  PIX *ink;   /* not print, without rules */
  PIX *reach; /* the same, grown by a pixel */
} Rest;

static void candidate_free(gpointer data)
{
  Candidate *candidate = data;
  pixDestroy(&candidate->bits);
  g_array_unref(candidate->lines);
  g_free(candidate);
}

static int px(double mm)
{
  return bm_px(mm, BM_FORM_DPI);
}

static void rest_clear(gpointer data)
{
  Rest *rest = data;
  pixDestroy(&rest->ink);
  pixDestroy(&rest->reach);
}

static gboolean rest_of(Rest *rest, PIX *clean, PIX *warped)
{
  g_autoptr(PIX) added = bm_formprint_residual(warped, clean, BM_FORM_DPI);
  g_autoptr(PIX) across = NULL;
  g_autoptr(PIX) down = NULL;
  if (added == NULL || !bm_rules_find(added, &across, &down))
    return FALSE;
  rest->ink = bm_rules_remove(added, across, down);
  rest->reach = rest->ink != NULL ? pixDilateBrick(NULL, rest->ink, 3, 3) : NULL;
  return rest->reach != NULL;
}

static gboolean is_line(BmBox box)
{
  return box.w >= px(WIDE_LEAST_MM) && box.h >= px(HIGH_LEAST_MM) && box.h <= px(HIGH_MOST_MM);
}

static gboolean is_alike(BmBox p, BmBox q)
{
  return abs(p.w - q.w) <= px(SAME_WIDTH_MM) && abs(p.h - q.h) <= px(SAME_HEIGHT_MM) &&
         abs(p.x - q.x) <= px(SAME_X_MM) && abs(p.y - q.y) <= px(APART_MOST_MM);
}

/* Whether a line of a copy is a candidate's: its ink, wherever it begins exactly. */
static gboolean is_same(const Candidate *candidate, const Rest *rest, BmBox box)
{
  BmBox first = g_array_index(candidate->lines, Line, 0).box;
  if (!is_alike(first, box))
    return FALSE;
  int ends_right = box.x + box.w - first.w, ends_low = box.y + box.h - first.h;
  return bm_stray_fit(candidate->bits, rest->ink, rest->reach, box.x, box.y, NULL) >=
             BM_STRAY_FIT ||
         bm_stray_fit(candidate->bits, rest->ink, rest->reach, ends_right, ends_low, NULL) >=
             BM_STRAY_FIT;
}

static Candidate *candidate_new(const Rest *rest, BmBox box)
{
  g_autoptr(BOX) cut = boxCreate(box.x, box.y, box.w, box.h);
  g_autoptr(PIX) bits = pixClipRectangle(rest->ink, cut, NULL);
  g_autoptr(BOXA) pieces = bits != NULL ? bm_pieces_boxes(bits, 8) : NULL;
  if (pieces == NULL)
    return NULL;
  Candidate *candidate = g_new0(Candidate, 1);
  candidate->bits = g_steal_pointer(&bits);
  candidate->lines = g_array_new(FALSE, FALSE, sizeof(Line));
  candidate->pieces = boxaGetCount(pieces);
  return candidate;
}

static void line_take(GPtrArray *candidates, const Rest *rest, Line line)
{
  Candidate *same = NULL;
  for (guint i = 0; same == NULL && i < candidates->len; i++) {
    Candidate *candidate = g_ptr_array_index(candidates, i);
    if (is_same(candidate, rest, line.box))
      same = candidate;
  }
  if (same == NULL) {
    same = candidate_new(rest, line.box);
    if (same == NULL)
      return;
    g_ptr_array_add(candidates, same);
  }
  if (same->lines->len == 0 ||
      g_array_index(same->lines, Line, same->lines->len - 1).copy != line.copy)
    same->copies++;
  g_array_append_val(same->lines, line);
}

static gboolean lines_take(GPtrArray *candidates, const Rest *rest, guint copy)
{
  g_autoptr(PIX) joined = pixCloseSafeBrick(NULL, rest->ink, px(ALONG_MM), px(ACROSS_MM));
  g_autoptr(BOXA) boxes = joined != NULL ? bm_pieces_boxes(joined, 8) : NULL;
  for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
    Line line = {.copy = copy};
    boxaGetBoxGeometry(boxes, i, &line.box.x, &line.box.y, &line.box.w, &line.box.h);
    if (is_line(line.box))
      line_take(candidates, rest, line);
  }
  return boxes != NULL;
}

/* The words of a line and how surely they were read; NULL: not surely. */
static char *line_read(const Candidate *candidate)
{
  g_autoptr(PIX) wide = pixAddBorder(candidate->bits, READ_RIM_PX, 0);
  g_autoptr(PIX) gray = wide != NULL ? pixConvert1To8(NULL, wide, 255, 0) : NULL;
  g_autoptr(PIX) large = gray != NULL ? pixScale(gray, READ_TIMES, READ_TIMES) : NULL;
  if (large == NULL)
    return NULL;
  BmBox all = {0, 0, pixGetWidth(large), pixGetHeight(large)};
  g_autoptr(GPtrArray) words = bm_ocr_line(large, BM_FORM_DPI * READ_TIMES, all, NULL);
  if (words == NULL || words->len == 0)
    return NULL;
  GString *text = g_string_new(NULL);
  int sum = 0, least = 100;
  for (guint i = 0; i < words->len; i++) {
    const BmWord *word = g_ptr_array_index(words, i);
    g_string_append_printf(text, "%s%s", i > 0 ? " " : "", word->text);
    sum += word->trust;
    least = MIN(least, word->trust);
  }
  gboolean is_sure = sum >= TRUST_LEAST * (int)words->len && least >= TRUST_WORD;
  return g_string_free(text, !is_sure);
}

static gboolean is_print(const Candidate *candidate, const BmRoster *roster)
{
  g_autofree char *text = line_read(candidate);
  return text != NULL && bm_strays_text_is_safe(text, roster);
}

static gint by_top(gconstpointer a, gconstpointer b)
{
  const Candidate *p = *(Candidate *const *)a, *q = *(Candidate *const *)b;
  const BmBox *x = &g_array_index(p->lines, Line, 0).box;
  const BmBox *y = &g_array_index(q->lines, Line, 0).box;
  return x->y != y->y ? x->y - y->y : x->x - y->x;
}

static gboolean stray_add(BmForm *form, const Candidate *candidate)
{
  const Line *first = &g_array_index(candidate->lines, Line, 0);
  BmStray *stray = bm_stray_new(candidate->bits, bm_mm(first->box.x, BM_FORM_DPI),
                                bm_mm(first->box.y, BM_FORM_DPI));
  if (stray == NULL)
    return FALSE;
  for (guint i = 1; i < candidate->lines->len; i++) {
    double y = bm_mm(g_array_index(candidate->lines, Line, i).box.y, BM_FORM_DPI);
    stray->low = MIN(stray->low, y);
    stray->high = MAX(stray->high, y);
  }
  g_ptr_array_add(form->strays, stray);
  return TRUE;
}

/* A line that is print counts no more as what someone added. */
static void lines_explain(const Candidate *candidate, GPtrArray *copies)
{
  for (guint i = 0; i < candidate->lines->len; i++) {
    const Line *line = &g_array_index(candidate->lines, Line, i);
    PIX *warped = ((BmCopy *)g_ptr_array_index(copies, line->copy))->warped;
    pixRasterop(warped, line->box.x - 1, line->box.y - 1, line->box.w + 2, line->box.h + 2,
                PIX_CLR, NULL, 0, 0);
  }
}

static gboolean candidates_judge(BmForm *form, GPtrArray *candidates, GPtrArray *copies,
                                 const BmRoster *roster)
{
  guint n_read = 0;
  g_ptr_array_sort(candidates, by_top);
  for (guint i = 0; i < candidates->len && n_read < READ_MOST; i++) {
    const Candidate *candidate = g_ptr_array_index(candidates, i);
    if (candidate->copies < 2 || form->strays->len >= STRAYS_MOST)
      continue;
    n_read++;
    if (!is_print(candidate, roster))
      continue;
    if (!stray_add(form, candidate))
      return FALSE;
    lines_explain(candidate, copies);
  }
  return TRUE;
}

gboolean bm_strays_learn(BmForm *form, GPtrArray *copies, const BmRoster *roster)
{
  g_autoptr(GPtrArray) candidates = g_ptr_array_new_with_free_func(candidate_free);
  g_ptr_array_set_size(form->strays, 0);
  for (guint i = 0; i < copies->len; i++) {
    const BmCopy *copy = g_ptr_array_index(copies, i);
    Rest rest = {0};
    gboolean is_done =
        rest_of(&rest, form->print->clean, copy->warped) && lines_take(candidates, &rest, i);
    rest_clear(&rest);
    if (!is_done)
      return FALSE;
  }
  return candidates_judge(form, candidates, copies, roster);
}
