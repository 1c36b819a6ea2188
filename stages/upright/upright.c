/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stage upright: every page stands the right way up, level, with square pixels of known size.
 *
 * All questions are asked of one copy of the page's ink at 150 dpi: how far it leans, then,
 * once that copy is levelled, which way up it is. The page itself is touched once, in one pass
 * through one map, or not at all when nothing is wrong with it. A turn that the shape of the
 * text leaves open is put to Tesseract; what stays open after that is said in the facts
 * (turn_sure), and a later stage holds the page.
 */
#include "pipeline/autoptr.h"
#include "pipeline/stage.h"
#include "stages/shared/ink.h"
#include "stages/shared/page.h"
#include "stages/upright/osd.h"
#include "stages/upright/paper.h"
#include "stages/upright/render.h"
#include "stages/upright/skew.h"
#include "stages/upright/strong.h"
#include "stages/upright/turn.h"

#include <math.h>

extern const BmStage bm_stage_upright;

#define WORK_DPI 150.0
#define EMPTY_MM2 6.0 /* blank sides have below 2.3 mm² of ink, written ones beyond 490 */
#define OSD_AGREES                                                                             \
  0.5 /* confidence of Tesseract that settles a doubt together with the vote … */
#define OSD_ALONE 4.0 /* … and without it */
#define HEARD_LEAST 3 /* edges of lines that agree: fewer say nothing */
#define SPARE_MM 1.0  /* paper beyond the outermost ink when the page must grow */

static const BmParam params[] = {
    {"level_from", BM_PARAM_REAL, "deg", 0, 0.12, 5, "с какого наклона выравнивать страницу",
     "lean from which a page is levelled"},
    {0},
};

/* A page on its way. */
typedef struct Sheet {
  PIX *page;
  BmDots dots;
  PIX *ink; /* at WORK_DPI, without black edges; PIX *edges are those */
  PIX *edges;
  double lean_deg;
  int quarters;
  gboolean is_turn_sure;
  int out_w, out_h; /* levelled, not yet turned, pixels of dots.square */
} Sheet;

static void sheet_clear(Sheet *sheet)
{
  pixDestroy(&sheet->page);
  pixDestroy(&sheet->ink);
  pixDestroy(&sheet->edges);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sheet, sheet_clear)

static gboolean no_memory(GError **error)
{
  return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold another image of the page");
}

static double fact_dpi(const BmItem *item, size_t axis, int stored)
{
  const json_t *value = json_array_get(bm_item_fact(item, "intake", "dpi"), axis);
  return json_is_number(value) ? json_number_value(value) : stored;
}

static gboolean sheet_read(Sheet *sheet, const BmItem *item, GError **error)
{
  sheet->page = bm_page_read(item->path, error);
  if (sheet->page == NULL)
    return FALSE;
  sheet->dots = bm_paper_dots(pixGetWidth(sheet->page), pixGetHeight(sheet->page),
                              fact_dpi(item, 0, pixGetXRes(sheet->page)),
                              fact_dpi(item, 1, pixGetYRes(sheet->page)));
  g_autoptr(PIX) all =
      bm_ink_working_xy(sheet->page, sheet->dots.x, sheet->dots.y, WORK_DPI, error);
  if (all == NULL)
    return FALSE;
  sheet->ink = bm_ink_without_borders(all, WORK_DPI);
  sheet->edges = sheet->ink != NULL ? pixSubtract(NULL, all, sheet->ink) : NULL;
  return sheet->edges != NULL || no_memory(error);
}

/* @image at WORK_DPI, levelled on a canvas of its own size. */
static PIX *levelled(const Sheet *sheet, PIX *image)
{
  int w = pixGetWidth(image), h = pixGetHeight(image);
  if (sheet->lean_deg == 0)
    return pixClone(image);
  BmAffine back =
      bm_render_level_back(sheet->lean_deg, w, h, WORK_DPI, WORK_DPI, WORK_DPI, w, h);
  return bm_render_affine(image, back, w, h, 0);
}

