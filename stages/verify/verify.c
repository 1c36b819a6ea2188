/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stage verify: an independent look at the bytes that would be handed out, and the rule of
 * release. A page goes on only when nobody has a doubt: not the mask stage, not this look, and
 * not the rule that asks for a confirmed form. Every doubt is given with the place on the
 * masked page.
 */
#include <math.h>
#include <string.h>

#include "pipeline/autoptr.h"
#include "pipeline/stage.h"
#include "stages/shared/item.h"
#include "stages/shared/ocr.h"
#include "stages/shared/page.h"
#include "stages/shared/scale.h"
#include "stages/verify/look.h"
#include "stages/verify/metadata.h"
#include "stages/verify/remains.h"
#include "stages/verify/source.h"

extern const BmStage bm_stage_verify;

#define CROP_DPI 100.0
#define CROP_MM 8.0      /* paper around a place in its crop */
#define CROP_SHARE 0.45  /* of a page, when the doubt has no place */
#define KEPT_GROW_MM 3.0 /* writing is higher than its line */
#define ROUNDS_MOST 2    /* of masking what was left and looking again */

typedef struct Check {
  BmJob *job;
  const BmItem *item;
  char *path; /* of the file that is looked at */
  PIX *page;
  PIX *gray; /* the same, 8 bit */
  double dpi;
  BmRoster *roster;
  GArray *masks;        /* BmBox */
  guint n_given;        /* of them by stage mask; the rest was masked here */
  GArray *sights;       /* BmSight */
  GArray *kept;         /* BmBox: fields of the form that stay visible */
  gboolean by_form;     /* the masks go by a confirmed form */
  BmFormPrint *form;    /* on which the page lies right, or NULL */
  gboolean is_compared; /* with its source, and equal outside the masks */
} Check;

