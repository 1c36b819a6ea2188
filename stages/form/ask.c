/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Export, import and join, on behalf of `blindmark forms`. */
#include "stages/form/ask.h"

#include "pipeline/autoptr.h"
#include "stages/form/pages.h"
#include "stages/form/picture.h"
#include "stages/form/template.h"
#include "stages/form/wash.h"
#include "stages/shared/naming.h"

#include <string.h>

#define PICTURE_DPI 200.0

static const char *asked(const BmJob *job)
{
  return json_string_value(json_object_get(bm_job_context(job), "ask"));
}

gboolean bm_ask_is(const BmJob *job)
{
  return asked(job) != NULL;
}

static BmForm *form_get(const json_t *record, GError **error)
{
  BmForm *form = bm_form_load(record);
  if (form != NULL && !form->is_sheet)
    return form;
  const char *id = json_string_value(json_object_get(record, "id"));
  bm_fail(error, BM_ERROR_SETTING, form != NULL ? "template_sheet" : "form_unreadable", "%s",
          id != NULL ? id : "?");
  bm_form_free(form);
  return NULL;
}

/* --- export */

/* The clean picture of a learnt form, by which its print is read; NULL: there is none. */
static PIX *clean_picture(const json_t *record, const BmForm *form)
{
  const char *path = json_string_value(json_object_get(record, "clean"));
  g_autoptr(PIX) picture = path != NULL ? pixRead(path) : NULL;
  g_autoptr(PIX) gray = picture != NULL ? pixConvertTo8(picture, FALSE) : NULL;
  if (gray == NULL || ABS(pixGetWidth(gray) - bm_px(form->width_mm, PICTURE_DPI)) > 2)
    return NULL;
  pixSetResolution(gray, (int)PICTURE_DPI, (int)PICTURE_DPI);
  return g_steal_pointer(&gray);
}

static gboolean form_export(BmJob *job, const json_t *record, const BmRoster *roster,
                            GError **error)
{
  const char *stem = json_string_value(json_object_get(record, "stem"));
  g_autoptr(BmForm) form = form_get(record, error);
  if (form == NULL)
    return FALSE;
  if (form->name != NULL && bm_naming_is_found(form->name, roster))
    return bm_fail(error, BM_ERROR_SETTING, "form_name_bad", "%s", form->id);
  g_autoptr(PIX) gray = clean_picture(record, form);
  BmWashed washed = {0};
  g_autofree char *text = bm_job_scratch_path(job, "template.form");
  g_autofree char *picture = bm_job_scratch_path(job, "template.png");
  if (!bm_wash(form, gray, roster, &washed, error) ||
      !bm_template_write(form, stem != NULL ? stem : form->id, text, picture, error))
    return FALSE;
  bm_job_note(job, "template",
              json_pack("{s:s,s:s,s:s,s:s,s:{s:i,s:i,s:i}}", "form", form->id, "stem",
                        stem != NULL ? stem : form->id, "text", text, "picture", picture,
                        "washed", "in_fields", (int)washed.in_fields, "named",
                        (int)washed.named, "unread", (int)washed.unread));
  return TRUE;
}

static gboolean forms_export(BmJob *job, GError **error)
{
  json_t *context = bm_job_context(job), *record;
  g_autoptr(BmRoster) roster =
      bm_roster_load(json_string_value(json_object_get(context, "procedure")), error);
  if (roster == NULL)
    return FALSE;
  size_t i;
  json_array_foreach (json_object_get(context, "forms"), i, record)
    if (!form_export(job, record, roster, error))
      return FALSE;
  return TRUE;
}

/* --- import */

static gboolean picture_make(BmForm *form)
{
  g_autoptr(PIX) gray = pixConvert1To8(NULL, form->print->clean, 255, 0);
  form->picture = gray != NULL ? pixScaleToSize(gray, bm_px(form->width_mm, PICTURE_DPI),
                                                bm_px(form->height_mm, PICTURE_DPI))
                               : NULL;
  if (form->picture != NULL)
    pixSetResolution(form->picture, (int)PICTURE_DPI, (int)PICTURE_DPI);
  return form->picture != NULL;
}

