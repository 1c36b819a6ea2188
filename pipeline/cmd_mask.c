/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark mask: identities painted out in files, without a round. The chain is the round's
 * own. */
#include "pipeline/box.h"
#include "pipeline/cmd.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/oneshot.h"
#include "pipeline/reason.h"
#include "pipeline/templates.h"
#include "pipeline/workspace.h"
#include "stages/shared/bind.h"

#include <stdio.h>
#include <string.h>

static json_t *reasons_of(BmLedger *ledger, json_t *page)
{
  g_autoptr(json_t) doubts = bm_ledger_doubts(ledger, bm_json_text(page, "id"));
  json_t *reasons = json_array();
  size_t i;
  json_t *doubt;
  json_array_foreach (doubts, i, doubt)
    json_array_append(reasons, json_object_get(doubt, "reason"));
  if (bm_json_text(page, "reason") != NULL)
    json_array_append(reasons, json_object_get(page, "reason"));
  return reasons;
}

/* Masks of the upright page, in pixels of the page as it came. */
static json_t *masks_in_source(json_t *facts)
{
  json_t *masks = json_array(), *mask;
  BmAffine to_source = bm_affine_identity();
  bm_affine_from_json(json_object_get(json_object_get(facts, "upright"), "to_source"),
                      &to_source);
  size_t i;
  json_array_foreach (json_object_get(json_object_get(facts, "mask"), "masks"), i, mask) {
    BmBox box;
    if (bm_box_from_json(mask, &box))
      json_array_append_new(
          masks, bm_box_to_json(bm_affine_box(to_source, box), bm_json_text(mask, "kind")));
  }
  return masks;
}

static const char conf_text[] = "[round]\nrelease=auto\nseed=1\nwipe=yes\n"
                                "[engine]\nquiet_s=0\nbroken_run_s=0\nseries_quiet_s=0\n";

typedef struct Result {
  GPtrArray *paths; /* page files, NULL for what cannot be shown */
  json_t *report;
  guint n_held;
} Result;

static void result_clear(Result *result)
{
  g_clear_pointer(&result->paths, g_ptr_array_unref);
  g_clear_pointer(&result->report, json_decref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Result, result_clear)

static void page_add(BmOpen *open, json_t *page, Result *result)
{
  g_autoptr(json_t) reasons = reasons_of(open->ledger, page);
  json_t *facts = json_object_get(page, "facts");
  /* only what went through the mask stage may leave; anything else becomes a gray page */
  gboolean is_masked = g_strcmp0(bm_json_text(page, "kind"), "page.verified") == 0;
  gboolean is_held = !is_masked || json_array_size(reasons) > 0;
  const char *file = is_masked ? bm_json_text(page, "file") : NULL;
  g_ptr_array_add(result->paths, file != NULL ? g_build_filename(open->ws, file, NULL) : NULL);
  result->n_held += is_held;
  json_array_append_new(result->report,
                        json_pack("{s:i,s:s,s:O,s:o}", "page", (int)result->paths->len, "state",
                                  is_held ? "held" : "released", "reasons", reasons, "masks",
                                  masks_in_source(facts)));
}

static gboolean result_write(const char *out, Result *result, GError **error)
{
  g_autofree char *report = g_strconcat(out, ".report.json", NULL);
  g_autoptr(json_t) whole = json_pack("{s:O}", "pages", result->report);
  return bm_bind(out, (const char *const *)result->paths->pdata, result->paths->len, error) &&
         bm_json_write(report, whole, error);
}

/* The command was told to stop: what it has is no result. */
static gboolean is_broken_off(json_t *item, json_t *pages)
{
  const char *state = bm_json_text_or_empty(item, "state");
  gboolean is_found = strcmp(state, "ready") == 0 || strcmp(state, "waiting") == 0;
  size_t i;
  json_t *page;
  json_array_foreach (pages, i, page)
    is_found = is_found || (g_strcmp0(bm_json_text(page, "state"), "ready") == 0 &&
                            g_strcmp0(bm_json_text(page, "kind"), "page.verified") != 0);
  return is_found;
}

static gboolean input_finish(BmOpen *open, const char *name, const char *input, const char *out,
                             guint *n_held, GError **error)
{
  g_autoptr(json_t) sources = bm_keymap_sources(open->keymap);
  size_t i;
  json_t *row;
  const char *file = NULL;
  json_array_foreach (sources, i, row)
    if (g_strcmp0(bm_json_text(row, "path"), name) == 0)
      file = bm_json_text(row, "file");
  g_autoptr(json_t) item = file != NULL ? bm_ledger_item(open->ledger, file) : NULL;
  g_autoptr(json_t) pages = bm_ledger_children(open->ledger, file);
  if (is_broken_off(item, pages))
    return bm_fail(error, BM_ERROR_INPUT, "broken_off", "%s", input);
  if (g_strcmp0(bm_json_text(item, "state"), "done") != 0) {
    const char *reason = bm_json_text(item, "reason");
    return bm_fail(error, BM_ERROR_INPUT, reason != NULL ? reason : "internal", "%s", input);
  }
  g_auto(Result) result = {g_ptr_array_new_with_free_func(g_free), json_array(), 0};
  json_array_foreach (pages, i, row)
    page_add(open, row, &result);
  *n_held += result.n_held;
  return result_write(out, &result, error);
}

/* OUT for one input; with several, OUT is a folder that keeps base names. */
static char *output_name(const char *out, const char *input, gboolean is_folder)
{
  if (!is_folder)
    return g_strdup(out);
  g_autofree char *base = g_path_get_basename(input);
  char *dot = strrchr(base, '.');
  gboolean is_pdf = dot != NULL && g_ascii_strcasecmp(dot, ".pdf") == 0;
  if (dot != NULL)
    *dot = '\0';
  return g_strdup_printf("%s/%s%s", out, base, is_pdf ? ".pdf" : ".tif");
}

static GPtrArray *outputs_name(const char *out, char **inputs, GError **error)
{
  gboolean is_folder = inputs[1] != NULL || g_file_test(out, G_FILE_TEST_IS_DIR);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  if (!is_folder && !g_str_has_suffix(out, ".tif") && !g_str_has_suffix(out, ".tiff") &&
      !g_str_has_suffix(out, ".pdf")) {
    bm_fail(error, BM_ERROR_SETTING, "output_ending", "'%s'", out);
    return NULL;
  }
  if (is_folder && !bm_folder_make(out, 0755, error))
    return NULL;
  for (char **input = inputs; *input != NULL; input++) {
    g_autofree char *name = output_name(out, *input, is_folder);
    if (g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL)) {
      bm_fail(error, BM_ERROR_SETTING, "output_twice", "'%s'", name);
      return NULL;
    }
    g_ptr_array_add(names, g_steal_pointer(&name));
  }
  return g_steal_pointer(&names);
}

