/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark forms: the person's one look. */
#include "pipeline/cmd_forms.h"
#include "pipeline/box.h"
#include "pipeline/contact.h"
#include "pipeline/decide.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/reason.h"
#include "pipeline/workspace.h"

#include <stdio.h>
#include <string.h>

/* Source pixels → mm on the form: intake page → upright page (inverse of to_source) → form. */
static gboolean source_to_form(json_t *facts, BmAffine *ret)
{
  BmAffine to_source, from_source, to_form;
  if (!bm_affine_from_json(json_object_get(json_object_get(facts, "upright"), "to_source"),
                           &to_source) ||
      !bm_affine_from_json(json_object_get(json_object_get(facts, "form"), "to_form"),
                           &to_form) ||
      !bm_affine_invert(to_source, &from_source))
    return FALSE;
  *ret = bm_affine_then(from_source, to_form);
  return TRUE;
}

static json_t *form_pages(json_t *pages, GHashTable *sources, const char *form)
{
  json_t *list = json_array();
  size_t i;
  json_t *page;
  json_array_foreach (pages, i, page) {
    json_t *facts = json_object_get(page, "facts");
    if (g_strcmp0(bm_json_text(json_object_get(facts, "form"), "form"), form) != 0)
      continue;
    BmAffine map = bm_affine_identity();
    gboolean has_map = source_to_form(facts, &map);
    const char *file = bm_json_text(page, "file");
    const char *source = file != NULL ? g_hash_table_lookup(sources, file) : NULL;
    json_array_append_new(
        list, json_pack("{s:O,s:s?,s:O,s:o}", "id", json_object_get(page, "id"), "source",
                        source, "source_page",
                        json_object_get(json_object_get(facts, "intake"), "source_page"),
                        "to_form", has_map ? bm_affine_to_json(map) : json_null()));
  }
  return list;
}

static json_t *forms_json(BmOpen *open)
{
  g_autoptr(json_t) forms = bm_ledger_forms(open->ledger);
  g_autoptr(json_t) pages = bm_ledger_page_states(open->ledger);
  g_autoptr(GHashTable) sources = bm_cmd_sources(open);
  json_t *out = json_array();
  size_t i;
  json_t *form;
  json_array_foreach (forms, i, form) {
    if (bm_json_text(form, "joined_to") != NULL) /* what is left of it is with that form */
      continue;
    json_t *one =
        json_pack("{s:O,s:O,s:O,s:o}", "form", json_object_get(form, "id"), "kind",
                  json_object_get(form, "kind"), "state", json_object_get(form, "state"),
                  "pages", form_pages(pages, sources, bm_json_text(form, "id")));
    static const char *const keys[] = {"version", "size_mm",    "zones",
                                       "name",    "is_evident", "doubts"};
    for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
      if (json_object_get(form, keys[k]) != NULL)
        json_object_set(one, keys[k], json_object_get(form, keys[k]));
    const char *picture = bm_json_text(form, "picture");
    if (picture != NULL) {
      g_autofree char *path = g_build_filename(open->ws, picture, NULL);
      json_object_set_new(one, "picture", json_string(path));
    }
    json_array_append_new(out, one);
  }
  return out;
}

static void form_print(const char *ws, json_t *form, gboolean is_whole)
{
  gboolean is_confirmed = g_strcmp0(bm_json_text(form, "state"), "confirmed") == 0;
  printf("%-8s %-10s %3zu %s  %s\n", bm_json_text(form, "form"),
         is_confirmed ? bm_tr("подтверждён", "confirmed") : bm_tr("предложен", "proposed"),
         json_array_size(json_object_get(form, "pages")), bm_tr("стр.", "pages"),
         bm_json_text(form, "picture") != NULL ? bm_json_text(form, "picture") : "");
  size_t i;
  json_t *one;
  if (bm_json_text(form, "name") != NULL) {
    g_autofree char *name = bm_cmd_plain(bm_json_text(form, "name"));
    printf("         %s\n", name);
  }
  json_array_foreach (json_object_get(form, "doubts"), i, one)
    printf("         %s %s\n", bm_tr("внимание:", "note:"),
           bm_reason_text(json_string_value(one)));
  if (is_whole)
    json_array_foreach (json_object_get(form, "zones"), i, one)
      printf("         %-16s x %6.1f  y %6.1f  %6.1f × %5.1f %s\n", bm_json_text(one, "kind"),
             json_number_value(json_object_get(one, "x")),
             json_number_value(json_object_get(one, "y")),
             json_number_value(json_object_get(one, "w")),
             json_number_value(json_object_get(one, "h")), bm_tr("мм", "mm"));
  if (is_whole)
    json_array_foreach (json_object_get(form, "pages"), i, one)
      printf("%s%s", i % 5 == 0 ? "\n         " : "  ", bm_json_text(one, "id"));
  if (is_whole)
    putchar('\n');
  if (is_whole && !is_confirmed)
    printf(
        "\n%s blindmark forms %s confirm %s\n",
        bm_tr("Посмотрите картинку. Всё, что закрашено, закрыто у всех работ. Если верно:",
              "Look at the picture. What is filled is hidden on every work. If it is right:"),
        ws, bm_json_text(form, "form"));
  if (is_whole && g_strcmp0(bm_json_text(form, "kind"), "sheet") == 0)
    printf("%s blindmark forms %s contact %s\n",
           bm_tr("Все страницы этого вида, закрытые, на немногих листах:",
                 "All pages of this kind, masked, on a few sheets:"),
           ws, bm_json_text(form, "form"));
}