static char *digest_of(const char *model, const BmForm *form)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;
  if (!g_file_get_contents(model, &bytes, &size, NULL))
    return NULL;
  g_autoptr(json_t) note = bm_form_note(form);
  char *text = json_dumps(note, JSON_COMPACT | JSON_SORT_KEYS);
  GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
  g_checksum_update(sum, (const guchar *)bytes, (gssize)size);
  g_checksum_update(sum, (const guchar *)text, -1);
  char *digest = g_strdup(g_checksum_get_string(sum));
  g_checksum_free(sum);
  free(text);
  return digest;
}

static gboolean form_hand_over(BmJob *job, BmForm *form, GError **error)
{
  g_autofree char *picture = bm_job_scratch_path(job, "picture.png");
  g_autofree char *clean = bm_job_scratch_path(job, "clean.png");
  g_autofree char *model = bm_job_scratch_path(job, "model.json");
  if (!bm_picture_form(form, picture, error) || !bm_picture_clean(form, clean, error) ||
      !bm_form_save(form, model, error))
    return FALSE;
  g_autofree char *digest = digest_of(model, form);
  if (digest == NULL)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot read back a form's model");
  json_t *note = bm_form_note(form);
  json_object_set_new(note, "picture", json_string(picture));
  json_object_set_new(note, "clean", json_string(clean));
  json_object_set_new(note, "model", json_string(model));
  json_object_set_new(note, "digest", json_string(digest));
  if (form->name != NULL && form->name[0] != '\0')
    json_object_set_new(note, "name", json_string(form->name));
  bm_job_note(job, "form", note);
  return TRUE;
}

/* Whoever made the template: no ink stays in its fields. */
static gboolean template_import(BmJob *job, const char *path, GError **error)
{
  g_autoptr(BmForm) form = bm_template_read(path, error);
  BmWashed washed = {0};
  if (form == NULL)
    return FALSE;
  if (!bm_wash_fields(form, &washed) || !bm_form_prepare(form) || !picture_make(form))
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold the print of a template");
  return form_hand_over(job, form, error);
}

static gboolean templates_import(BmJob *job, GError **error)
{
  size_t i;
  json_t *path;
  json_array_foreach (json_object_get(bm_job_context(job), "templates"), i, path)
    if (!template_import(job, json_string_value(path), error))
      return FALSE;
  return TRUE;
}

/* --- join */

static void misfit_note(BmJob *job, const BmFormPage *page, BmCheck check)
{
  bm_job_note(job, "misfit",
              json_pack("{s:s,s:f,s:f,s:i}", "page", page->item->id, "tiles", check.share,
                        "p15", check.p15, "n", (int)check.tiles));
}

static gboolean page_join(BmJob *job, BmFormPage *page, BmForm *form, GError **error)
{
  if (page->features == NULL) {
    misfit_note(job, page, (BmCheck){0});
    return TRUE;
  }
  g_autoptr(PIX) work = bm_form_page_work(page, error);
  if (work == NULL)
    return FALSE;
  g_autoptr(PIX) reach = bm_tiles_reach(work);
  if (reach == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold a page's ink");
  BmVote vote = bm_vote_compare(form->features, page->features, TRUE);
  if (bm_form_page_match(page, work, reach, form, &vote)) {
    page->held_for = page->turned ? "turn_doubtful" : NULL;
    bm_job_emit(job, page->item->id, NULL, bm_form_page_facts(page));
  } else
    misfit_note(
        job, page,
        bm_tiles_check(form->tiles, reach, bm_tiles_refine(form->tiles, reach, vote.map)));
  return TRUE;
}

static gboolean pages_join(BmJob *job, GError **error)
{
  const json_t *record = json_array_get(json_object_get(bm_job_context(job), "forms"), 0);
  g_autoptr(BmForm) form = form_get(record, error);
  if (form == NULL)
    return FALSE;
  for (guint i = 0; i < bm_job_n_inputs(job); i++) {
    BmFormPage *page = bm_form_page_read(job, i, error);
    gboolean is_done = page != NULL && page_join(job, page, form, error);
    bm_form_page_free(page);
    if (!is_done)
      return FALSE;
  }
  return TRUE;
}

gboolean bm_ask_run(BmJob *job, GError **error)
{
  const char *what = asked(job);
  if (strcmp(what, "export") == 0)
    return forms_export(job, error);
  if (strcmp(what, "import") == 0)
    return templates_import(job, error);
  if (strcmp(what, "join") == 0)
    return pages_join(job, error);
  return bm_fail(error, BM_ERROR_SETTING, "ticket_bad", "unknown question");
}