static void check_clear(Check *check)
{
  g_free(check->path);
  pixDestroy(&check->page);
  pixDestroy(&check->gray);
  g_clear_pointer(&check->roster, bm_roster_free);
  g_clear_pointer(&check->form, bm_formprint_free);
  g_clear_pointer(&check->masks, g_array_unref);
  g_clear_pointer(&check->sights, g_array_unref);
  g_clear_pointer(&check->kept, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Check, check_clear)

static void sight_add(Check *check, const char *reason, BmBox box)
{
  BmSight sight = {.reason = reason, .box = box};
  g_array_append_val(check->sights, sight);
}

/* what the mask stage could not explain is a doubt here too */
static void flags_take(Check *check)
{
  BmBox band = {0, 0, 0, 0};
  size_t i;
  json_t *flag;
  bm_box_from_json(bm_item_fact(check->item, "mask", "band"), &band);
  json_array_foreach (bm_item_fact(check->item, "mask", "flags"), i, flag) {
    const char *slug = json_string_value(flag);
    if (slug != NULL)
      sight_add(check, g_intern_string(slug), band);
  }
  if (!json_is_true(bm_item_fact(check->item, "mask", "explained")) && i == 0)
    sight_add(check, "mask_unexplained", band);
}

/* the rule of release: who vouches for the masks of this page */
static void release_rule(Check *check)
{
  const json_t *context = bm_job_context(check->job), *form = json_object_get(context, "form");
  const char *release = json_string_value(json_object_get(context, "release"));
  const char *state = json_string_value(json_object_get(form, "state"));
  const char *kind = json_string_value(bm_item_fact(check->item, "form", "kind"));
  const json_t *registered = bm_item_fact(check->item, "form", "check");
  gboolean is_form = g_strcmp0(kind, "form") == 0;
  gboolean is_auto = g_strcmp0(release, "auto") == 0;
  gboolean is_confirmed = g_strcmp0(state, "confirmed") == 0;
  /* Rules that look for a heading do not hold on paper that nobody has seen: of pages without
   * print that the program passed by itself, on layouts new to it, one identifier in five was
   * left. Only a person passes them. */
  if (is_auto && !is_form && !is_confirmed)
    sight_add(check, "sheet_not_vouched", (BmBox){0, 0, 0, 0});
  else if (!is_confirmed && !is_auto)
    sight_add(check, "form_unconfirmed", (BmBox){0, 0, 0, 0});
  else if (!is_confirmed && !json_is_true(json_object_get(form, "is_evident")))
    sight_add(check, "form_not_evident", (BmBox){0, 0, 0, 0});
  else if (is_form && !json_is_true(json_object_get(registered, "ok")))
    sight_add(check, "form_unregistered", (BmBox){0, 0, 0, 0});
}

static void masks_take(Check *check)
{
  size_t i;
  json_t *mask;
  json_array_foreach (bm_item_fact(check->item, "mask", "masks"), i, mask) {
    BmBox box;
    if (!bm_box_from_json(mask, &box) ||
        bm_box_is_empty(bm_box_clip(box, pixGetWidth(check->page), pixGetHeight(check->page))))
      sight_add(check, "mask_not_solid", (BmBox){0, 0, 0, 0});
    else
      g_array_append_val(check->masks, box);
  }
  check->n_given = check->masks->len;
}

/* Fields of the page's form that policy keeps, on the page; none when it does not lie right.
 * Its answers are among those of stage mask. */
static void fields_of_form_keep(const Check *check, GArray *kept)
{
  const json_t *form = json_object_get(bm_job_context(check->job), "form");
  BmAffine to_form, to_page;
  size_t i;
  json_t *zone;
  if (check->form == NULL ||
      !bm_affine_from_json(bm_item_fact(check->item, "form", "to_form"), &to_form) ||
      !bm_affine_invert(to_form, &to_page))
    return;
  json_array_foreach (json_object_get(json_object_get(form, "facts"), "kept"), i, zone) {
    if (g_strcmp0(json_string_value(json_object_get(zone, "kind")), "answers") == 0)
      continue;
    double x = json_number_value(json_object_get(zone, "x")) - KEPT_GROW_MM;
    double y = json_number_value(json_object_get(zone, "y")) - KEPT_GROW_MM;
    double w = json_number_value(json_object_get(zone, "w")) + 2 * KEPT_GROW_MM;
    double h = json_number_value(json_object_get(zone, "h")) + 2 * KEPT_GROW_MM;
    double left, top, right, bottom;
    bm_affine_point(to_page, x, y, &left, &top);
    bm_affine_point(to_page, x + w, y + h, &right, &bottom);
    BmBox box = {(int)left, (int)top, (int)(right - left), (int)(bottom - top)};
    g_array_append_val(kept, box);
  }
}

/* Those, and what stage mask saw to be answers by the print around it or was told by a person.
 */
static GArray *kept_fields(const Check *check)
{
  GArray *kept = bm_item_boxes(check->item, "mask", "answers");
  fields_of_form_keep(check, kept);
  return kept;
}

static gboolean page_take(Check *check, GError **error)
{
  pixDestroy(&check->page);
  pixDestroy(&check->gray);
  check->page = bm_page_read(check->path, error);
  if (check->page == NULL)
    return FALSE;
  check->gray = bm_gray_of(check->page);
  return check->gray != NULL || bm_fail(error, BM_ERROR_IO, "no_memory",
                                        "cannot convert page '%s' to gray", check->item->id);
}

static gboolean check_init(Check *check, GError **error)
{
  const char *folder =
      json_string_value(json_object_get(bm_job_context(check->job), "procedure"));
  check->path = g_strdup(check->item->path);
  check->roster = page_take(check, error) ? bm_roster_load(folder, error) : NULL;
  if (check->roster == NULL)
    return FALSE;
  check->dpi = json_number_value(bm_item_fact(check->item, "upright", "dpi"));
  if (check->dpi <= 0)
    check->dpi = pixGetXRes(check->page);
  if (!isfinite(check->dpi) || check->dpi < 50 || check->dpi > 2400)
    return bm_fail(error, BM_ERROR_INPUT, "page_no_dpi", "page '%s' has no resolution",
                   check->item->id);
  check->masks = g_array_new(FALSE, FALSE, sizeof(BmBox));
  check->sights = g_array_new(FALSE, FALSE, sizeof(BmSight));
  const char *path = json_string_value(bm_item_fact(check->item, "mask", "path"));
  check->by_form = g_strcmp0(path, "form") == 0;
  if (json_is_true(json_object_get(bm_item_fact(check->item, "form", "check"), "ok")))
    check->form = bm_formprint_load(json_object_get(bm_job_context(check->job), "form"));
  check->kept = kept_fields(check);
  if (check->by_form && check->form == NULL)
    return bm_fail(error, BM_ERROR_INPUT, "page_unreadable", "page '%s' has lost its form",
                   check->item->id);
  return TRUE;
}

static BmLookCase look_of(const Check *check)
{
  const json_t *body = bm_item_fact(check->item, "mask", "body_y");
  BmLookCase look = {
      .page = check->page,
      .gray = check->gray,
      .dpi = check->dpi,
      .masks = check->masks,
      .roster = check->roster,
      .policy = json_string_value(json_object_get(bm_job_context(check->job), "policy")),
      .body_y = json_is_integer(body) ? (int)json_integer_value(body) : -1,
      .by_form = check->by_form,
      .form = check->form,
      .kept = check->kept,
      .to_form = bm_affine_identity()};
  bm_affine_from_json(bm_item_fact(check->item, "form", "to_form"), &look.to_form);
  const json_t *halves = bm_item_fact(check->item, "mask", "halves");
  if (json_is_object(halves))
    look.halves = (BmHalves){(int)json_integer_value(json_object_get(halves, "fold")),
                             (int)json_integer_value(json_object_get(halves, "left_y")),
                             (int)json_integer_value(json_object_get(halves, "right_y"))};
  return look;
}

/* outside its masks the page is what was scanned */
static gboolean source_compare(Check *check, const BmLookCase *look, GError **error)
{
  const char *path = json_string_value(json_object_get(bm_job_context(check->job), "source"));
  if (path == NULL)
    return TRUE;
  g_autoptr(PIX) source = bm_page_read(path, error);
  BmBox where;
  if (source == NULL)
    return FALSE;
  check->is_compared = !bm_source_differs(check->page, source, check->masks, &where);
  if (!check->is_compared)
    sight_add(check, "page_changed", where);
  bm_look_blur(look, source, check->sights);
  return TRUE;
}

static gboolean look_again(Check *check, GError **error)
{
  BmLookCase look = look_of(check);
  if (!source_compare(check, &look, error))
    return FALSE;
  bm_look_masks(&look, check->sights);
  bm_look_share(&look, check->sights);
  bm_look_codes(&look, check->sights);
  if (!bm_metadata_is_absent(check->path))
    sight_add(check, "metadata_left", (BmBox){0, 0, 0, 0});
  return bm_look_words(&look, check->sights, error);
}

/* whether all that earlier stages and the rule of release say is that a form waits for its look
 */
static gboolean waits_for_form_alone(const Check *check, guint n)
{
  static const char *const looks[] = {"form_unconfirmed", "form_not_evident",
                                      "sheet_not_vouched", NULL};
  for (guint i = 0; i < n; i++)
    if (!g_strv_contains(looks, g_array_index(check->sights, BmSight, i).reason))
      return FALSE;
  return TRUE;
}

/* The page with more masks, as a new file that is read back. */
static gboolean masks_more(Check *check, const GArray *boxes, GError **error)
{
  g_autoptr(PIX) painted = pixCopy(NULL, check->page);
  if (painted == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot copy page '%s'", check->item->id);
  for (guint i = 0; i < boxes->len; i++)
    bm_page_black(painted, g_array_index(boxes, BmBox, i));
  char *path = bm_job_scratch_path(check->job, "closed.tif");
  g_free(check->path);
  check->path = path;
  if (!bm_page_write(painted, path, error))
    return FALSE;
  g_array_append_vals(check->masks, boxes->data, boxes->len);
  return page_take(check, error);
}

/* Looks at the page; what is left in its header is masked, and the written file looked at anew.
 */
static gboolean look_and_close(Check *check, GError **error)
{
  guint before = check->sights->len;
  gboolean may_close = waits_for_form_alone(check, before);
  g_autoptr(GArray) spared = bm_item_boxes(check->item, "review", "remove");
  for (int round = 0;; round++) {
    if (!look_again(check, error))
      return FALSE;
    BmLookCase look = look_of(check);
    g_autoptr(GArray) boxes = bm_remains_boxes(&look, check->sights, before, spared);
    if (!may_close || boxes->len == 0 || round == ROUNDS_MOST)
      return TRUE;
    if (!masks_more(check, boxes, error))
      return FALSE;
    g_array_set_size(check->sights, before);
  }
}

/* the place of a doubt on the masked page, small; NULL when it cannot be drawn */
static char *crop_write(Check *check, BmBox box)
{
  int width = pixGetWidth(check->page), height = pixGetHeight(check->page);
  if (bm_box_is_empty(box))
    box = (BmBox){0, 0, width, (int)(height * CROP_SHARE)};
  int around = bm_px(CROP_MM, check->dpi);
  box = bm_box_clip(bm_box_grow(box, around, around), width, height);
  g_autoptr(BOX) cut = boxCreate(box.x, box.y, box.w, box.h);
  g_autoptr(PIX) part = pixClipRectangle(check->page, cut, NULL);
  g_autoptr(PIX) gray = part != NULL ? pixConvertTo8(part, FALSE) : NULL;
  float scale = MIN((float)(CROP_DPI / check->dpi), 1.0F);
  g_autoptr(PIX) small = gray != NULL ? pixScale(gray, scale, scale) : NULL;
  g_autofree char *path = bm_job_scratch_path(check->job, "doubt.png");
  if (small == NULL || pixWrite(path, small, IFF_PNG) != 0)
    return NULL;
  return g_steal_pointer(&path);
}

/* one doubt a reason, at the first place it was seen */
static guint doubts_raise(Check *check)
{
  guint raised = 0;
  for (guint i = 0; i < check->sights->len; i++) {
    const BmSight *sight = &g_array_index(check->sights, BmSight, i);
    gboolean is_known = FALSE;
    for (guint k = 0; k < i && !is_known; k++)
      is_known = strcmp(g_array_index(check->sights, BmSight, k).reason, sight->reason) == 0;
    if (is_known)
      continue;
    g_autofree char *crop = crop_write(check, sight->box);
    bm_job_doubt(check->job, check->item->id, sight->reason, sight->box, crop);
    raised++;
  }
  return raised;
}

/* The page's certificate: which bytes were looked at, by which rules, and what was found. */
static json_t *facts_of(const Check *check, guint doubts)
{
  const json_t *context = bm_job_context(check->job), *form = json_object_get(context, "form");
  g_autofree char *digest = bm_page_digest(check->path);
  json_t *checks =
      json_pack("{s:i,s:i,s:s,s:b}", "masks", (int)check->masks->len, "doubts", (int)doubts,
                "by", check->by_form ? "form" : "page", "source_same", check->is_compared);
  json_t *facts = json_pack("{s:o,s:s,s:i}", "checks", checks, "digest", digest, "rules",
                            bm_stage_verify.version);
  json_object_set(facts, "form", json_object_get(form, "id"));
  json_object_set(facts, "form_version", json_object_get(form, "version"));
  json_object_set(facts, "policy", json_object_get(context, "policy"));
  json_object_set(facts, "release", json_object_get(context, "release"));
  return facts;
}

/* the list of masks with those that were added here */
static json_t *masks_now(const Check *check)
{
  const json_t *given = bm_item_fact(check->item, "mask", "masks");
  json_t *masks = json_is_array(given) ? json_deep_copy(given) : json_array();
  for (guint i = check->n_given; i < check->masks->len; i++)
    json_array_append_new(masks,
                          bm_box_to_json(g_array_index(check->masks, BmBox, i), "unexplained"));
  return masks;
}

static gboolean page_verify(BmJob *job, const BmItem *item, GError **error)
{
  g_auto(Check) check = {.job = job, .item = item};
  if (!check_init(&check, error))
    return FALSE;
  flags_take(&check);
  masks_take(&check);
  release_rule(&check);
  if (!look_and_close(&check, error))
    return FALSE;
  gboolean is_closed = check.masks->len > check.n_given;
  json_t *facts = facts_of(&check, doubts_raise(&check));
  if (is_closed)
    json_object_set_new(facts, "amend",
                        json_pack("{s:{s:o}}", "mask", "masks", masks_now(&check)));
  bm_job_emit(job, item->id, is_closed ? check.path : NULL, facts);
  return TRUE;
}

static BmOutcome verify_run(BmJob *job, GError **error)
{
  g_autoptr(GError) trouble = NULL;
  for (guint i = 0; i < bm_job_n_inputs(job) && trouble == NULL; i++)
    page_verify(job, bm_job_input(job, i), &trouble);
  if (trouble == NULL)
    return BM_DONE;
  BmOutcome outcome = bm_outcome_of(trouble);
  g_propagate_error(error, g_steal_pointer(&trouble));
  return outcome;
}

static const BmParam params[] = {{0}};

const BmStage bm_stage_verify = {
    .name = "verify",
    .version = 8,
    .takes = "page.masked",
    .gives = "page.verified",
    .gather = BM_EACH,
    .deadline_s = 60,
    .params = params,
    .ready = bm_ocr_ready,
    .run = verify_run,
};