/* Put the turn to Tesseract; sheet->quarters is what the vote says. */
static gboolean sheet_ask_osd(Sheet *sheet, PIX *text, GError **error)
{
  int quarters = 0;
  double confidence = 0;
  if (!bm_osd_quarters(text, WORK_DPI, &quarters, &confidence, error))
    return FALSE;
  double enough = quarters == sheet->quarters ? OSD_AGREES : OSD_ALONE;
  sheet->is_turn_sure = confidence >= enough;
  if (sheet->is_turn_sure)
    sheet->quarters = quarters;
  return TRUE;
}

/* What the shape of the text on @ink says; @ret_text is that text, levelled. */
static gboolean ink_vote(const Sheet *sheet, PIX *ink, BmTurnVote *ret_vote, PIX **ret_text,
                         GError **error)
{
  g_autoptr(PIX) level = levelled(sheet, ink);
  *ret_text = level != NULL ? bm_turn_text(level) : NULL;
  return (*ret_text != NULL && bm_turn_vote(*ret_text, ret_vote)) || no_memory(error);
}

static gboolean vote_is_clear(const BmTurnVote *vote)
{
  return bm_turn_is_up_clear(vote) && bm_turn_is_side_clear(vote);
}

/* By what stands on this side; where that says little, all ink may confirm it. Where they say
 * different things, that of this side is put to Tesseract. */
static gboolean gray_find_turn(Sheet *sheet, GError **error)
{
  g_autoptr(PIX) strong = bm_strong_ink(sheet->page, sheet->ink);
  g_autoptr(PIX) text = NULL;
  g_autoptr(PIX) all_text = NULL;
  BmTurnVote vote = {0}, all = {0};
  if (strong == NULL)
    return no_memory(error);
  if (!ink_vote(sheet, strong, &vote, &text, error))
    return FALSE;
  sheet->quarters = bm_turn_quarters(&vote);
  sheet->is_turn_sure = vote_is_clear(&vote);
  if (sheet->is_turn_sure)
    return TRUE;
  if (!ink_vote(sheet, sheet->ink, &all, &all_text, error))
    return FALSE;
  gboolean is_heard = vote.starts + vote.ends >= HEARD_LEAST;
  gboolean is_same = bm_turn_quarters(&all) == sheet->quarters;
  if (!is_heard)
    sheet->quarters = bm_turn_quarters(&all);
  sheet->is_turn_sure = (is_same || !is_heard) && vote_is_clear(&all);
  return sheet->is_turn_sure || sheet_ask_osd(sheet, is_heard ? text : all_text, error);
}

static gboolean sheet_find_turn(Sheet *sheet, GError **error)
{
  g_autoptr(PIX) text = NULL;
  BmTurnVote vote = {0};
  if (pixGetDepth(sheet->page) > 1)
    return gray_find_turn(sheet, error);
  if (!ink_vote(sheet, sheet->ink, &vote, &text, error))
    return FALSE;
  sheet->quarters = bm_turn_quarters(&vote);
  sheet->is_turn_sure = vote_is_clear(&vote);
  return sheet->is_turn_sure || sheet_ask_osd(sheet, text, error);
}

/* Half of the levelled canvas that @image's ink needs, in pixels of it, from its centre. */
static void half_extent(PIX *image, double lean_deg, double *half_w, double *half_h)
{
  int w = pixGetWidth(image), h = pixGetHeight(image);
  double sine = sin(-lean_deg * G_PI / 180), cosine = cos(lean_deg * G_PI / 180);
  for (int y = 0; y < h; y++) {
    const l_uint32 *line = pixGetData(image) + (size_t)y * (size_t)pixGetWpl(image);
    int first = 0, last = w - 1;
    while (first < w && !GET_DATA_BIT(line, first))
      first += line[first / 32] == 0 ? 32 - first % 32 : 1;
    while (last > first && !GET_DATA_BIT(line, last))
      last--;
    if (first >= w)
      continue;
    double v = y + 0.5 - h / 2.0, ends[] = {first - w / 2.0, last + 1 - w / 2.0};
    for (int i = 0; i < 2; i++) {
      *half_w = MAX(*half_w, fabs(ends[i] * cosine - v * sine) + 1);
      *half_h = MAX(*half_h, fabs(ends[i] * sine + v * cosine) + 1);
    }
  }
}