static gboolean outputs_write(const char *ws, char **inputs, GPtrArray *outputs, guint *n_held,
                              GError **error)
{
  g_auto(BmOpen) open = {0};
  if (!bm_open(&open, ws, error))
    return FALSE;
  GError *first = NULL;
  for (guint i = 0; inputs[i] != NULL; i++) {
    g_autofree char *name = bm_oneshot_name(i, inputs[i]);
    g_autoptr(GError) why = NULL;
    if (input_finish(&open, name, inputs[i], outputs->pdata[i], n_held, &why))
      continue;
    g_autofree char *reason = bm_error_reason(why);
    fprintf(stderr, "blindmark mask: %s: %s. %s\n", inputs[i], bm_reason_text(reason),
            bm_reason_todo(reason));
    if (first == NULL)
      first = g_steal_pointer(&why);
  }
  if (first == NULL)
    return TRUE;
  g_propagate_error(error, first);
  return FALSE;
}

static gboolean files_mask(const char *procedure, const BmRunOptions *options, char **inputs,
                           GPtrArray *outputs, guint *n_held, GError **error)
{
  g_autoptr(BmTemp) temp = bm_oneshot_make(procedure, inputs, conf_text, error);
  if (temp == NULL)
    return FALSE;
  const char *ws = bm_temp_path(temp);
  guint n_templates = 0;
  g_autoptr(BmTemplates) templates = bm_templates_of_round(procedure, error);
  gboolean is_good = templates != NULL &&
                     bm_templates_enter(templates, ws, &n_templates, error) &&
                     bm_supervise(ws, BM_MODE_SINGLE, options, error) &&
                     outputs_write(ws, inputs, outputs, n_held, error);
  if (g_getenv("BLINDMARK_KEEP") != NULL) {
    bm_temp_leave(temp);
    fprintf(stderr, "%s\n", ws);
  }
  return is_good;
}

int bm_cmd_mask(int argc, char **argv)
{
  g_autofree char *out = NULL, *procedure = NULL, *policy = NULL;
  gboolean is_quiet = FALSE;
  int workers = 0;
  GOptionEntry entries[] = {{"output", 'o', 0, G_OPTION_ARG_FILENAME, &out,
                             bm_tr("файл .tif или .pdf; для нескольких входных: папка",
                                   "a .tif or .pdf file; for several inputs a folder"),
                             "OUT"},
                            {"procedure", 0, 0, G_OPTION_ARG_FILENAME, &procedure,
                             bm_tr("папка с roster.csv, assessment.json, forms/*.form",
                                   "folder with roster.csv, assessment.json, forms/*.form"),
                             "DIR"},
                            {"policy", 0, 0, G_OPTION_ARG_STRING, &policy,
                             bm_tr("что закрашивать", "what to mask"), "NAME"},
                            {"jobs", 'j', 0, G_OPTION_ARG_INT, &workers,
                             bm_tr("рабочих процессов", "worker processes"), "N"},
                            {"quiet", 'q', 0, G_OPTION_ARG_NONE, &is_quiet,
                             bm_tr("без сообщений о ходе", "no progress"), NULL},
                            G_OPTION_ENTRY_NULL};
  int code = bm_cmd_parse(&argc, &argv, entries, 1, 100000);
  if (code >= 0)
    return code;
  if (out == NULL)
    return bm_cmd_usage("mask", bm_tr("нужно -o OUT", "-o OUT is needed"));
  BmRunOptions options = {.policy = policy, .workers = workers, .is_quiet = is_quiet};
  GError *error = NULL;
  guint n_held = 0;
  g_autoptr(GPtrArray) outputs = outputs_name(out, argv + 1, &error);
  if (outputs == NULL || !files_mask(procedure, &options, argv + 1, outputs, &n_held, &error))
    return bm_cmd_fail(error);
  if (n_held > 0)
    fprintf(stderr,
            bm_tr("Страниц, которые надо проверить человеку: %u (перечислены в отчёте, с "
                  "причинами).\n",
                  "Pages for a person to check: %u (listed in the report, with reasons).\n"),
            n_held);
  return n_held > 0 ? BM_EXIT_HELD : BM_EXIT_DONE;
}