static int forms_list(BmOpen *open, const char *only, gboolean is_json)
{
  g_autoptr(json_t) forms = forms_json(open);
  if (is_json) {
    bm_cmd_print_json(json_incref(forms));
    return BM_EXIT_DONE;
  }
  size_t i;
  json_t *form;
  gboolean is_found = FALSE;
  json_array_foreach (forms, i, form)
    if (only == NULL || g_strcmp0(bm_json_text(form, "form"), only) == 0) {
      form_print(open->ws, form, only != NULL);
      is_found = TRUE;
    }
  if (only == NULL || is_found)
    return BM_EXIT_DONE;
  GError *error = NULL;
  bm_fail(&error, BM_ERROR_SETTING, "form_unknown", "'%s'", only);
  return bm_cmd_fail(error);
}

static json_t *words_json(char **words)
{
  json_t *list = json_array();
  for (; *words != NULL; words++)
    json_array_append_new(list, json_string(*words));
  return list;
}

/* [zone, …] or {"zones": [zone, …]}; anything else must not pass for "as proposed". */
static json_t *zones_read(const char *path, GError **error)
{
  g_autoptr(json_t) file = bm_json_read(path, error);
  if (file == NULL)
    return NULL;
  json_t *zones = json_is_object(file) ? json_object_get(file, "zones") : file;
  if (!json_is_array(zones)) {
    bm_fail(error, BM_ERROR_SETTING, "zones_bad", "%s", path);
    return NULL;
  }
  return json_incref(zones);
}

/* What the last contact sheets of the forms showed: {form: {"images", "pages": {page:
 * digest}}}; corrected zones make other masks than those that were shown. */
static json_t *contact_shown(BmOpen *open, char **names)
{
  json_t *contact = json_object();
  for (; *names != NULL; names++) {
    g_autoptr(json_t) index = bm_contact_index(open->ws, *names);
    json_t *pages = json_object(), *entry;
    size_t i;
    json_array_foreach (json_object_get(index, "pages"), i, entry)
      if (bm_json_text(entry, "digest") != NULL)
        json_object_set(pages, bm_json_text(entry, "page"), json_object_get(entry, "digest"));
    json_t *one =
        json_pack("{s:O*,s:o}", "images", json_object_get(index, "images"), "pages", pages);
    if (index != NULL)
      json_object_set(contact, *names, one);
    json_decref(one);
  }
  return contact;
}

typedef struct Look { /* options of confirm, NULL where not given */
  char *zones, *except, *answers;
} Look;

static void look_clear(Look *look)
{
  g_free(look->zones);
  g_free(look->except);
  g_free(look->answers);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Look, look_clear)

static gboolean is_of_pages(const Look *look)
{
  return look->except != NULL || look->answers != NULL;
}

static gboolean pages_name(BmOpen *open, char **names, const Look *look, json_t *request,
                           GError **error)
{
  if (names[1] != NULL)
    return bm_fail(error, BM_ERROR_SETTING, "contact_one_form", "'%s' '%s'", names[0],
                   names[1]);
  g_autoptr(json_t) index = bm_contact_index(open->ws, names[0]);
  json_t *except = look->except != NULL ? bm_contact_except(index, look->except, error) : NULL;
  if (look->except != NULL && except == NULL)
    return FALSE;
  if (except != NULL)
    json_object_set_new(request, "except", except);
  json_t *answers =
      look->answers != NULL ? bm_contact_answers(open, index, look->answers, error) : NULL;
  if (answers != NULL)
    json_object_set_new(request, "answers", answers);
  return look->answers == NULL || answers != NULL;
}