/* Size of the levelled page: that of the scan, or more when ink would leave it. */
static void sheet_size(Sheet *sheet)
{
  double square = sheet->dots.square, half_w = 0, half_h = 0;
  sheet->out_w = (int)lround(pixGetWidth(sheet->page) * square / sheet->dots.x);
  sheet->out_h = (int)lround(pixGetHeight(sheet->page) * square / sheet->dots.y);
  if (sheet->lean_deg == 0)
    return;
  half_extent(sheet->ink, sheet->lean_deg, &half_w, &half_h);
  half_extent(sheet->edges, sheet->lean_deg, &half_w, &half_h);
  int need_w = 2 * ((int)ceil(half_w * square / WORK_DPI) + bm_px(SPARE_MM, square));
  int need_h = 2 * ((int)ceil(half_h * square / WORK_DPI) + bm_px(SPARE_MM, square));
  if (half_w * 2 > pixGetWidth(sheet->ink))
    sheet->out_w = MAX(sheet->out_w, need_w);
  if (half_h * 2 > pixGetHeight(sheet->ink))
    sheet->out_h = MAX(sheet->out_h, need_h);
}

static gboolean sheet_is_level(const Sheet *sheet)
{
  return sheet->lean_deg == 0 && sheet->dots.x == sheet->dots.y;
}

/* Map from the upright page, at @dpi, to the page that was read. */
static BmAffine sheet_back(const Sheet *sheet)
{
  BmAffine turn = bm_render_turn_back(sheet->quarters, sheet->out_w, sheet->out_h);
  if (sheet_is_level(sheet))
    return turn;
  BmAffine level = bm_render_level_back(sheet->lean_deg, pixGetWidth(sheet->page),
                                        pixGetHeight(sheet->page), sheet->dots.x, sheet->dots.y,
                                        sheet->dots.square, sheet->out_w, sheet->out_h);
  return bm_affine_then(turn, level);
}

static void upright_size(const Sheet *sheet, int *ret_w, int *ret_h)
{
  gboolean is_side = sheet->quarters % 2 == 1;
  *ret_w = is_side ? sheet->out_h : sheet->out_w;
  *ret_h = is_side ? sheet->out_w : sheet->out_h;
}

static PIX *sheet_render(const Sheet *sheet)
{
  int w = 0, h = 0;
  upright_size(sheet, &w, &h);
  PIX *page = sheet_is_level(sheet) ? pixRotateOrth(sheet->page, sheet->quarters)
                                    : bm_render_affine(sheet->page, sheet_back(sheet), w, h,
                                                       bm_render_paper(sheet->page));
  if (page != NULL)
    pixSetResolution(page, (int)lround(sheet->dots.square), (int)lround(sheet->dots.square));
  return page;
}

/* The paper on the upright page: the scanned rectangle less its black edges. */
static BmBox sheet_paper(const Sheet *sheet)
{
  int w = 0, h = 0;
  upright_size(sheet, &w, &h);
  double square = sheet->dots.square, scale = WORK_DPI / square;
  int scan_w = (int)lround(pixGetWidth(sheet->page) * square / sheet->dots.x);
  int scan_h = (int)lround(pixGetHeight(sheet->page) * square / sheet->dots.y);
  if (sheet->quarters % 2 == 1) {
    int swap = scan_w;
    scan_w = scan_h;
    scan_h = swap;
  }
  BmBox scan = {(w - scan_w) / 2, (h - scan_h) / 2, scan_w, scan_h};
  l_int32 is_empty = 0;
  if (pixZero(sheet->edges, &is_empty) == 0 && is_empty)
    return scan;
  g_autoptr(PIX) level = levelled(sheet, sheet->edges);
  g_autoptr(PIX) up = level != NULL ? pixRotateOrth(level, sheet->quarters) : NULL;
  if (up == NULL)
    return scan;
  BmBox box = bm_paper_box(up, (BmBox){0, 0, pixGetWidth(up), pixGetHeight(up)});
  BmBox full = {scan.x + (int)lround(box.x / scale), scan.y + (int)lround(box.y / scale),
                (int)lround(box.w / scale), (int)lround(box.h / scale)};
  return bm_box_and(full, scan);
}

