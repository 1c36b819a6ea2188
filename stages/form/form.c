/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stage form: which printed form, or which kind of sheet, each page is on, and how it lies
 * there. A job takes so many pages as "pages_at_once" says: votes grow with the square of them,
 * and a try that dies must be able to begin again soon.
 *
 * Pages are first tried on the forms of the round, one by one (look.h), then those left over
 * found new forms among themselves, and the rest is sorted by kind of sheet. Page files stay as
 * they are, but for those that their form turns (turn.h).
 */
#include "pipeline/autoptr.h"
#include "stages/form/ask.h"
#include "stages/form/fonts.h"
#include "stages/form/learn.h"
#include "stages/form/look.h"
#include "stages/form/picture.h"
#include "stages/form/sheets.h"
#include "stages/form/turn.h"
#include "stages/form/zones.h"
#include "stages/shared/identity_words.h"
#include "stages/shared/ocr.h"

#include <stdlib.h>
#include <string.h>

typedef struct Round {
  GPtrArray *pages; /* BmFormPage, by id */
  GPtrArray *forms; /* BmForm: known ones first */
  guint n_known;
  BmRoster *roster;
  BmZoneRules rules;
  BmLearnLimits limits;
} Round;

static void round_clear(Round *round)
{
  g_clear_pointer(&round->pages, g_ptr_array_unref);
  g_clear_pointer(&round->forms, g_ptr_array_unref);
  g_clear_pointer(&round->roster, bm_roster_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Round, round_clear)

static gint by_id(gconstpointer a, gconstpointer b)
{
  const BmFormPage *p = *(BmFormPage *const *)a, *q = *(BmFormPage *const *)b;
  return strcmp(p->item->id, q->item->id);
}

static gboolean pages_read(Round *round, BmJob *job, GError **error)
{
  g_autoptr(BmKept) kept = bm_kept_open(bm_job_scratch(job), error);
  if (kept == NULL)
    return FALSE;
  for (guint i = 0; i < bm_job_n_inputs(job); i++) {
    BmFormPage *page = bm_form_page_look(job, i, kept, round->forms, error);
    if (page == NULL)
      return FALSE;
    g_ptr_array_add(round->pages, page);
  }
  g_ptr_array_sort(round->pages, by_id);
  return TRUE;
}

static gint by_form_id(gconstpointer a, gconstpointer b)
{
  return strcmp((*(BmForm *const *)a)->id, (*(BmForm *const *)b)->id);
}

static void forms_load(Round *round, BmJob *job)
{
  size_t i;
  json_t *record;
  json_array_foreach (json_object_get(bm_job_context(job), "forms"), i, record) {
    gboolean is_joined = json_object_get(record, "joined_to") != NULL;
    BmForm *form = is_joined ? NULL : bm_form_load(record);
    if (form != NULL)
      g_ptr_array_add(round->forms, form);
  }
  g_ptr_array_sort(round->forms, by_form_id);
  round->n_known = round->forms->len;
}

static gboolean round_init(Round *round, BmJob *job, GError **error)
{
  json_t *context = bm_job_context(job);
  round->pages = g_ptr_array_new_with_free_func((GDestroyNotify)bm_form_page_free);
  round->forms = g_ptr_array_new_with_free_func((GDestroyNotify)bm_form_free);
  round->limits.copies_least = (guint)bm_job_param_int(job, "copies_least");
  round->limits.pass_least = bm_job_param_real(job, "pass_least");
  round->roster =
      bm_roster_load(json_string_value(json_object_get(context, "procedure")), error);
  if (round->roster == NULL)
    return FALSE;
  round->rules.roster = round->limits.roster = round->roster;
  round->rules.policy = json_string_value(json_object_get(context, "policy"));
  forms_load(round, job);
  return pages_read(round, job, error);
}

/* Highest number that an id of this kind has among the records, loaded or not. */
static guint last_number(const json_t *records, const char *prefix)
{
  guint last = 0;
  size_t i;
  json_t *record;
  json_array_foreach (records, i, record) {
    const char *id = json_string_value(json_object_get(record, "id"));
    guint64 number = 0;
    if (id != NULL && g_str_has_prefix(id, prefix) &&
        g_ascii_string_to_unsigned(id + strlen(prefix), 10, 0, 1000000, &number, NULL))
      last = MAX(last, (guint)number);
  }
  return last;
}

static void forms_name(Round *round, BmJob *job)
{
  const json_t *records = json_object_get(bm_job_context(job), "forms");
  guint n_forms = last_number(records, "form"), n_sheets = last_number(records, "sheet");
  for (guint i = 0; i < round->forms->len; i++) {
    BmForm *form = g_ptr_array_index(round->forms, i);
    if (form->id[0] != '\0')
      continue;
    g_free(form->id);
    form->id = form->is_sheet ? g_strdup_printf("sheet%02u", ++n_sheets)
                              : g_strdup_printf("form%02u", ++n_forms);
  }
}

static void pages_count(Round *round)
{
  for (guint i = 0; i < round->pages->len; i++) {
    BmFormPage *page = g_ptr_array_index(round->pages, i);
    if (page->form == NULL)
      continue;
    page->form->pages++;
    page->form->passed += page->form->is_sheet || page->check.ok;
  }
}

static gboolean form_draw(Round *round, BmForm *form, const char *picture, const char *clean,
                          GError **error)
{
  if (form->is_sheet) {
    g_autoptr(GArray) samples = bm_sheets_sample(form, round->pages, &round->rules, error);
    return samples != NULL && bm_picture_sheet(samples, picture, error);
  }
  if (!bm_learn_picture(form, round->pages, error) ||
      !bm_zones_propose(form, &round->rules, error))
    return FALSE;
  if (form->like != NULL)
    bm_fonts_settle(form);
  gboolean ok = bm_picture_form(form, picture, error) && bm_picture_clean(form, clean, error);
  if (form->print->copies < BM_COPIES_LEAST)
    bm_form_doubt(form, "form_few_copies");
  if (form->passed < form->pages)
    bm_form_doubt(form, "form_pages_misfit");
  return ok;
}

/* Zones, pictures and model of a new or changed form. */
static gboolean form_note(Round *round, BmForm *form, BmJob *job, GError **error)
{
  g_autofree char *picture = bm_job_scratch_path(job, "picture.png");
  g_autofree char *clean = bm_job_scratch_path(job, "clean.png");
  g_autofree char *model = bm_job_scratch_path(job, "model.json");
  if (!form_draw(round, form, picture, clean, error) || !bm_form_save(form, model, error))
    return FALSE;
  json_t *note = bm_form_note(form);
  json_object_set_new(note, "picture", json_string(picture));
  if (!form->is_sheet)
    json_object_set_new(note, "clean", json_string(clean));
  json_object_set_new(note, "model", json_string(model));
  if (form->like != NULL)
    json_object_set_new(note, "like", json_string(form->like->id));
  bm_job_note(job, "form", note);
  pixDestroy(&form->picture);
  return TRUE;
}

static gboolean forms_note(Round *round, BmJob *job, GError **error)
{
  for (guint i = 0; i < round->forms->len; i++) {
    BmForm *form = g_ptr_array_index(round->forms, i);
    if (form->is_changed && !form_note(round, form, job, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean pages_emit(const Round *round, BmJob *job, GError **error)
{
  for (guint i = 0; i < round->pages->len; i++) {
    BmFormPage *page = g_ptr_array_index(round->pages, i);
    if (page->features == NULL)
      bm_job_doubt(job, page->item->id, page->held_for, (BmBox){0}, NULL);
    if (!page->must_turn)
      bm_job_emit(job, page->item->id, NULL, bm_form_page_facts(page));
    else if (!bm_form_turn_emit(job, page, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean round_run(Round *round, BmJob *job, GError **error)
{
  if (!round_init(round, job, error))
    return FALSE;
  bm_fonts_part(round->pages);
  if (!bm_learn_groups(round->pages, round->forms, &round->limits, error))
    return FALSE;
  bm_fonts_rejoin(round->pages);
  bm_fonts_liken(round->forms, round->n_known);
  bm_sheets_assign(round->pages, round->forms);
  forms_name(round, job);
  pages_count(round);
  bm_form_turn_judge(round->pages);
  return bm_learn_more(round->pages, round->forms, error) && forms_note(round, job, error) &&
         pages_emit(round, job, error);
}

static BmOutcome form_run(BmJob *job, GError **error)
{
  if (bm_ask_is(job))
    return bm_ask_run(job, error) ? BM_DONE : BM_PARK;
  g_auto(Round) round = {0};
  g_autoptr(GError) trouble = NULL;
  if (round_run(&round, job, &trouble))
    return BM_DONE;
  gboolean is_lasting = g_error_matches(trouble, BM_ERROR, BM_ERROR_SETTING) ||
                        g_error_matches(trouble, BM_ERROR, BM_ERROR_MODEL);
  gboolean is_input = g_error_matches(trouble, BM_ERROR, BM_ERROR_INPUT);
  g_propagate_error(error, g_steal_pointer(&trouble));
  return is_lasting ? BM_HALT : is_input ? BM_PARK : BM_RETRY;
}

static const BmParam params[] = {
    {"copies_least", BM_PARAM_INT, "", 3, 3, 20,
     "сколько одинаковых страниц нужно, чтобы узнать бланк",
     "pages with the same print that make a form"},
    {"pass_least", BM_PARAM_REAL, "", 0.5, 0.75, 1,
     "доля страниц группы, которые должны точно лечь на бланк",
     "share of a group's pages that must lie exactly on the form"},
    {"pages_at_once", BM_PARAM_INT, "", 8, 2000, 20000,
     "сколько страниц разбирает одно задание; остальные — следующее, по уже найденным бланкам",
     "pages that one job sorts; the next one takes the others, by the forms found so far"},
    {0},
};

/* What mask loads, too, and this stage needs for the first page of each form. */
static gboolean form_ready(GError **error)
{
  bm_identity_words_ready();
  return bm_ocr_ready(error);
}

const BmStage bm_stage_form = {
    .name = "form",
    .version = 5,
    .takes = "page.split",
    .gives = "page.formed",
    .gather = BM_PER_ROUND,
    .is_single = TRUE,
    .keeps_work = TRUE,
    .most_setting = "pages_at_once",
    .deadline_s = 20,
    .params = params,
    .ready = form_ready,
    .run = form_run,
};