static json_t *confirm_request(BmOpen *open, char **names, const Look *look, GError **error)
{
  g_autoptr(json_t) zones = NULL;
  if (look->zones != NULL && (zones = zones_read(look->zones, error)) == NULL)
    return NULL;
  g_autoptr(json_t) request =
      json_pack("{s:s,s:o,s:O?}", "verb", "confirm", "ids", words_json(names), "zones", zones);
  if (is_of_pages(look) && !pages_name(open, names, look, request, error))
    return NULL;
  if (zones == NULL || is_of_pages(look))
    json_object_set_new(request, "contact", contact_shown(open, names));
  return g_steal_pointer(&request);
}

static int forms_confirm(BmOpen *open, char **names, const Look *look)
{
  GError *error = NULL;
  g_autoptr(json_t) request = confirm_request(open, names, look, &error);
  guint total = 0;
  gboolean is_watched = FALSE;
  if (request == NULL)
    return bm_cmd_fail(error);
  if (!bm_decide_ask(open->ws, open->ledger, request, BM_DECIDE_PATIENCE_S, &is_watched, &total,
                     &error))
    return bm_cmd_fail(error);
  fprintf(
      stderr,
      bm_tr("Подтверждено. Страниц пойдёт дальше: %u.\n", "Confirmed. Pages that go on: %u.\n"),
      total);
  for (; look->zones != NULL && *names != NULL; names++)
    bm_contact_tell_released(open, *names);
  if (look->answers != NULL)
    fputs(bm_tr("Страницы с открытыми ответами будут на следующих контактных листах.\n",
                "Pages whose answers were opened are on the next contact sheets.\n"),
          stderr);
  bm_cmd_next_run(open->ws, is_watched);
  return BM_EXIT_DONE;
}

int bm_cmd_forms(int argc, char **argv)
{
  gboolean is_json = FALSE;
  g_auto(Look) look = {0};
  g_autofree char *out = NULL;
  GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &is_json, bm_tr("для программ", "for programs"), NULL},
      {"zones", 0, 0, G_OPTION_ARG_FILENAME, &look.zones,
       bm_tr("исправленные зоны: [{x, y, w, h, kind}] в мм; kind answers: здесь ответы",
             "corrected zones: [{x, y, w, h, kind}] in mm; kind answers: here are answers"),
       "FILE.json"},
      {"except", 0, 0, G_OPTION_ARG_STRING, &look.except,
       bm_tr("номера с контактных листов: эти страницы подождут (confirm)",
             "numbers on the contact sheets: these pages wait (confirm)"),
       "3,7,12"},
      {"answers", 0, 0, G_OPTION_ARG_STRING, &look.answers,
       bm_tr("с какого мм страницы (по какой) на контактных листах ответы (confirm)",
             "from (and to) which mm of pages on the contact sheets are answers (confirm)"),
       "7:52,9:40-270,3:60-75/90-170"},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &out,
       bm_tr("куда записать контактные листы или шаблоны (contact, export)",
             "where to put contact sheets or templates (contact, export)"),
       "FOLDER"},
      G_OPTION_ENTRY_NULL};
  int code = bm_cmd_parse(&argc, &argv, entries, 2, 1000);
  if (code >= 0)
    return code;
  g_auto(BmOpen) open = {0};
  GError *error = NULL;
  if (!bm_open(&open, argv[1], &error))
    return bm_cmd_fail(error);
  if (strcmp(argv[2], "list") == 0 && argc == 3)
    return forms_list(&open, NULL, is_json);
  if (strcmp(argv[2], "show") == 0 && argc == 4)
    return forms_list(&open, argv[3], is_json);
  if (strcmp(argv[2], "confirm") == 0 && argc >= 4)
    return forms_confirm(&open, argv + 3, &look);
  if (strcmp(argv[2], "export") == 0)
    return bm_forms_export(&open, argv + 3, out);
  if (strcmp(argv[2], "import") == 0 && argc >= 4)
    return bm_forms_import(&open, argv + 3);
  if (strcmp(argv[2], "name") == 0 && argc == 5)
    return bm_forms_name(&open, argv[3], argv[4]);
  if (strcmp(argv[2], "join") == 0 && argc >= 5)
    return bm_forms_join(&open, argv + 3);
  if (strcmp(argv[2], "split") == 0 && argc >= 5)
    return bm_forms_split(&open, argv[3], argv + 4);
  if (strcmp(argv[2], "contact") == 0)
    return bm_cmd_contact(&open, argv + 3, out, is_json);
  return bm_cmd_usage("forms", NULL);
}