static json_t *sheet_facts(const Sheet *sheet, gboolean is_same)
{
  BmBox paper = sheet_paper(sheet);
  double w_mm = bm_mm(paper.w, sheet->dots.square), h_mm = bm_mm(paper.h, sheet->dots.square);
  json_t *facts = json_object();
  json_object_set_new(facts, "turn", json_integer(90 * sheet->quarters));
  json_object_set_new(facts, "turn_sure", json_boolean(sheet->is_turn_sure));
  json_object_set_new(facts, "skew_deg", json_real(round(sheet->lean_deg * 1000) / 1000));
  json_object_set_new(facts, "dpi", json_real(sheet->dots.square));
  json_object_set_new(facts, "size", json_string(bm_paper_size(w_mm, h_mm)));
  json_object_set_new(facts, "size_mm",
                      json_pack("[f, f]", round(w_mm * 10) / 10, round(h_mm * 10) / 10));
  json_object_set_new(facts, "paper", bm_box_to_json(paper, NULL));
  json_object_set_new(facts, "to_source", bm_affine_to_json(sheet_back(sheet)));
  json_object_set_new(facts, "is_same", json_boolean(is_same));
  return facts;
}

static gboolean sheet_find(Sheet *sheet, double level_from, GError **error)
{
  BmBox all = {0, 0, pixGetWidth(sheet->ink), pixGetHeight(sheet->ink)};
  if (bm_ink_mm2(sheet->ink, WORK_DPI, all) < EMPTY_MM2) {
    sheet->is_turn_sure = TRUE;
    return TRUE;
  }
  if (!bm_skew_find(sheet->ink, &sheet->lean_deg))
    return no_memory(error);
  if (!sheet_find_turn(sheet, error))
    return FALSE;
  if (fabs(sheet->lean_deg) < level_from)
    sheet->lean_deg = 0;
  return TRUE;
}

static gboolean page_upright(BmJob *job, const BmItem *item, GError **error)
{
  g_auto(Sheet) sheet = {0};
  if (!sheet_read(&sheet, item, error) ||
      !sheet_find(&sheet, bm_job_param_real(job, "level_from"), error))
    return FALSE;
  sheet_size(&sheet);
  gboolean is_same = sheet_is_level(&sheet) && sheet.quarters == 0;
  if (is_same) {
    bm_job_emit(job, item->id, NULL, sheet_facts(&sheet, TRUE));
    return TRUE;
  }
  g_autoptr(PIX) page = sheet_render(&sheet);
  if (page == NULL)
    return no_memory(error);
  g_autofree char *path = bm_job_scratch_path(job, "page.tif");
  if (!bm_page_write(page, path, error))
    return FALSE;
  bm_job_emit(job, item->id, path, sheet_facts(&sheet, FALSE));
  return TRUE;
}

static BmOutcome outcome_of(const GError *error)
{
  if (g_error_matches(error, BM_ERROR, BM_ERROR_INPUT))
    return BM_PARK;
  return g_error_matches(error, BM_ERROR, BM_ERROR_MODEL) ? BM_HALT : BM_RETRY;
}

static BmOutcome upright_run(BmJob *job, GError **error)
{
  for (guint i = 0; i < bm_job_n_inputs(job); i++) {
    g_autoptr(GError) failure = NULL;
    if (!page_upright(job, bm_job_input(job, i), &failure)) {
      BmOutcome outcome = outcome_of(failure);
      g_propagate_error(error, g_steal_pointer(&failure));
      return outcome;
    }
  }
  return BM_DONE;
}

const BmStage bm_stage_upright = {
    .name = "upright",
    .version = 2,
    .takes = "page.raw",
    .gives = "page.upright",
    .gather = BM_EACH,
    .deadline_s = 60,
    .params = params,
    .ready = bm_osd_ready, /* one page in twelve asks: each is a process of its own */
    .run = upright_run,
};
